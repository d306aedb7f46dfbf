internal import COpenSSL

/// The 32 bytes of an HMAC-SHA256. The only comparison it offers takes constant time.
package struct MAC: Sendable {
  /// Bytes of one code: SHA-256 gives 32.
  package static let byteCount = 32

  private let bytes: [UInt8]

  /// Computes the code of `message` under a key that is needed once.
  ///
  /// - Throws: `CryptoError.failed` when OpenSSL refuses (no provider for SHA-256, out of memory).
  package init(key: [UInt8], message: [UInt8]) throws(CryptoError) { self = try MACKey(key).code(of: [message]) }

  fileprivate init(code: [UInt8]) { bytes = code }

  /// Whether `candidate` is this code, in a time that does not depend on where they differ.
  package func matches(_ candidate: [UInt8]) -> Bool { ConstantTime.equal(bytes, candidate) }

  /// Lowercase hexadecimal, as a `Stripe-Signature` header carries it.
  package var hex: String { Hex.encode(bytes) }

  /// Base64 with padding, as a `webhook-signature` header carries it.
  package var base64: String {
    // Four letters for each three bytes, and the zero byte that OpenSSL ends a text with.
    var text = [UInt8](repeating: 0, count: (Self.byteCount + 2) / 3 * 4 + 1)
    let count = unsafe text.withUnsafeMutableBufferPointer { text in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        unsafe EVP_EncodeBlock(text.baseAddress, bytes.baseAddress, Int32(bytes.count))
      }
    }
    return String(decoding: text.prefix(Int(count)), as: UTF8.self)
  }
}

/// A key of HMAC-SHA256 that was made ready once, where the one-shot `HMAC` looks the algorithm up and hashes the key
/// for each message.
///
/// Any thread may use it: nothing changes it, and each code is computed in a copy.
@safe package final class MACKey: @unchecked Sendable {
  /// The keyed state; nil where OpenSSL refused it, and then there are no codes.
  private let keyed: OpaquePointer?

  package init(_ key: [UInt8]) {
    unsafe keyed = key.withUnsafeBufferPointer { unsafe tb_hmac_sha256($0.baseAddress, $0.count) }
  }

  deinit { unsafe EVP_MAC_CTX_free(keyed) }

  /// The code of the message that the parts come to, one behind the other.
  package func code(of parts: [[UInt8]]) throws(CryptoError) -> MAC {
    guard let keyed = unsafe keyed, let context = unsafe EVP_MAC_CTX_dup(keyed) else { throw .failed("HMAC-SHA256") }
    defer { unsafe EVP_MAC_CTX_free(context) }
    for part in parts {
      let taken = unsafe part.withUnsafeBufferPointer { unsafe EVP_MAC_update(context, $0.baseAddress, $0.count) }
      guard taken == 1 else { throw .failed("HMAC-SHA256") }
    }
    var code = [UInt8](repeating: 0, count: MAC.byteCount)
    var length = 0
    let done = unsafe code.withUnsafeMutableBufferPointer { out in
      unsafe EVP_MAC_final(context, out.baseAddress, &length, out.count)
    }
    guard done == 1, length == MAC.byteCount else { throw .failed("HMAC-SHA256") }
    return MAC(code: code)
  }
}

/// What OpenSSL could not do.
package enum CryptoError: Error, CustomStringConvertible {
  case failed(String)

  package var description: String {
    switch self {
    case .failed(let what): "OpenSSL could not compute \(what); check that libcrypto 3 is installed whole."
    }
  }
}

internal import COpenSSL

/// The 32 bytes of an HMAC-SHA256. The only comparison it offers takes constant time.
package struct MAC: Sendable {
  /// Bytes of one code: SHA-256 gives 32.
  package static let byteCount = 32

  private let bytes: [UInt8]

  /// Computes the code of `message` under `key` with OpenSSL's one-shot `HMAC`.
  ///
  /// - Throws: `CryptoError.failed` when OpenSSL refuses (no provider for SHA-256, out of memory).
  package init(key: [UInt8], message: [UInt8]) throws(CryptoError) {
    var code = [UInt8](repeating: 0, count: Self.byteCount)
    var length: UInt32 = 0
    let done = unsafe code.withUnsafeMutableBufferPointer { out in
      unsafe key.withUnsafeBytes { key in
        unsafe message.withUnsafeBufferPointer { message in
          unsafe HMAC(
            EVP_sha256(), key.baseAddress, CInt(key.count),
            message.baseAddress, message.count, out.baseAddress, &length) != nil
        }
      }
    }
    guard done, length == UInt32(Self.byteCount) else { throw .failed("HMAC-SHA256") }
    bytes = code
  }

  /// Whether `candidate` is this code, in a time that does not depend on where they differ.
  package func matches(_ candidate: [UInt8]) -> Bool {
    guard candidate.count == bytes.count else { return false }
    return unsafe bytes.withUnsafeBytes { mine in
      unsafe candidate.withUnsafeBytes { theirs in
        unsafe CRYPTO_memcmp(mine.baseAddress, theirs.baseAddress, mine.count) == 0
      }
    }
  }

  /// Lowercase hexadecimal, as a `Stripe-Signature` header carries it.
  package var hex: String { Hex.encode(bytes) }
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

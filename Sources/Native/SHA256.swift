internal import COpenSSL

/// SHA-256 by OpenSSL: the links of the ledger's chain and the digest of a state.
package enum SHA256 {
  /// The 32 bytes of the digest of `message`.
  ///
  /// - Throws: `CryptoError.failed` when OpenSSL refuses.
  package static func digest(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let done = unsafe digest.withUnsafeMutableBufferPointer { out in
      unsafe message.withUnsafeBytes { message in
        unsafe EVP_Digest(
          message.baseAddress, message.count, out.baseAddress, nil, EVP_sha256(), nil) == 1
      }
    }
    guard done else { throw .failed("SHA-256") }
    return digest
  }

  /// The digest of `text`'s UTF-8 bytes in lowercase hexadecimal.
  package static func hex(_ text: String) throws(CryptoError) -> String {
    Hex.encode(try digest(Array(text.utf8)))
  }
}

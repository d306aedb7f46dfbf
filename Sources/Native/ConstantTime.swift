internal import COpenSSL

/// Comparing secrets in a time that says nothing of where they differ.
package enum ConstantTime {
  package static func equal(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    return unsafe one.withUnsafeBytes { mine in
      unsafe other.withUnsafeBytes { theirs in
        unsafe CRYPTO_memcmp(mine.baseAddress, theirs.baseAddress, mine.count) == 0
      }
    }
  }
}

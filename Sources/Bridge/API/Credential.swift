internal import Native

/// The keys of the app's own backend. They are kept as hashes and compared in constant time; several at once, while one
/// gives way to the next.
package struct APIKeys: Sendable, Equatable {
  /// The shortest key that a deployment may configure, in bytes.
  package static let bytesMin = 24

  private let digests: [[UInt8]]

  package var isEmpty: Bool { digests.isEmpty }

  /// - Throws: `ConfigurationError` for a key that anybody could guess.
  package init(_ setting: String, name: String) throws(ConfigurationError) {
    var digests: [[UInt8]] = []
    for key in setting.split(separator: ",", omittingEmptySubsequences: false) {
      guard key.utf8.count >= Self.bytesMin, !key.contains(where: \.isWhitespace), Set(key).count > 4 else {
        throw ConfigurationError(
          "\(name) has a key that can be guessed: use \(Self.bytesMin) characters of chance or more, without spaces.")
      }
      guard let digest = try? SHA256.digest(Array(key.utf8)) else {
        throw ConfigurationError("\(name) cannot be read.")
      }
      digests.append(digest)
    }
    self.digests = digests
  }

  init() { digests = [] }

  /// Whether `authorization` is `Bearer` and one of the keys.
  func admit(_ authorization: String?) -> Bool {
    guard let authorization, authorization.hasPrefix("Bearer "),
      let digest = try? SHA256.digest(Array(authorization.dropFirst("Bearer ".count).utf8))
    else { return false }
    var held = false
    for known in digests where ConstantTime.equal(known, digest) { held = true }
    return held
  }
}

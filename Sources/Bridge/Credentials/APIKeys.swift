internal import Native

/// The keys of the app's own backend, or of its operators. They are kept as digests and compared in constant time;
/// several at once, while one gives way to the next.
package struct APIKeys: Sendable, Equatable {
  /// The shortest key that a deployment may configure, in bytes.
  package static let bytesMin = 24

  private let digests: [[UInt8]]

  package var isEmpty: Bool { digests.isEmpty }

  /// - Parameter livemode: the deployment's mode, which a key that says its own (`tb_live_sk_…`) must agree with.
  /// - Throws: `ConfigurationError` for a key that anybody could guess, or that is of the other mode.
  package init(_ setting: String, name: String, livemode: Bool) throws(ConfigurationError) {
    var digests: [[UInt8]] = []
    for key in setting.split(separator: ",", omittingEmptySubsequences: false) {
      try Self.check(key, name, livemode)
      guard let digest = KeyDigest(key) else { throw ConfigurationError("\(name) cannot be read.") }
      digests.append(digest.bytes)
    }
    self.digests = digests
  }

  init() { digests = [] }

  private static func check(_ key: Substring, _ name: String, _ livemode: Bool) throws(ConfigurationError) {
    guard key.utf8.count >= bytesMin, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), Set(key).count > 4,
      !Placeholder.isIn(key)
    else {
      throw ConfigurationError(
        "\(name) has a key that can be guessed: use \(bytesMin) characters of chance or more, without spaces.")
    }
    let (own, other) = livemode ? ("live", "test") : ("test", "live")
    guard !key.hasPrefix("tb_\(other)_sk_") else {
      throw ConfigurationError(
        "\(name) has a key of \(other) mode (tb_\(other)_sk_…) where \(own) mode counts: STRIPE_SECRET_KEY says which.")
    }
  }

  /// Whether it is one of the keys, in a time that does not say which or how nearly.
  func holds(_ digest: KeyDigest) -> Bool {
    var held = false
    for known in digests where ConstantTime.equal(known, digest.bytes) { held = true }
    return held
  }

  /// Whether any key is in both lists.
  func shares(_ other: APIKeys) -> Bool { digests.contains { other.holds(KeyDigest(bytes: $0)) } }
}

extension APIKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String {
    digests.isEmpty ? "no key" : digests.count == 1 ? "1 key (redacted)" : "\(digests.count) keys (redacted)"
  }

  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The SHA-256 of a key: all that is kept of one, and all that is compared.
struct KeyDigest: Sendable {
  fileprivate let bytes: [UInt8]

  fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

  /// Nil where OpenSSL refuses.
  init?(_ key: Substring) {
    guard let bytes = try? SHA256.digest(Array(key.utf8)) else { return nil }
    self.bytes = bytes
  }
}

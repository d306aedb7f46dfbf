internal import Native

/// A secret of `TOLLBRIDGE_TOKEN_SECRET`: it signs tokens and verifies them. It prints redacted.
struct TokenSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The shortest secret that a deployment may configure, in bytes: as long as the code that it keys (RFC 7518).
  static let bytesMin = 32
  /// The most secrets at once: a token that names none of them is tried with each.
  static let countMax = 4

  private let bytes: [UInt8]

  var description: String { "token secret (redacted)" }
  var debugDescription: String { description }
  var customMirror: Mirror { Mirror(self, children: []) }

  /// The key of tokens, named after the secret's digest so that tokens of before a rotation find theirs.
  func key() throws(ConfigurationError) -> TokenKey {
    guard let digest = try? SHA256.digest(Array("tollbridge token key ".utf8) + bytes) else {
      throw ConfigurationError("TOLLBRIDGE_TOKEN_SECRET cannot be read.")
    }
    return TokenKey(id: "hs-" + Hex.encode(Array(digest.prefix(8))), secret: bytes)
  }

  /// The secrets of the setting: comma-separated, the first signs.
  ///
  /// - Throws: `ConfigurationError` for one that is short, a placeholder, or could be guessed.
  static func list(_ setting: String) throws(ConfigurationError) -> [TokenSecret] {
    let texts = setting.split(separator: ",", omittingEmptySubsequences: false)
    guard texts.count <= countMax else {
      throw ConfigurationError("TOLLBRIDGE_TOKEN_SECRET has \(texts.count) secrets; at most \(countMax) at once.")
    }
    var secrets: [TokenSecret] = []
    for text in texts {
      guard text.utf8.count >= bytesMin, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), Set(text).count > 7,
        !Placeholder.isIn(text)
      else {
        throw ConfigurationError(
          "TOLLBRIDGE_TOKEN_SECRET has a secret that can be guessed: use \(bytesMin) characters of chance or more, "
            + "without spaces, as openssl rand -hex 32 prints them.")
      }
      secrets.append(TokenSecret(bytes: Array(text.utf8)))
    }
    return secrets
  }
}

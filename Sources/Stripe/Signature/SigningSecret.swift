package import Native

/// A webhook endpoint's signing secret (`whsec_…`), used verbatim: not decoded, not trimmed.
///
/// It prints redacted. Its bytes are not wiped: arrays are copied freely, so a wipe would promise what it cannot keep.
package struct SigningSecret: Sendable, CustomStringConvertible {
  /// The shortest secret that a deployment may configure, in bytes.
  package static let bytesMin = 16

  private let key: MACKey

  /// - Throws: `SecretError.blank` for a secret that is empty or only white space: HMAC takes an empty key without a
  ///   word, and then anybody can sign.
  package init(_ text: String) throws(SecretError) {
    guard text.contains(where: { !$0.isWhitespace }) else { throw .blank }
    key = MACKey(Array(text.utf8))
  }

  package var description: String { "whsec_…(redacted)" }

  func code(timestamp: [UInt8], body: [UInt8]) throws(CryptoError) -> MAC {
    try key.code(of: [timestamp, [UInt8(ascii: ".")], body])
  }

  /// The `Stripe-Signature` header that Stripe would send with `body` at `time` (unix seconds).
  package func header(for body: [UInt8], at time: Int64) throws(CryptoError) -> String {
    "t=\(time),v1=\(try code(timestamp: Array(String(time).utf8), body: body).hex)"
  }
}

extension SigningSecret {
  /// The secrets of a deployment from its setting: comma-separated, several while one is being rolled.
  ///
  /// - Throws: `SecretError` for one that is blank, short, a placeholder, a key of the API, or has white space in it.
  package static func list(_ setting: String) throws(SecretError) -> [SigningSecret] {
    var secrets: [SigningSecret] = []
    for text in setting.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      secrets.append(try checked(text))
    }
    return secrets
  }

  private static func checked(_ text: String) throws(SecretError) -> SigningSecret {
    let secret = try SigningSecret(text)
    guard !text.contains(where: \.isWhitespace) else { throw .whiteSpace }
    guard !isPlaceholder(text.lowercased()) else { throw .placeholder }
    guard !keyPrefixes.contains(where: text.hasPrefix) else { throw .key }
    guard text.utf8.count >= bytesMin else { throw .short }
    return secret
  }

  /// What the provider's keys begin with: secret, restricted and publishable ones.
  private static let keyPrefixes = ["sk_", "rk_", "pk_"]

  /// What no secret of letters and digits holds by chance.
  private static let placeholders = [
    "...", "…", "changeme", "change_me", "change-me", "placeholder", "your_", "your-", "yoursecret", "replace", "<",
    "$", "xxxxxx",
  ]
  /// What one of the provider's own length may hold by chance: it tells a placeholder where it is shorter.
  private static let shortPlaceholders = ["xxxx", "todo"]
  private static let bytesOfOwn = 24

  private static func isPlaceholder(_ text: String) -> Bool {
    let core = text.hasPrefix("whsec_") ? text.dropFirst(6) : text[...]
    return placeholders.contains { text.contains($0) } || Set(core).count < 3
      || core.utf8.count < bytesOfOwn && shortPlaceholders.contains { core.contains($0) }
  }
}

/// Why a signing secret is refused before anything is verified with it.
package enum SecretError: Error, CaseIterable, CustomStringConvertible {
  case blank, short, placeholder, key, whiteSpace

  package var description: String {
    switch self {
    case .blank: "is empty; set the endpoint's signing secret (whsec_…)"
    case .short:
      "has a secret shorter than \(SigningSecret.bytesMin) bytes; use the endpoint's own signing secret (whsec_…)"
    case .placeholder: "holds a placeholder; use the endpoint's own signing secret (whsec_…)"
    case .key: "holds a key of the API; use the endpoint's own signing secret (whsec_…)"
    case .whiteSpace: "has white space in a secret; separate several secrets by a comma alone"
    }
  }
}

/// A secret or restricted key of Stripe's API (`sk_…`, `rk_…`). It prints redacted, whichever way it is printed.
package struct SecretKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The key itself, for the one header that carries it.
  let text: String

  /// - Throws: `SecretKeyError` for text that cannot be a key; a publishable key (`pk_…`) is none.
  package init(_ text: String) throws(SecretKeyError) {
    guard text.contains(where: { !$0.isWhitespace }) else { throw .blank }
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .strangeCharacter }
    guard ["sk_", "rk_"].contains(where: { text.hasPrefix($0) }) else { throw .wrongKind }
    guard text.count > 3 + Self.mode(of: text).count else { throw .blank }
    self.text = text
  }

  /// Whether it moves real money.
  package var isLive: Bool { text.dropFirst(3).hasPrefix("live_") }

  package var description: String {
    "\(text.prefix(3))\(Self.mode(of: text))…(redacted)"
  }

  /// What stands behind `sk_` or `rk_` in every key of one mode.
  private static func mode(of text: String) -> String {
    ["live_", "test_"].first { text.dropFirst(3).hasPrefix($0) } ?? ""
  }

  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a text is no secret key.
package enum SecretKeyError: Error, Equatable, CaseIterable, CustomStringConvertible {
  case blank, strangeCharacter, wrongKind

  package var description: String {
    switch self {
    case .blank: "is empty; set the secret key of the Stripe account (sk_… or rk_…)"
    case .strangeCharacter: "holds white space or a character that no key has; copy the key again"
    case .wrongKind: "is no secret key; use one that begins with sk_ or rk_, never pk_"
    }
  }
}

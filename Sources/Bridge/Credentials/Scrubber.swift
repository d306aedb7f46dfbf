/// The last line before a text leaves the process: takes out what lets its reader in, by its form and, for what is
/// configured, by its value. Types mask themselves; this is for what came in through somebody else's words.
package struct Scrubber: Sendable {
  private static let mask = Array("…(redacted)".utf8)
  /// A secret of a setting that is shorter than this would take ordinary words out.
  private static let valueBytesMin = 8

  /// What begins something secret, by its first byte in lower case; longer ones first.
  private let rules: [[SecretForm]]

  /// - Parameter values: the secrets that are configured.
  package init(values: [String] = []) {
    let own = values.filter { $0.utf8.count >= Self.valueBytesMin }
      .flatMap { Set([$0, Self.escaped($0)]).map { SecretForm.value(Array($0.utf8)) } }
    var rules = [[SecretForm]](repeating: [], count: 256)
    // The longest first: a secret may be the beginning of another.
    for rule in own.sorted(by: { $0.mark.count > $1.mark.count }) + SecretForm.all {
      guard let first = rule.mark.first else { continue }
      for byte in Set([first, SecretForm.uppercase(first)]) { rules[Int(byte)].append(rule) }
    }
    self.rules = rules
  }

  /// As it stands inside a quoted text.
  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }

  /// `text` without what is secret in it; the beginnings that tell what it was stay.
  package func scrub(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var clean: [UInt8] = []
    var (kept, at) = (0, 0)
    while at < bytes.count {
      guard let secret = secret(in: bytes, at: at) else {
        at += 1
        continue
      }
      clean += bytes[kept..<secret.lowerBound] + Self.mask
      (kept, at) = (secret.upperBound, secret.upperBound)
    }
    return kept == 0 ? text : String(decoding: clean + bytes[kept...], as: UTF8.self)
  }

  private func secret(in bytes: [UInt8], at start: Int) -> Range<Int>? {
    for rule in rules[Int(bytes[start])] {
      if let range = rule.secret(in: bytes, at: start) { return range }
    }
    return nil
  }
}

extension Scrubber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "scrubber" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// One form that secrets have: a mark, and what of the bytes behind it is secret.
struct SecretForm: Sendable {
  /// Its letters are lower case where the case does not matter.
  let mark: [UInt8]
  private var isCaseBlind = false
  /// What may stand between the mark and the secret, as the `": "` of JSON.
  private var between: Set<UInt8> = []
  /// Nil where the mark itself is the secret.
  private var body: Set<UInt8>?
  private var bodyBytesMin = 1
  /// Whether the mark is one only where no word runs into it, as `risk_` does into `sk_`.
  private var needsBoundary = false

  static func value(_ bytes: [UInt8]) -> SecretForm { SecretForm(mark: bytes) }

  static let all: [SecretForm] = [
    key("tb_live_sk_"), key("tb_test_sk_"), key("sk_live_"), key("sk_test_"), key("rk_live_"), key("rk_test_"),
    SecretForm(mark: Array("whsec_".utf8), body: word.union("+/=".utf8)), key("sk_", min: 8, needsBoundary: true),
    key("rk_", min: 8, needsBoundary: true),
    key("_secret_", min: 8),
    header("bearer"), header("basic"), header("stripe-signature"),
    member("client_secret", min: 4, between: joint), member("v1", min: 16, between: Set("=".utf8)),
    member("v0", min: 16, between: Set("=".utf8)),
    SecretForm(mark: Array("eyJ".utf8), body: word.union([UInt8(ascii: ".")]), bodyBytesMin: 16),
    address("/c/pay/"), address("billing.stripe.com/p/"), address("/p/session/"),
  ]

  private static let word = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-".utf8)
  /// All that runs on without white space, quotes, escapes or brackets.
  private static let run = Set((0x21...0x7E).filter { !"\"'\\<>()[]{}".utf8.contains($0) })
  private static let joint = Set(" :=\"'\\".utf8)

  private static func key(_ mark: String, min: Int = 1, needsBoundary: Bool = false) -> SecretForm {
    SecretForm(mark: Array(mark.utf8), body: word, bodyBytesMin: min, needsBoundary: needsBoundary)
  }

  /// A word of prose may follow such a name; no secret is as short as one.
  private static func header(_ mark: String) -> SecretForm {
    SecretForm(
      mark: Array(mark.utf8), isCaseBlind: true, between: joint, body: run, bodyBytesMin: 16, needsBoundary: true)
  }

  private static func member(_ mark: String, min: Int, between: Set<UInt8>) -> SecretForm {
    SecretForm(mark: Array(mark.utf8), between: between, body: word, bodyBytesMin: min, needsBoundary: true)
  }

  private static func address(_ mark: String) -> SecretForm {
    SecretForm(mark: Array(mark.utf8), body: run)
  }

  static func uppercase(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? byte - 0x20 : byte }

  private static func lowercase(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }

  /// The secret bytes, where the form begins at `start`.
  func secret(in bytes: [UInt8], at start: Int) -> Range<Int>? {
    let end = start + mark.count
    guard end <= bytes.count, spells(bytes, start), !needsBoundary || !isInWord(bytes, start) else { return nil }
    guard let body else { return start..<end }
    var first = end
    while first < bytes.count, between.contains(bytes[first]) { first += 1 }
    guard between.isEmpty || first > end else { return nil }
    var last = first
    while last < bytes.count, body.contains(bytes[last]) { last += 1 }
    return last - first >= bodyBytesMin ? first..<last : nil
  }

  private func spells(_ bytes: [UInt8], _ start: Int) -> Bool {
    for (offset, wanted) in mark.enumerated() {
      let byte = bytes[start + offset]
      guard (isCaseBlind ? Self.lowercase(byte) : byte) == wanted else { return false }
    }
    return true
  }

  private func isInWord(_ bytes: [UInt8], _ start: Int) -> Bool {
    start > 0 && Self.word.contains(bytes[start - 1])
  }
}

/// A payload, cut behind each of its ids and account names, so that copies of it can name other objects.
struct Template {
  private static let idPrefixes = [
    "evt_", "cs_", "cus_", "sub_", "si_", "in_", "il_", "ii_", "inpay_", "pi_", "ch_", "py_", "pm_", "seti_", "txn_",
    "re_", "req_",
  ].map { Array($0.utf8) }
  private static let accountKeys = ["client_reference_id", "tollbridge_account", "tb_account", "tb_user"]
    .map { Array($0.utf8) }

  private let pieces: [[UInt8]]

  /// - Parameter accounts: the account names of the whole story.
  init(_ text: [UInt8], accounts: Set<[UInt8]>) {
    var pieces: [[UInt8]] = []
    var start = 0
    for string in QuotedString.all(in: text) where !string.isKey {
      let value = Array(text[string.range])
      guard accounts.contains(value) || Self.idPrefixes.contains(where: { value.starts(with: $0) }) else { continue }
      pieces.append(Array(text[start..<string.range.upperBound]))
      start = string.range.upperBound
    }
    pieces.append(Array(text[start...]))
    self.pieces = pieces
  }

  /// The copy of that number: every id and account name ends with it, and nothing else differs.
  func copy(_ number: Int) -> [UInt8] {
    let digits = String(number)
    let mark = Array("n\(String(repeating: "0", count: max(0, 7 - digits.count)))\(digits)".utf8)
    var body: [UInt8] = []
    body.reserveCapacity(pieces.reduce(0) { $0 + $1.count + mark.count })
    for piece in pieces.dropLast() {
      body += piece
      body += mark
    }
    body += pieces.last ?? []
    return body
  }

  /// The app's account names that a payload carries.
  static func accounts(in text: [UInt8]) -> [[UInt8]] {
    let strings = QuotedString.all(in: text)
    return zip(strings, strings.dropFirst()).compactMap { key, value in
      guard key.isKey, !value.isKey, accountKeys.contains(Array(text[key.range])) else { return nil }
      // The key of a null is followed by another key's value at best: the value must stand right behind the colon.
      let between = text[key.range.upperBound..<value.range.lowerBound]
      guard !between.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "{") }) else { return nil }
      return Array(text[value.range])
    }
  }
}

/// A quoted string within a JSON text, found by its quotes alone.
struct QuotedString {
  /// Its bytes, without the quotes.
  let range: Range<Int>
  /// Whether a colon follows: the name of a member, not a value.
  let isKey: Bool

  static func all(in text: [UInt8]) -> [QuotedString] {
    var strings: [QuotedString] = []
    var index = 0
    while let open = text[index...].firstIndex(of: UInt8(ascii: "\"")) {
      let close = closingQuote(of: text, from: open + 1)
      strings.append(QuotedString(range: open + 1..<close, isKey: isColon(behind: close, in: text)))
      index = min(close + 1, text.count)
    }
    return strings
  }

  private static func closingQuote(of text: [UInt8], from start: Int) -> Int {
    var index = start
    while index < text.count, text[index] != UInt8(ascii: "\"") {
      index += text[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(index, text.count)
  }

  private static func isColon(behind quote: Int, in text: [UInt8]) -> Bool {
    let rest = text.dropFirst(quote + 1)
    return rest.first(where: { $0 > UInt8(ascii: " ") }) == UInt8(ascii: ":")
  }
}

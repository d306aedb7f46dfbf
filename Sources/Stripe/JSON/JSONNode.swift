/// One value of a scanned body: its kind, the bytes it spans and the node that follows it.
///
/// An object's children are its keys and values in turn, an array's its elements; they stand between the node and
/// `next`. Strings span what is between the quotes.
struct JSONNode: Sendable {
  enum Kind: UInt8 { case object, array, string, escapedString, integer, decimal, `true`, `false`, null }

  var kind: Kind
  var start: Int32
  var end: Int32
  var next: Int32

  init(kind: Kind, start: Int, end: Int, next: Int) {
    self.kind = kind
    self.start = Int32(truncatingIfNeeded: start)
    self.end = Int32(truncatingIfNeeded: end)
    self.next = Int32(truncatingIfNeeded: next)
  }

  /// The text of a string node. A lone surrogate escape reads as U+FFFD.
  static func text(_ node: JSONNode, in bytes: Span<UInt8>) -> String {
    let raw = bytes.extracting(Int(node.start)..<Int(node.end))
    guard node.kind == .escapedString else { return string(raw) }
    return unescaped((0..<raw.count).map { raw[$0] }[...])
  }

  /// The text of bytes that were found to be UTF-8 when the body was scanned.
  private static func string(_ bytes: Span<UInt8>) -> String {
    guard let text = try? UTF8Span(validating: bytes) else { return "" }
    return String(copying: text)
  }

  private static func unescaped(_ raw: ArraySlice<UInt8>) -> String {
    var units: [UInt16] = []
    var literal: [UInt8] = []
    var text = ""
    var index = raw.startIndex
    while index < raw.endIndex {
      if raw[index] != UInt8(ascii: "\\") {
        flush(&units, to: &text)
        literal.append(raw[index])
        index += 1
        continue
      }
      if !literal.isEmpty {
        text += String(decoding: literal, as: UTF8.self)
        literal.removeAll()
      }
      units.append(unit(raw, at: index))
      index += raw[index + 1] == UInt8(ascii: "u") ? 6 : 2
    }
    flush(&units, to: &text)
    return text + String(decoding: literal, as: UTF8.self)
  }

  private static func flush(_ units: inout [UInt16], to text: inout String) {
    guard !units.isEmpty else { return }
    text += String(decoding: units, as: UTF16.self)
    units.removeAll()
  }

  /// The UTF-16 unit that the escape at `index` stands for; the scanner has checked its form.
  private static func unit(_ raw: ArraySlice<UInt8>, at index: Int) -> UInt16 {
    switch raw[index + 1] {
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "f"): 12
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "u"): raw[index + 2..<index + 6].reduce(0) { $0 << 4 | hexValue($1) }
    default: UInt16(raw[index + 1])
    }
  }

  private static func hexValue(_ digit: UInt8) -> UInt16 {
    switch digit {
    case 48...57: UInt16(digit) - 48
    case 65...70: UInt16(digit) - 55
    default: UInt16(digit) - 87
    }
  }
}

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
    guard node.kind == .escapedString else { return string(bytes.extracting(Int(node.start)..<Int(node.end))) }
    return String(decoding: units(node, in: bytes), as: UTF16.self)
  }

  /// What a string node spells, lone surrogates too, in UTF-16: equal for equal strings alone, while texts of Swift are
  /// equal where they look alike.
  static func units(_ node: JSONNode, in bytes: Span<UInt8>) -> [UInt16] {
    units((node.start..<node.end).map { bytes[Int($0)] }[...])
  }

  /// The text of bytes that were found to be UTF-8 when the body was scanned.
  private static func string(_ bytes: Span<UInt8>) -> String {
    guard let text = try? UTF8Span(validating: bytes) else { return "" }
    return String(copying: text)
  }

  private static func units(_ raw: ArraySlice<UInt8>) -> [UInt16] {
    var units: [UInt16] = []
    var rest = raw
    while let escape = rest.firstIndex(of: UInt8(ascii: "\\")) {
      units += String(decoding: rest[..<escape], as: UTF8.self).utf16
      units.append(unit(raw, at: escape))
      rest = rest[(escape + (raw[escape + 1] == UInt8(ascii: "u") ? 6 : 2))...]
    }
    return units + String(decoding: rest, as: UTF8.self).utf16
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

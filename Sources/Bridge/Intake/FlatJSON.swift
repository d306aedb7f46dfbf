/// A flat JSON object, written at once: what nearly all of the app's own facts are stored as. Letter by letter what
/// `JSONText.canonical` writes, without its encoder.
struct FlatJSON {
  private(set) var text = "{"

  /// - Parameter members: in the order of their names; those without a value are left out.
  init(_ members: [(name: StaticString, value: Value?)]) {
    var isFirst = true
    for (name, value) in members {
      guard let value else { continue }
      text += isFirst ? "\"" : ",\""
      isFirst = false
      text += "\(name)\":"
      switch value {
      case .integer(let number): text += String(number)
      case .text(let words): Self.append(words, to: &text)
      }
    }
    text += "}"
  }

  enum Value {
    case integer(Int64)
    case text(String)

    init?(_ text: String?) {
      guard let text else { return nil }
      self = .text(text)
    }
  }

  private static func append(_ words: String, to text: inout String) {
    text += "\""
    if words.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      text += words
    } else {
      for scalar in words.unicodeScalars { append(scalar, to: &text) }
    }
    text += "\""
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\u{8}": text += "\\b"
    case "\u{C}": text += "\\f"
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    case "\t": text += "\\t"
    case "\0"..<" ": text += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
    default: text.unicodeScalars.append(scalar)
    }
  }
}

/// Reading JSON text: what comes to the control routes. Strict, with bounded depth; nil for whatever is no JSON.
extension JSON {
  package static let depthMax = 64

  package init?(reading bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    var reader = JSONReader(text)
    guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
    self = value
  }
}

private struct JSONReader {
  private let scalars: [Unicode.Scalar]
  private var at = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  var isAtEnd: Bool {
    mutating get {
      skipBlanks()
      return at == scalars.count
    }
  }

  private var next: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

  private mutating func skipBlanks() {
    while let next, next == " " || next == "\n" || next == "\r" || next == "\t" { at += 1 }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard next == scalar else { return false }
    at += 1
    return true
  }

  private mutating func take(word: String) -> Bool {
    let word = Array(word.unicodeScalars)
    guard scalars.count - at >= word.count, Array(scalars[at..<at + word.count]) == word else { return false }
    at += word.count
    return true
  }

  mutating func value(depth: Int) -> JSON? {
    guard depth < JSON.depthMax else { return nil }
    skipBlanks()
    switch next {
    case "{": return object(depth)
    case "[": return array(depth)
    case "\"": return string().map(JSON.text)
    case "t": return take(word: "true") ? true : nil
    case "f": return take(word: "false") ? false : nil
    case "n": return take(word: "null") ? .null : nil
    default: return number()
    }
  }

  private mutating func object(_ depth: Int) -> JSON? {
    at += 1
    var object = JSONObject()
    if take("}") { return .object(object) }
    repeat {
      skipBlanks()
      guard next == "\"", let key = string(), object[key] == nil, take(":"), let value = value(depth: depth + 1) else {
        return nil
      }
      object[key] = value
    } while take(",")
    return take("}") ? .object(object) : nil
  }

  private mutating func array(_ depth: Int) -> JSON? {
    at += 1
    var elements: [JSON] = []
    if take("]") { return .array(elements) }
    repeat {
      guard let value = value(depth: depth + 1) else { return nil }
      elements.append(value)
    } while take(",")
    return take("]") ? .array(elements) : nil
  }

  private mutating func string() -> String? {
    at += 1
    var text = String.UnicodeScalarView()
    while let scalar = next {
      at += 1
      switch scalar {
      case "\"": return String(text)
      case "\\":
        guard let escaped = escape() else { return nil }
        text.append(escaped)
      case _ where scalar.value < 0x20: return nil
      default: text.append(scalar)
      }
    }
    return nil
  }

  private mutating func escape() -> Unicode.Scalar? {
    guard let scalar = next else { return nil }
    at += 1
    switch scalar {
    case "\"", "\\", "/": return scalar
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "b": return "\u{8}"
    case "f": return "\u{c}"
    case "u":
      guard let high = hex() else { return nil }
      guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) }
      guard take(word: "\\u"), let low = hex(), (0xDC00..<0xE000).contains(low) else { return nil }
      return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    default: return nil
    }
  }

  private mutating func hex() -> UInt32? {
    guard scalars.count - at >= 4 else { return nil }
    let digits = String(String.UnicodeScalarView(scalars[at..<at + 4]))
    guard digits.allSatisfy(\.isHexDigit) else { return nil }
    at += 4
    return UInt32(digits, radix: 16)
  }

  private mutating func number() -> JSON? {
    let start = at
    while let next, next.properties.numericType != nil || "+-.eE".unicodeScalars.contains(next) { at += 1 }
    let digits = String(String.UnicodeScalarView(scalars[start..<at]))
    if let integer = Int64(digits), !digits.hasPrefix("+") { return .integer(integer) }
    return Double(digits).map { $0.isFinite } == true ? .decimal(digits) : nil
  }
}

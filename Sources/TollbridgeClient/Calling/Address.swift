/// Writes addresses so that whatever a part holds stays that part.
enum Address {
  /// - Throws: ``TransportError`` for a part that no encoding can keep: an empty one, or dots that lead elsewhere.
  static func url(_ base: String, _ path: [String], _ query: [(name: String, value: String)]) throws -> String {
    for part in path where part.allSatisfy({ $0 == "." }) {
      throw TransportError(.notSent, "\"\(part)\" cannot be the name or id of anything.")
    }
    let root = base.hasSuffix("/") ? String(base.dropLast()) : base
    let pairs = query.map { "\(encoded($0.name))=\(encoded($0.value))" }
    return root + path.map { "/" + encoded($0) }.joined()
      + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
  }

  /// Everything but the letters, digits and marks that mean themselves everywhere.
  static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch UInt8(byte) {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }
}

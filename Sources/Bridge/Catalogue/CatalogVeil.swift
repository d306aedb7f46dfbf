internal import Yams

/// The parser stops at a mapping that has a key twice. So that the rest of the file is checked as well, the first
/// letter of the earlier key is replaced by one that no file has, which keeps every column, and the text is read again.
enum CatalogVeil {
  static let roundsMax = 32

  /// Where the private use plane begins; each round has 128 letters of it, so that a third key is told from the second.
  private static let plane: UInt32 = 0xF0000

  /// The text with the key veiled that an error complains of; nil where it complains of something else.
  static func veil(_ error: any Error, in text: String, _ round: Int) -> String? {
    guard case .duplicatedKeysInMapping(_, let context)? = error as? YamlError else { return nil }
    var scalars = Array(text.unicodeScalars)
    guard var index = index(of: CatalogMark(context.mark), in: scalars) else { return nil }
    if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
    guard index < scalars.count, scalars[index].isASCII,
      let veiled = Unicode.Scalar(plane + UInt32(round) * 128 + scalars[index].value)
    else { return nil }
    scalars[index] = veiled
    return String(String.UnicodeScalarView(scalars))
  }

  /// What a veiled key says; nil for a key that is not veiled.
  static func unveil(_ key: String) -> String? {
    guard let first = key.unicodeScalars.first, first.value >= plane,
      let letter = Unicode.Scalar((first.value - plane) % 128)
    else { return nil }
    return String(letter) + String(key.unicodeScalars.dropFirst())
  }

  private static func index(of mark: CatalogMark, in scalars: [Unicode.Scalar]) -> Int? {
    var line = 1
    var start = 0
    for (index, scalar) in scalars.enumerated() where line < mark.line && scalar == "\n" {
      (line, start) = (line + 1, index + 1)
    }
    let index = start + mark.column - 1
    return line == mark.line && index < scalars.count ? index : nil
  }
}

extension CatalogMark {
  init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}

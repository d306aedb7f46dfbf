/// Which parameters each route takes.
///
/// The notation: `name` is a text, `name#` an integer, `name?` true or false, `name[]` an array of texts, `name(…)` an
/// object, `name[](…)` an array of objects, `name*` anything; `!` marks what is required.
enum ParameterTable {
  /// What a parameter may be.
  indirect enum Shape: Sendable {
    case text
    case integer
    case flag
    case any
    case list(Shape)
    case object([String: Shape], required: [String])
  }

  /// By method and pattern, such as `POST /v1/refunds`.
  static let routes: [String: Shape] = {
    var routes: [String: Shape] = [:]
    var route: String?
    var fields = ""
    for line in (objects + "\n" + billing + "\nEND:").split(separator: "\n") {
      guard !line.hasPrefix(" ") else {
        fields += String(line)
        continue
      }
      if let route { routes[route] = shape(of: fields) }
      route = String(line.dropLast())
      fields = ""
    }
    return routes
  }()

  private static func shape(of fields: String) -> Shape {
    var reader = ShapeReader(Array(fields))
    return reader.fields()
  }
}

private struct ShapeReader {
  private let characters: [Character]
  private var at = 0

  init(_ characters: [Character]) { self.characters = characters }

  private mutating func take(_ character: Character) -> Bool {
    guard at < characters.count, characters[at] == character else { return false }
    at += 1
    return true
  }

  mutating func fields() -> ParameterTable.Shape {
    var shapes: [String: ParameterTable.Shape] = [:]
    var required: [String] = []
    while at < characters.count, characters[at] != ")" {
      if take(" ") { continue }
      let name = word()
      guard !name.isEmpty else { break }
      shapes[name] = shape()
      if take("!") { required.append(name) }
    }
    return .object(shapes, required: required)
  }

  private mutating func word() -> String {
    let start = at
    while at < characters.count, characters[at].isLetter || characters[at].isNumber || characters[at] == "_" { at += 1 }
    return String(characters[start..<at])
  }

  private mutating func shape() -> ParameterTable.Shape {
    if take("#") { return .integer }
    if take("?") { return .flag }
    if take("*") { return .any }
    if take("[") {
      _ = take("]")
      return .list(shape())
    }
    guard take("(") else { return .text }
    let object = fields()
    _ = take(")")
    return object
  }
}

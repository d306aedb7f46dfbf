/// A form in the words of JSON Schema 2020-12, which OpenAPI 3.1 uses.
extension Schema {
  /// - Parameter isOpen: whether objects may have members that are not described: answers gain some with time, while a
  ///   request with an unknown one is refused.
  func tree(isOpen: Bool) -> JSONTree { .object(words(isOpen)) }

  private func words(_ isOpen: Bool) -> [(String, JSONTree)] {
    switch self {
    case .anything: []
    case .flag: [("type", .string("boolean"))]
    case .integer(let range): Self.integerWords(range)
    case .text(let form): form.words
    case .list(let schema, let countMax):
      [("type", .string("array")), ("items", schema.tree(isOpen: isOpen))]
        + (countMax.map { [("maxItems", .integer(Int64($0)))] } ?? [])
    case .map(let schema): [("type", .string("object")), ("additionalProperties", schema.tree(isOpen: isOpen))]
    case .orNull(let schema): [("anyOf", .list([schema.tree(isOpen: isOpen), .object([("type", .string("null"))])]))]
    case .named(let name, _): [("$ref", .string("#/components/schemas/\(name)"))]
    case .object(let members): Self.objectWords(members, isOpen)
    }
  }

  private static func integerWords(_ range: ClosedRange<Int64>) -> [(String, JSONTree)] {
    [("type", .string("integer")), ("format", .string("int64"))]
      + (range.lowerBound == .min ? [] : [("minimum", .integer(range.lowerBound))])
      + (range.upperBound == .max ? [] : [("maximum", .integer(range.upperBound))])
  }

  private static func objectWords(_ members: [Member], _ isOpen: Bool) -> [(String, JSONTree)] {
    let required = members.filter(\.isRequired).map(\.name)
    return [("type", .string("object"))]
      + (members.isEmpty ? [] : [("properties", .object(members.map { ($0.name, $0.tree(isOpen)) }))])
      + (required.isEmpty ? [] : [("required", .strings(required))])
      + (isOpen ? [] : [("additionalProperties", .flag(false))])
  }

  /// The forms with names of their own that this one is made of.
  func collect(into components: inout [String: Schema]) {
    switch self {
    case .named(let name, let schema):
      guard components[name] == nil else { return }
      components[name] = schema
      schema.collect(into: &components)
    case .list(let schema, _), .map(let schema), .orNull(let schema): schema.collect(into: &components)
    case .object(let members): for member in members { member.schema.collect(into: &components) }
    case .text, .integer, .flag, .anything: break
    }
  }
}

extension Schema.Member {
  fileprivate func tree(_ isOpen: Bool) -> JSONTree {
    let tree = schema.tree(isOpen: isOpen)
    guard let note, case .object(let words) = tree else { return tree }
    return .object(words + [("description", .string(note))])
  }
}

extension Schema.TextForm {
  fileprivate var words: [(String, JSONTree)] {
    [("type", .string("string"))]
      + (values.map { [("enum", .strings($0))] } ?? [])
      + (length.map { [("minLength", .integer(Int64($0.lowerBound))), ("maxLength", .integer(Int64($0.upperBound)))] }
        ?? [])
      + (pattern.map { [("pattern", .string($0))] } ?? [])
      + (format.map { [("format", .string($0))] } ?? [])
      + (example.map { [("examples", .strings([$0]))] } ?? [])
  }
}

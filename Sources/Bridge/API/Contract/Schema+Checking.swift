internal import Stripe

/// What is wrong with a value, and where.
struct Violation: Sendable, Equatable {
  /// A JSON pointer.
  let pointer: String
  let message: String
}

extension Schema {
  /// Everything in which `value` differs from the form; at most `Self.violationsMax` of it.
  func violations(_ value: JSONValue, at pointer: String = "") -> [Violation] {
    var found: [Violation] = []
    check(value, at: pointer, &found)
    return Array(found.prefix(Self.violationsMax))
  }

  private static let violationsMax = 20

  private func check(_ value: JSONValue, at pointer: String, _ found: inout [Violation]) {
    func wrong(_ message: String) { found.append(Violation(pointer: pointer, message: message)) }
    switch self {
    case .anything: break
    case .named(_, let schema): schema.check(value, at: pointer, &found)
    case .orNull(let schema): if !value.isNull { schema.check(value, at: pointer, &found) }
    case .flag: if value.bool == nil { wrong("Write true or false.") }
    case .integer(let range):
      if let message = Self.complaint(value.integer, range) { wrong(message) }
    case .text(let form):
      guard let text = value.string else { return wrong("Write a string.") }
      if let message = form.complaint(text) { wrong(message) }
    case .list(let schema, let countMax):
      guard value.isArray else { return wrong("Write a list.") }
      let elements = value.elements
      if let countMax, elements.count > countMax { return wrong("Write at most \(countMax).") }
      for (index, element) in elements.enumerated() { schema.check(element, at: "\(pointer)/\(index)", &found) }
    case .map(let schema):
      guard value.isObject else { return wrong("Write an object.") }
      for (name, member) in value.members { schema.check(member, at: "\(pointer)/\(Self.escaped(name))", &found) }
    case .object(let members): check(value, members, at: pointer, &found)
    }
  }

  private func check(_ value: JSONValue, _ members: [Member], at pointer: String, _ found: inout [Violation]) {
    guard value.isObject else {
      found.append(Violation(pointer: pointer, message: "Write an object."))
      return
    }
    let given = value.members
    for (name, content) in given {
      let place = "\(pointer)/\(Self.escaped(name))"
      if let member = members.first(where: { $0.name == name }) {
        member.schema.check(content, at: place, &found)
      } else {
        found.append(Violation(pointer: place, message: Self.unknown(members)))
      }
    }
    for member in members where member.isRequired && !given.contains(where: { $0.key == member.name }) {
      found.append(Violation(pointer: "\(pointer)/\(member.name)", message: "It is required."))
    }
  }

  static func unknown(_ members: [Member]) -> String {
    members.isEmpty
      ? "Unknown here: nothing is expected."
      : "Unknown here; known are \(members.map(\.name).sorted().joined(separator: ", "))."
  }

  /// Nearly every name is itself, and to search text by text costs more than all else here.
  private static func escaped(_ name: String) -> String {
    guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
    return name.replacing("~", with: "~0").replacing("/", with: "~1")
  }

  private static func complaint(_ integer: Int64?, _ range: ClosedRange<Int64>) -> String? {
    guard let integer else { return "Write a whole number." }
    guard !range.contains(integer) else { return nil }
    if range.upperBound == .max { return "Write \(range.lowerBound) or more." }
    return "Write \(range.lowerBound) to \(range.upperBound)."
  }

  /// What is wrong with a parameter of a query or a path, which is text whatever its form; nil where nothing is.
  func complaint(_ text: String) -> String? {
    switch self {
    case .text(let form): form.complaint(text)
    case .integer(let range): Self.complaint(Self.integer(text), range)
    case .flag: ["true", "false"].contains(text) ? nil : "Write true or false."
    case .named(_, let schema), .orNull(let schema): schema.complaint(text)
    case .list, .object, .map, .anything: "It cannot be written here."
    }
  }

  /// Digits as JSON writes them: no plus, no needless zero.
  static func integer(_ text: String) -> Int64? { Int64(text).flatMap { String($0) == text ? $0 : nil } }
}

extension Schema.TextForm {
  fileprivate func complaint(_ text: String) -> String? {
    if let values, !values.contains(text) { return "Write \(values.joined(separator: " or "))." }
    if let length, !length.contains(text.unicodeScalars.count) {
      return length.lowerBound == length.upperBound
        ? "Write \(length.lowerBound) characters." : "Write \(length.lowerBound) to \(length.upperBound) characters."
    }
    guard let holds, !holds(text) else { return nil }
    if format == "date-time" { return "Write a time of RFC 3339 with its zone, as 2026-01-31T00:00:00Z." }
    return pattern.map { "Write what fits \($0)." } ?? "Write another value."
  }
}

internal import Stripe

/// The JSON object that a request brings, once it was found to be in the form that its route says.
struct RequestBody: Sendable {
  static let bytesMax = 65_536
  static let empty = RequestBody(json: nil)

  private let json: JSONValue?

  private init(json: JSONValue?) { self.json = json }

  /// - Throws: a problem where it is no JSON, and one that names every member that is not as `form` says.
  init(_ bytes: [UInt8], _ form: [Schema.Member]) throws(Problem) {
    do { json = try JSONValue(scanning: bytes.isEmpty ? Array("{}".utf8) : bytes) } catch {
      throw .malformed("\(error)")
    }
    let violations = json.map { Schema.object(form).violations($0) } ?? []
    guard violations.isEmpty else { throw .invalid(violations) }
  }

  func text(_ name: String) throws(Problem) -> String {
    guard let value = textIfAny(name) else { throw .invalid(name, "It is required.") }
    return value
  }

  /// Whether a member is there, `null` too.
  func has(_ name: String) -> Bool { json?.members.contains { $0.key == name } ?? false }
  func textIfAny(_ name: String) -> String? { json?[name]?.string }
  func integerIfAny(_ name: String) -> Int64? { json?[name]?.integer }
  func flagIfAny(_ name: String) -> Bool? { json?[name]?.bool }
  func textsIfAny(_ name: String) -> [String]? { json?[name].map { $0.elements.compactMap(\.string) } }
  func objectIfAny(_ name: String) -> RequestBody? { json?[name].map { RequestBody(json: $0) } }

  /// The same text for the same value, whatever the order of its members and the white space between them.
  var canonical: String { json.map(Self.canonical) ?? "{}" }

  private static func canonical(_ value: JSONValue) -> String {
    if value.isObject {
      let members = value.members.sorted { $0.key < $1.key }
      return "{" + members.map { "\(Problem.quoted($0.key)):\(canonical($0.value))" }.joined(separator: ",") + "}"
    }
    if value.isArray { return "[" + value.elements.map(canonical).joined(separator: ",") + "]" }
    return value.string.map(Problem.quoted) ?? String(decoding: value.rawBytes, as: UTF8.self)
  }
}

internal import Hummingbird
internal import NIOCore
internal import Stripe

/// The JSON object that a request brings, read strictly: a member that the route does not know is refused, so that a
/// misspelt one cannot go unnoticed.
struct RequestBody: Sendable {
  static let bytesMax = 65_536

  private let json: JSONValue

  init(_ request: Request, knowing members: Set<String>) async throws {
    let buffer: ByteBuffer
    do { buffer = try await request.body.collect(upTo: Self.bytesMax) } catch { throw Problem.bodyTooLarge }
    try self.init(Array(buffer.readableBytesView), knowing: members)
  }

  init(_ bytes: [UInt8], knowing members: Set<String>) throws(Problem) {
    do { json = try JSONValue(scanning: bytes.isEmpty ? Array("{}".utf8) : bytes) } catch {
      throw .malformed("\(error)")
    }
    guard json.isObject else { throw .malformed("The body must be a JSON object.") }
    for (name, _) in json.members where !members.contains(name) {
      throw .invalid(name, "Unknown here; known are \(members.sorted().joined(separator: ", ")).")
    }
  }

  func text(_ name: String) throws(Problem) -> String {
    guard let value = try textIfAny(name) else { throw .invalid(name, "It is required.") }
    return value
  }

  func textIfAny(_ name: String) throws(Problem) -> String? {
    guard let value = json[name] else { return nil }
    guard let text = value.string else { throw .invalid(name, "Write a string.") }
    return text
  }

  func integerIfAny(_ name: String) throws(Problem) -> Int64? {
    guard let value = json[name] else { return nil }
    guard let integer = value.integer else { throw .invalid(name, "Write a whole number of 64 bits.") }
    return integer
  }

  func flagIfAny(_ name: String) throws(Problem) -> Bool? {
    guard let value = json[name] else { return nil }
    guard let flag = value.bool else { throw .invalid(name, "Write true or false.") }
    return flag
  }

  func textsIfAny(_ name: String) throws(Problem) -> [String]? {
    guard let value = json[name] else { return nil }
    let texts = value.elements.compactMap(\.string)
    guard value.isArray, texts.count == value.elements.count else { throw .invalid(name, "Write a list of strings.") }
    return texts
  }

  /// An object within this one, held to the same rule.
  func objectIfAny(_ name: String, knowing members: Set<String>) throws(Problem) -> RequestBody? {
    guard let value = json[name] else { return nil }
    guard value.isObject else { throw .invalid(name, "Write an object.") }
    for (member, _) in value.members where !members.contains(member) {
      throw .invalid("\(name)/\(member)", "Unknown here; known are \(members.sorted().joined(separator: ", ")).")
    }
    return RequestBody(json: value)
  }

  private init(json: JSONValue) { self.json = json }
}

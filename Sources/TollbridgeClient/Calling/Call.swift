internal import Foundation

/// One call of a route before it is a request.
struct Call: Sendable {
  let method: String
  /// The parts of the path, each to be encoded by itself.
  let path: [String]
  var query: [(name: String, value: String)] = []
  var body: (any Encodable & Sendable)?
  var key: String?
  /// How much longer than usual the answer may take.
  var patience: Duration = .zero

  static func get(_ path: [String], _ query: [(String, String?)] = [], patience: Duration = .zero) -> Call {
    Call(method: "GET", path: path, query: given(query), patience: patience)
  }

  static func post(_ path: [String], _ body: any Encodable & Sendable = Nothing(), key: String) -> Call {
    Call(method: "POST", path: path, body: body, key: key)
  }

  static func put(_ path: [String], _ body: any Encodable & Sendable, key: String) -> Call {
    Call(method: "PUT", path: path, body: body, key: key)
  }

  static func delete(_ path: [String], key: String) -> Call { Call(method: "DELETE", path: path, key: key) }

  private static func given(_ query: [(String, String?)]) -> [(name: String, value: String)] {
    query.compactMap { name, value in value.map { (name, $0) } }
  }

  /// Whether it may be sent again where nobody knows if it arrived.
  var isSafeToRepeat: Bool { method == "GET" || key != nil }

  func request(of client: TollbridgeClient) throws -> HTTPRequest {
    var headers = client.traced
    headers["Accept"] = "application/json"
    if let bearer = client.credential.bearer { headers["Authorization"] = "Bearer \(bearer)" }
    if let key { headers["Idempotency-Key"] = key }
    if body != nil { headers["Content-Type"] = "application/json" }
    for (name, value) in headers where !Self.isVisible(value, spaces: name != "Idempotency-Key") {
      throw TransportError(.notSent, "\(name) is empty, too long or has characters that cannot be sent.")
    }
    return HTTPRequest(
      method: method, url: try Address.url(client.baseURL.absoluteString, path, query), headers: headers,
      body: try body.map { try JSON.encoded($0) }, timeout: client.timeout + patience)
  }

  /// Whether a header may be so: a line's end in a key would begin another header.
  private static func isVisible(_ text: String, spaces: Bool) -> Bool {
    let limit = spaces ? 8192 : 255
    return (1...limit).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) || spaces && $0 == 0x20 }
  }
}

/// The body of a call that says nothing more.
struct Nothing: Encodable, Sendable {}

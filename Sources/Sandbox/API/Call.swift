/// One request to the API.
package struct Call: Sendable {
  package var method: String
  /// Without the query.
  package var path: String
  package var query: String
  package var body: String
  package var apiKey: String?
  package var version: APIVersion?
  package var idempotencyKey: String?

  /// Filled in on the way to the handler: the parameters, and the ids in the path.
  var form: JSON = [:]
  var ids: [String] = []

  package init(
    _ method: String, _ path: String, query: String = "", body: String = "", apiKey: String? = "sk_test_sandbox",
    version: APIVersion? = nil, idempotencyKey: String? = nil
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.body = body
    self.apiKey = apiKey
    self.version = version
    self.idempotencyKey = idempotencyKey
  }

  var id: String { ids.first ?? "" }

  /// A parameter's text; nil where it is missing or empty.
  func text(_ name: String) -> String? { form[name].text.flatMap { $0.isEmpty ? nil : $0 } }
  func integer(_ name: String) -> Int64? { form[name].integer ?? form[name].text.flatMap { Int64($0) } }
  func flag(_ name: String) -> Bool? { form[name].flag }
  /// Whether the parameter is there at all, also as an empty one that clears.
  func has(_ name: String) -> Bool { form.object?[name] != nil }

  func required(_ name: String) throws(APIError) -> String {
    guard let text = text(name) else { throw .missing(name) }
    return text
  }
}

/// The answer to a request.
package struct Answer: Sendable {
  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]

  package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The body read as JSON.
  package var json: JSON { JSON(reading: body) ?? .null }
}

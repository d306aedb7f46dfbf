internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import Store

/// A whole answer as it goes over the wire, but for what the connection adds: the date, and whether it is closed.
///
/// It is written at once and past the encoder: a head and a body of a known length need none.
struct HTTPAnswer: Sendable {
  static let proceed = ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")

  /// The status line and fields, each with its line's end.
  private let head: String
  private let body: [UInt8]

  /// - Parameter fields: further ones, each `Name: value` with its line's end.
  init(status: HTTPResponse.Status, type: String, requestID: String, fields: String = "", body: [UInt8]) {
    head = Self.head(status, body.count, type) + requestID + "\r\n" + fields
    self.body = body
  }

  private init(head: String, requestID: String, body: [UInt8]) {
    self.head = head + requestID + "\r\n"
    self.body = body
  }

  /// - Parameter fields: beside those that the problem itself asks for.
  init(_ problem: Problem, requestID: String, fields: String = "") {
    var fields = fields
    if let seconds = problem.retryAfterSeconds { fields += "Retry-After: \(seconds)\r\n" }
    if problem.status == .unauthorized { fields += "WWW-Authenticate: Bearer\r\n" }
    self.init(
      status: problem.status, type: "application/problem+json", requestID: requestID, fields: fields,
      body: Array(problem.body(requestID: requestID).readableBytesView))
  }

  /// That what the browser has is still so (RFC 9110, section 15.4.5): it has no body and says no length.
  init(unchanged requestID: String, fields: String) {
    self.init(head: "HTTP/1.1 304 Not Modified\r\n" + fields + "X-Request-Id: ", requestID: requestID, body: [])
  }

  /// The head up to the request's id.
  private static func head(_ status: HTTPResponse.Status, _ length: Int, _ type: String) -> String {
    "HTTP/1.1 \(status.code) \(HTTPResponseStatus(statusCode: status.code).reasonPhrase)\r\nContent-Type: \(type)\r\n"
      + "Content-Length: \(length)\r\nX-Request-Id: "
  }

  /// - Parameter hasBody: false for the answer to a HEAD.
  func bytes(date: String, closes: Bool, hasBody: Bool) -> ByteBuffer {
    var bytes = ByteBufferAllocator().buffer(capacity: head.utf8.count + body.count + 80)
    bytes.writeString(head)
    if closes { bytes.writeStaticString("Connection: close\r\n") }
    bytes.writeStaticString("Date: ")
    bytes.writeString(date)
    bytes.writeStaticString("\r\n\r\n")
    if hasBody { bytes.writeBytes(body) }
    return bytes
  }
}

// MARK: - The webhook's

extension HTTPAnswer {
  private static let stored = Array(#"{"received":true,"status":"stored"}"#.utf8)
  private static let duplicate = Array(#"{"received":true,"status":"duplicate"}"#.utf8)
  private static let (storedHead, duplicateHead) = (
    head(.ok, stored.count, "application/json"), head(.ok, duplicate.count, "application/json")
  )

  /// Nearly all answers are the same but for the request's id.
  static func received(_ receipt: Receipt, requestID: String) -> HTTPAnswer {
    receipt == .stored
      ? HTTPAnswer(head: storedHead, requestID: requestID, body: stored)
      : HTTPAnswer(head: duplicateHead, requestID: requestID, body: duplicate)
  }
}

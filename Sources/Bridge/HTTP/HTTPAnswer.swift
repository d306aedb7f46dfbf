internal import HTTPTypes
internal import NIOCore
internal import Store

/// A whole answer of the webhook's route, as it goes over the wire.
///
/// It is written at once and past the encoder: a head and a body of a known length need none, and nearly all answers
/// are the same but for the request's id and the date.
enum HTTPAnswer {
  static let proceed = ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")

  private static let stored = #"{"received":true,"status":"stored"}"#
  private static let duplicate = #"{"received":true,"status":"duplicate"}"#
  private static let (storedHead, duplicateHead) = (head(.ok, stored.utf8.count), head(.ok, duplicate.utf8.count))

  static func received(_ receipt: Receipt, requestID: String, date: String, closes: Bool) -> ByteBuffer {
    receipt == .stored
      ? whole(storedHead, requestID, closes ? closing : "", date, stored)
      : whole(duplicateHead, requestID, closes ? closing : "", date, duplicate)
  }

  static func problem(_ problem: Problem, requestID: String, date: String, closes: Bool) -> ByteBuffer {
    let body = String(buffer: problem.body(requestID: requestID))
    let head = head(problem.status, body.utf8.count, type: "application/problem+json")
    let again = problem.status == .serviceUnavailable ? "Retry-After: 1\r\n" : ""
    return whole(head, requestID, (closes ? closing : "") + again, date, body)
  }

  private static let closing = "Connection: close\r\n"

  /// The head up to the request's id.
  private static func head(_ status: HTTPResponse.Status, _ length: Int, type: String = "application/json") -> String {
    "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\nContent-Type: \(type)\r\n"
      + "Content-Length: \(length)\r\nX-Request-Id: "
  }

  private static func whole(
    _ head: String, _ requestID: String, _ fields: String, _ date: String, _ body: String
  ) -> ByteBuffer {
    var answer = ByteBufferAllocator().buffer(capacity: 256 + body.utf8.count)
    answer.writeString(head)
    answer.writeString(requestID)
    answer.writeStaticString("\r\n")
    answer.writeString(fields)
    answer.writeStaticString("Date: ")
    answer.writeString(date)
    answer.writeStaticString("\r\n\r\n")
    answer.writeString(body)
    return answer
  }
}

internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// What a request and its answer have in common: ids, origin, headers.
struct Exchange {
  let requestID: String
  private let traceID: String?
  private let origin: String?
  private let route: Route

  init(_ request: Request, _ route: Route) {
    self.route = route
    requestID = RequestIdentity.of(request.headers[RequestIdentity.header])
    traceID = TraceContext(request.headers[.traceparent])?.traceID
    origin = request.headers[.origin]
  }

  func response(_ answer: Answer, _ cross: CrossOrigin) -> Response {
    var headers = headers(cross)
    if answer.isReplayed { headers[.idempotencyReplayed] = "true" }
    let body: ByteBuffer
    switch answer.content {
    case .json(let bytes): (headers[.contentType], body) = ("application/json", ByteBuffer(bytes: bytes))
    case .text(let text, let type): (headers[.contentType], body) = (type, ByteBuffer(string: text))
    case .nothing: body = ByteBuffer()
    }
    return Response(status: .init(code: answer.status), headers: headers, body: .init(byteBuffer: body))
  }

  func response(_ problem: Problem, _ cross: CrossOrigin) -> Response {
    var headers = headers(cross)
    headers[.contentType] = "application/problem+json"
    if let seconds = problem.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
    if problem.status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    return Response(
      status: problem.status, headers: headers, body: .init(byteBuffer: problem.body(requestID: requestID)))
  }

  private func headers(_ cross: CrossOrigin) -> HTTPFields {
    var headers: HTTPFields = [RequestIdentity.header: requestID, .cacheControl: "no-store"]
    cross.add(to: &headers, for: origin, route.callers)
    return headers
  }

  /// What the operator must look into is logged with what led to it.
  func log(_ problem: Problem, _ error: any Error, _ logger: Logger) {
    guard problem.status.code >= 500 else { return }
    var metadata: Logger.Metadata = [
      "request_id": "\(requestID)", "route": "\(route.method.rawValue) \(route.path)", "code": "\(problem.code)",
    ]
    if let traceID { metadata["trace_id"] = "\(traceID)" }
    if !(error is Problem) { metadata["error"] = "\(error)" }
    logger.error("a request failed", metadata: metadata)
  }
}

/// The W3C's `traceparent`: by which a request is found in a trace that goes through several services.
struct TraceContext: Equatable {
  let traceID: String

  /// Nil for anything but version 00's form.
  init?(_ header: String?) {
    let parts = (header ?? "").split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "00", parts[1].utf8.count == 32, parts[2].utf8.count == 16,
      parts[3].utf8.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy(Self.isHex) }),
      parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
    else { return nil }
    traceID = String(parts[1])
  }

  private static func isHex(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) }
}

extension HTTPField.Name {
  static let traceparent = HTTPField.Name("traceparent") ?? .via
}

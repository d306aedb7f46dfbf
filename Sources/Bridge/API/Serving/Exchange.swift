internal import Billing
internal import HTTPTypes
internal import Logging

/// What a request and its answer have in common: ids, origin, the clock.
struct Exchange: Sendable {
  private let start = ContinuousClock.now
  private let requestID: String
  private let request: WholeRequest
  private let entry: RouteTable.Entry
  private let cross: CrossOrigin

  init(_ request: WholeRequest, _ entry: RouteTable.Entry, _ cross: CrossOrigin) {
    (self.request, self.entry, self.cross) = (request, entry, cross)
    requestID = request.requestID
  }

  /// The answer as it goes over the wire, counted, and logged where an operator must look into it.
  func answer(_ result: Result<Answer, any Error>, _ logger: Logger) -> HTTPAnswer {
    do {
      let answer = try result.get()
      entry.metrics.count(status: answer.status, start.duration(to: .now))
      return http(answer)
    } catch {
      let problem = Problem(thrown: error, request.languages.map { Languages.best(for: $0) } ?? .english)
      entry.metrics.count(status: problem.status.code, start.duration(to: .now))
      log(problem, error, logger)
      return HTTPAnswer(problem, requestID: requestID, fields: fields)
    }
  }

  private func http(_ answer: Answer) -> HTTPAnswer {
    let fields = answer.isReplayed ? fields + "Idempotency-Replayed: true\r\n" : fields
    let (type, body): (String, [UInt8]) =
      switch answer.content {
      case .json(let bytes): ("application/json", bytes)
      case .text(let text, let type): (type, Array(text.utf8))
      }
    let (packed, coding) = entry.route.isPublic ? request.packed(body) : (body, "")
    return HTTPAnswer(
      status: .init(code: answer.status), type: type, requestID: requestID, fields: fields + coding, body: packed)
  }

  private var fields: String {
    "Cache-Control: no-store\r\n" + cross.fields(for: request.origin, entry.route.callers)
  }

  private func log(_ problem: Problem, _ error: any Error, _ logger: Logger) {
    guard problem.status.code >= 500 else { return }
    var metadata: Logger.Metadata = [
      "request_id": "\(requestID)", "route": "\(entry.route.verb) \(entry.route.path)", "code": "\(problem.code)",
    ]
    if let trace = TraceContext(request.field("traceparent")) { metadata["trace_id"] = "\(trace.traceID)" }
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

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// An answer that something is wrong, by RFC 9457. The one form of every error.
struct Problem: Error, Sendable {
  let status: HTTPResponse.Status
  /// For programs: `signature_mismatch`.
  let code: String
  let title: String
  /// For people: what happened and what to do.
  let detail: String
  /// Further members, each with its JSON.
  var more: [(name: String, json: String)] = []
  var retryAfterSeconds: Int?
  /// The methods that there are, where another was used.
  var allowed: [String] = []

  func body(requestID: String) -> ByteBuffer {
    let members =
      [
        ("type", "\"about:blank\""), ("title", Self.quoted(title)), ("status", String(status.code)),
        ("detail", Self.quoted(detail)), ("code", Self.quoted(code)), ("request_id", Self.quoted(requestID)),
      ] + more.map { ($0.name, $0.json) }
    return ByteBuffer(string: "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}")
  }

  static func quoted(_ text: String) -> String {
    // Nearly every text needs no escape.
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    return isPlain ? "\"\(text)\"" : (try? JSONText.canonical(text)) ?? "\"\""
  }
}

extension Problem: HTTPResponseError {
  func response(from request: Request, context: some RequestContext) throws -> Response {
    let requestID = RequestIdentity.of(request.headers[RequestIdentity.header])
    var headers: HTTPFields = [.contentType: "application/problem+json", RequestIdentity.header: requestID]
    if let retryAfterSeconds { headers[.retryAfter] = String(retryAfterSeconds) }
    if !allowed.isEmpty { headers[.allow] = allowed.joined(separator: ", ") }
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: body(requestID: requestID)))
  }
}

extension Problem {
  static func rejected(_ error: ReceiveError) -> Problem {
    Problem(status: .badRequest, code: error.code, title: "The webhook was not taken", detail: error.description)
  }

  static func tooLarge(_ limit: Int) -> Problem {
    Problem(
      status: .contentTooLarge, code: "body_too_large", title: "The body is too large",
      detail: "The limit is \(limit) bytes (TOLLBRIDGE_BODY_BYTES_MAX).")
  }

  static let tooSlow = Problem(
    status: .requestTimeout, code: "request_timeout", title: "The request came too slowly",
    detail: "Send the whole request within \(ConnectionLimits.requestSeconds) seconds.")

  static let notDurable = Problem(
    status: .serviceUnavailable, code: "not_durable", title: "The webhook could not be stored",
    detail: "Nothing was taken. Send it again; the operator finds the reason in the log.", retryAfterSeconds: 1)

  static let overloaded = Problem(
    status: .serviceUnavailable, code: "overloaded", title: "Too much is waiting", detail: "Send it again in a moment.",
    retryAfterSeconds: 1)

  static let noSecret = Problem(
    status: .serviceUnavailable, code: "webhook_secret_missing", title: "Webhooks are off",
    detail: "No signing secret is configured. Set STRIPE_WEBHOOK_SECRET and start again.", retryAfterSeconds: 1)

  static let unreadableRequest = Problem(
    status: .badRequest, code: "request_malformed", title: "The request is not HTTP/1.1",
    detail: "Its framing or headers cannot be read.")

  static let notFound = Problem(
    status: .notFound, code: "not_found", title: "There is nothing here", detail: "No route has this path.")

  static func methodNotAllowed(_ allowed: [String]) -> Problem {
    Problem(
      status: .methodNotAllowed, code: "method_not_allowed", title: "Not by this method",
      detail: "This path answers \(allowed.joined(separator: ", ")).", allowed: allowed)
  }
}

/// The id by which a request is found in logs: the caller's own, else one of ours.
enum RequestIdentity {
  static let name = "X-Request-Id"
  static let header = HTTPField.Name(name) ?? .init(parsed: "x-request-id") ?? .via
  private static let lengthMax = 128
  /// Where this process began to count: another place each time.
  private static let start = UInt64.random(in: .min ... .max)
  private static let count = Atomic<UInt64>(0)

  static func of(_ given: String?) -> String {
    if let given, isFit(given) { return given }
    return "req_" + String(start &+ count.wrappingAdd(1, ordering: .relaxed).newValue, radix: 36)
  }

  private static func isFit(_ text: String) -> Bool {
    (1...lengthMax).contains(text.utf8.count)
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
  }
}

internal import HTTPTypes
internal import Hummingbird

/// What browsers are told of who may read an answer: the app's own origins, each by name. No wildcard, no cookies.
struct CrossOrigin: Sendable {
  let origins: Origins

  /// What an answer to a browser depends on beside the address.
  private static let vary = "Vary: Origin, Accept-Language, Accept-Encoding\r\n"

  /// The fields of an answer, each with its line's end. An origin that is allowed is one of ours to the letter.
  func fields(for origin: String?, _ callers: Set<Caller>) -> String {
    guard Self.concerns(callers) else { return "" }
    guard let origin, origins.allows(origin) else { return Self.vary }
    return Self.vary + "Access-Control-Allow-Origin: \(origin)\r\n"
      + "Access-Control-Expose-Headers: X-Request-Id, Retry-After, Idempotency-Replayed\r\n"
  }

  /// The answer to a browser that asks before it sends.
  func preflight(_ request: Request, _ routes: [Route]) -> Response {
    let methods = routes.map(\.method.rawValue).sorted()
    var headers: HTTPFields = [.allow: (methods + ["OPTIONS"]).joined(separator: ", "), .vary: "Origin"]
    if let origin = request.headers[.origin], origins.allows(origin),
      let asked = request.headers[.accessControlRequestMethod],
      let route = routes.first(where: { $0.method.rawValue == asked }), Self.concerns(route.callers)
    {
      headers[.accessControlAllowOrigin] = origin
      headers[.accessControlAllowMethods] = methods.joined(separator: ", ")
      headers[.accessControlAllowHeaders] = "Authorization, Content-Type, Idempotency-Key, X-Request-Id, traceparent"
      headers[.accessControlMaxAge] = "600"
    }
    return Response(status: .noContent, headers: headers)
  }

  /// Whether browsers have any business with a route.
  private static func concerns(_ callers: Set<Caller>) -> Bool {
    callers.contains(.account) || callers.contains(.nobody)
  }
}

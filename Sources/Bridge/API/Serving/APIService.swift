internal import Billing
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// Serves the table of routes: nothing is let in that its route does not allow, and nothing reaches a route in another
/// form than the route says.
struct APIService: Sendable {
  let routes: [Route]
  let credentials: Credentials
  let cross: CrossOrigin
  let limits: RateLimits
  let metrics: RouteMetrics
  let now: @Sendable () -> Int64

  func add(to router: Router<BasicRequestContext>) {
    for route in routes {
      router.on(RouterPath(route.routerPath), method: route.method) { request, context in
        try await serve(route, request, context)
      }
    }
  }

  private func serve(_ route: Route, _ request: Request, _ context: BasicRequestContext) async throws -> Response {
    let start = ContinuousClock.now
    let exchange = Exchange(request, route)
    do {
      let answer = try await route.run(try await call(route, request, context))
      metrics.count(route, status: answer.status, start.duration(to: .now))
      return exchange.response(answer, cross)
    } catch {
      let problem = Problem(thrown: error)
      metrics.count(route, status: problem.status.code, start.duration(to: .now))
      exchange.log(problem, error, context.logger)
      return exchange.response(problem, cross)
    }
  }

  // MARK: From a request to a call

  private func call(_ route: Route, _ request: Request, _ context: BasicRequestContext) async throws -> Call {
    let principal = try await principal(route, request)
    var parameters = try parameters(route, request, context)
    try owns(principal, parameters)
    if case .account(let account) = principal { try limits.admit(account, route, now: now()) }
    // Who asks with a token asks for itself.
    if case .account(let account) = principal, route.query.contains(where: { $0.name == "account" }) {
      parameters["account"] = account.value
    }
    let body = try await body(route, request)
    let (key, command) = try names(route, request, principal, parameters, body)
    return Call(route: route, principal: principal, parameters: parameters, body: body, key: key, commandID: command)
  }

  private func principal(_ route: Route, _ request: Request) async throws -> Principal {
    guard route.path.hasPrefix("/v1/") else { return .anonymous }
    let principal: Principal
    do { principal = try await credentials.principal(of: request.headers, now: now()) } catch { throw Problem(error) }
    guard route.callers.contains(principal.caller) else {
      throw principal == .anonymous ? Problem.unauthorized : Problem.notAllowed(route)
    }
    return principal
  }

  /// A token reaches its own account and nothing else.
  private func owns(_ principal: Principal, _ parameters: [String: String]) throws {
    guard let account = parameters["account"] else { return }
    switch principal {
    case .account(let own): if own.value != account { throw Problem.otherAccount }
    // What is shown to nobody is not shown of somebody.
    case .anonymous: throw Problem.unauthorized
    default: break
    }
  }

  private func parameters(
    _ route: Route, _ request: Request, _ context: BasicRequestContext
  ) throws -> [String: String] {
    var parameters: [String: String] = [:]
    var violations: [Violation] = []
    func take(_ member: Schema.Member, _ value: String) {
      parameters[member.name] = value
      if let message = member.schema.complaint(value) {
        violations.append(Violation(pointer: "/\(member.name)", message: message))
      }
    }
    for member in route.parameters { take(member, try context.parameters.require(member.name)) }
    var seen: Set<Substring> = []
    for (name, value) in request.uri.queryParameters {
      if !seen.insert(name).inserted {
        violations.append(Violation(pointer: "/\(name)", message: "It is written twice."))
      } else if let member = route.query.first(where: { $0.name == name }) {
        take(member, String(value))
      } else {
        violations.append(Violation(pointer: "/\(name)", message: Schema.unknown(route.query)))
      }
    }
    for member in route.query where member.isRequired && parameters[member.name] == nil {
      violations.append(Violation(pointer: "/\(member.name)", message: "It is required."))
    }
    guard violations.isEmpty else { throw Problem.invalid(violations) }
    return parameters
  }

  private func body(_ route: Route, _ request: Request) async throws -> RequestBody {
    let buffer: ByteBuffer
    do { buffer = try await request.body.collect(upTo: RequestBody.bytesMax) } catch { throw Problem.bodyTooLarge }
    guard let form = route.body else {
      // A client may send an empty object where nothing is taken; whatever else it sends is not meant for this route.
      guard buffer.readableBytes > 0 else { return .empty }
      return try RequestBody(Array(buffer.readableBytesView), [])
    }
    if buffer.readableBytes > 0, !Self.isJSON(request.headers[.contentType]) { throw Problem.notJSON }
    return try RequestBody(Array(buffer.readableBytesView), form)
  }

  private static func isJSON(_ type: String?) -> Bool {
    guard let type else { return false }
    let parts = type.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\"" } }
    return parts.first == "application/json" && parts.dropFirst().allSatisfy { $0 == "charset=utf-8" }
  }

  /// What the answer is kept under, and what a command is known by.
  private func names(
    _ route: Route, _ request: Request, _ principal: Principal, _ parameters: [String: String], _ body: RequestBody
  ) throws -> (AnswerKey?, String) {
    let keys = request.headers[values: .idempotencyKey]
    let account = parameters["account"] ?? principal.scope
    guard let key = keys.first else {
      guard route.repetition == .harmless else { throw Problem.keyMissing }
      return (nil, CallBook.newKey())
    }
    guard keys.count == 1, (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw Problem.keyMissing }
    let command = try CommandName.of(scope: principal.scope, account: account, key: key)
    guard route.repetition != .harmless else { return (nil, command) }
    let asked = "\(route.method.rawValue) \(request.uri.path)\n\(body.canonical)"
    return (try AnswerKey(scope: principal.scope, key: key, asked: Array(asked.utf8)), command)
  }
}

extension Route {
  /// As the router writes it.
  fileprivate var routerPath: String { path.replacing("{", with: ":").replacing("}", with: "") }
}

extension Principal {
  var caller: Caller {
    switch self {
    case .anonymous: .nobody
    case .serverKey: .server
    case .operatorKey: .operator
    case .account: .account
    }
  }

  /// Whose Idempotency-Keys are one set.
  fileprivate var scope: String {
    if case .account(let account) = self { "account:\(account.value)" } else { caller.rawValue }
  }
}

extension HTTPField.Name {
  static let idempotencyKey = HTTPField.Name("Idempotency-Key") ?? .via
  static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed") ?? .via
}

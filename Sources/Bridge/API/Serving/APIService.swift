internal import Billing
internal import HTTPTypes
internal import Logging
internal import NIOHTTP1

/// Serves the table of routes: nothing is let in that its route does not allow, and nothing reaches a route in another
/// form than the route says.
struct APIService: Sendable {
  private typealias Completion = @Sendable (HTTPAnswer) -> Void

  private let table: RouteTable
  private let credentials: Credentials
  private let cross: CrossOrigin
  private let limits = RateLimits()
  private let logger: Logger
  private let now: @Sendable () -> Int64

  init(
    routes: [Route], credentials: Credentials, cross: CrossOrigin, metrics: RouteMetrics, logger: Logger,
    now: @escaping @Sendable () -> Int64
  ) {
    table = RouteTable(routes, metrics.series(of:))
    self.credentials = credentials
    self.cross = cross
    self.logger = logger
    self.now = now
  }

  /// Where a request goes; nil where no route has its method and path.
  func destination(for head: HTTPRequestHead) -> Destination? {
    guard let (entry, values) = table.find(head.method.rawValue, head.path) else { return nil }
    let refused: @Sendable (Problem) -> Void = { entry.metrics.count(status: $0.status.code, .zero) }
    return Destination(bodyBytesMax: RequestBody.bytesMax, tooLarge: .bodyTooLarge, refused: refused) { [self] in
      take(entry, values, $0, $1)
    }
  }

  private func take(
    _ entry: RouteTable.Entry, _ values: [String], _ request: WholeRequest, _ completion: @escaping Completion
  ) {
    let exchange = Exchange(request, entry, cross)
    let done: Work.Completion = { result in
      completion(exchange.answer(result, logger))
    }
    do {
      guard let principal = try holder(entry.route, request) else {
        return Work.waits {
          try await work(entry, values, request, try await token(request)).answer
        }.finish(done)
      }
      try work(entry, values, request, principal).finish(done)
    } catch { done(.failure(error)) }
  }

  // MARK: Who asks

  /// Who asks, where that is known at once; nil for what can only be a token.
  private func holder(_ route: Route, _ request: WholeRequest) throws -> Principal? {
    guard route.path.hasPrefix("/v1/") else { return .anonymous }
    do { return try credentials.holder(of: request) } catch { throw Problem(error) }
  }

  private func token(_ request: WholeRequest) async throws -> Principal {
    do { return try await credentials.principal(of: request, now: now()) } catch { throw Problem(error) }
  }

  private func work(
    _ entry: RouteTable.Entry, _ values: [String], _ request: WholeRequest, _ principal: Principal
  ) throws -> Work {
    let route = entry.route
    try admit(principal, route)
    var parameters = try parameters(entry, values, request)
    try owns(principal, parameters)
    if case .account(let account) = principal {
      try limits.admit(account, route, now: now())
      // Who asks with a token asks for itself.
      if route.query.contains(where: { $0.name == "account" }) { parameters["account"] = account.value }
    }
    let body = try body(route, request)
    let (key, command) = try names(route, request, principal, parameters, body)
    return try route.run(
      Call(
        route: route, principal: principal, parameters: parameters, body: body, key: key, commandID: command,
        languages: route.speaks ? request.languages : nil))
  }

  private func admit(_ principal: Principal, _ route: Route) throws(Problem) {
    guard route.path.hasPrefix("/v1/"), !route.callers.contains(principal.caller) else { return }
    throw principal == .anonymous ? .unauthorized : .notAllowed(route)
  }

  /// A token reaches its own account and nothing else.
  private func owns(_ principal: Principal, _ parameters: [String: String]) throws(Problem) {
    guard let account = parameters["account"] else { return }
    switch principal {
    case .account(let own): if own.value != account { throw .otherAccount }
    // What is shown to nobody is not shown of somebody.
    case .anonymous: throw .unauthorized
    default: break
    }
  }

  // MARK: What is asked

  private func parameters(
    _ entry: RouteTable.Entry, _ values: [String], _ request: WholeRequest
  ) throws(Problem) -> [String: String] {
    var parameters: [String: String] = [:]
    var violations: [Violation] = []
    func take(_ member: Schema.Member, _ value: String) {
      parameters[member.name] = value
      if let message = member.schema.complaint(value) {
        violations.append(Violation(pointer: "/\(member.name)", message: message))
      }
    }
    for (member, value) in zip(entry.parameters, values) { take(member, value) }
    let known = entry.route.query
    for (name, value) in PercentEncoding.query(request.head.query) {
      if let member = known.first(where: { $0.name == name }), parameters[name] == nil {
        take(member, value)
      } else {
        let message = parameters[name] == nil ? Schema.unknown(known) : "It is written twice."
        violations.append(Violation(pointer: "/\(name)", message: message))
      }
    }
    for member in known where member.isRequired && parameters[member.name] == nil {
      violations.append(Violation(pointer: "/\(member.name)", message: "It is required."))
    }
    guard violations.isEmpty else { throw Problem.invalid(violations) }
    return parameters
  }

  private func body(_ route: Route, _ request: WholeRequest) throws(Problem) -> RequestBody {
    // A client may send an empty object where nothing is taken; whatever else it sends is not meant for this route.
    guard let form = route.body else { return try RequestBody(request.body, []) }
    if !request.body.isEmpty, !request.isJSON { throw Problem.notJSON }
    return try RequestBody(request.body, form)
  }

  /// What the answer is kept under, and what a command is known by.
  private func names(
    _ route: Route, _ request: WholeRequest, _ principal: Principal, _ parameters: [String: String],
    _ body: RequestBody
  ) throws -> (AnswerKey?, String) {
    let keys = request.head.headers["Idempotency-Key"]
    guard let key = keys.first else {
      guard route.repetition == .harmless else { throw Problem.keyMissing }
      return (nil, CommandName.new(at: now()))
    }
    guard keys.count == 1, (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw Problem.keyMissing }
    guard route.takesKey else { return (nil, CommandName.new(at: now())) }
    // What the path and the query say, however they are written.
    let named = parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }.joined()
    let asked = "\(route.verb) \(route.path)\n\(named)\(body.canonical)"
    let answer = try AnswerKey(scope: principal.scope, key: key, asked: Array(asked.utf8))
    // Where the answer is kept with the effect, the key finds the answer. Where the provider carries it out, what was
    // begun before a crash is found by the command.
    let command =
      route.repetition == .kept
      ? CommandName.new(at: now())
      : try CommandName.of(scope: principal.scope, account: parameters["account"] ?? principal.scope, key: key)
    return (answer, command)
  }
}

extension WholeRequest {
  fileprivate var isJSON: Bool {
    guard let type = head.headers.first(name: "Content-Type") else { return false }
    if type == "application/json" { return true }
    let parts = type.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\"" } }
    return parts.first == "application/json" && parts.dropFirst().allSatisfy { $0 == "charset=utf-8" }
  }
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

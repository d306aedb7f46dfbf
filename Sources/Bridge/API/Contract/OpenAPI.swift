internal import HTTPTypes

/// `/openapi.json`: the table of routes in the words of OpenAPI 3.1.
struct OpenAPI {
  let routes: [Route]

  var text: String { document.text }

  /// The route that answers with the description of all others and itself.
  static func route(for others: [Route]) -> Route {
    func route(_ run: @escaping Route.Run) -> Route {
      Route(
        method: .get, path: "/openapi.json", callers: .everybody, summary: "This description",
        reply: .json(.map(.anything), "OpenAPI 3.1."), run: run)
    }
    let itself = route { _ in throw Problem.notFound }
    let text = Array(OpenAPI(routes: others + [itself]).text.utf8)
    return route { _ in .done(Answer(.json(text))) }
  }

  private var document: JSONTree {
    .object([
      ("openapi", .string("3.1.0")),
      (
        "info",
        .object([
          ("title", .string("Tollbridge")), ("version", .string(Version.current)),
          (
            "description",
            .string(
              "Subscriptions and credits over Stripe. Every failure is a problem of RFC 9457 with a code of its own.")
          ),
        ])
      ),
      ("servers", .list([.object([("url", .string("/"))])])),
      ("paths", .object(paths)),
      ("components", components),
    ])
  }

  private var paths: [(String, JSONTree)] {
    var order: [String] = []
    var byPath: [String: [Route]] = [:]
    for route in routes {
      if byPath[route.path] == nil { order.append(route.path) }
      byPath[route.path, default: []].append(route)
    }
    return order.map { path in
      (path, .object((byPath[path] ?? []).map { ($0.method.rawValue.lowercased(), operation($0)) }))
    }
  }

  private func operation(_ route: Route) -> JSONTree {
    var members: [(String, JSONTree)] = [
      ("operationId", .string(route.name)), ("summary", .string(route.summary)), ("tags", .strings([route.tag])),
      ("security", security(route)),
    ]
    let parameters =
      route.parameters.map { parameter($0, in: "path") } + route.query.map { parameter($0, in: "query") }
      + (route.takesKey ? [Self.keyParameter(isRequired: route.repetition != .harmless)] : [])
    if !parameters.isEmpty { members.append(("parameters", .list(parameters))) }
    if let body = route.body { members.append(("requestBody", Self.body(body))) }
    if route.isSigned { members.append(("requestBody", Self.signedBody)) }
    members.append(("responses", responses(route)))
    return .object(members)
  }

  private static func body(_ members: [Schema.Member]) -> JSONTree {
    .object([
      ("required", .flag(members.contains(where: \.isRequired))),
      ("content", .object([("application/json", .object([("schema", Schema.object(members).tree(isOpen: false))]))])),
    ])
  }

  private static let signedBody = JSONTree.object([
    ("required", .flag(true)), ("description", .string("An event, in the very bytes that were signed.")),
    ("content", .object([("application/json", .object([("schema", Schema.map(.anything).tree(isOpen: true))]))])),
  ])

  private func parameter(_ member: Schema.Member, in place: String) -> JSONTree {
    .object(
      [
        ("name", .string(member.name)), ("in", .string(place)), ("required", .flag(member.isRequired)),
        ("schema", member.schema.tree(isOpen: false)),
      ] + (member.note.map { [("description", .string($0))] } ?? []))
  }

  private static func keyParameter(isRequired: Bool) -> JSONTree {
    .object([
      ("name", .string("Idempotency-Key")), ("in", .string("header")), ("required", .flag(isRequired)),
      (
        "description",
        .string("The same key with the same request is answered as before, for 30 days; with another it is refused.")
      ),
      ("schema", Schema.idempotencyKey.tree(isOpen: false)),
    ])
  }

  private func security(_ route: Route) -> JSONTree {
    let schemes = Caller.allCases.filter(route.callers.contains).map { caller -> JSONTree in
      .object(caller == .nobody ? [] : [(caller.rawValue, .list([]))])
    }
    return .list(schemes)
  }

  // MARK: Answers

  private func responses(_ route: Route) -> JSONTree {
    let content: JSONTree =
      switch route.reply.content {
      case .json(let schema): .object([("application/json", .object([("schema", schema.tree(isOpen: true))]))])
      case .text(let type): .object([(type, .object([("schema", Schema.string.tree(isOpen: true))]))])
      }
    let links = links(route)
    let reply = JSONTree.object(
      [
        ("description", .string(route.reply.words)), ("headers", Self.headers(isReplayed: route.takesKey)),
        ("content", content),
      ]
        + (links.isEmpty ? [] : [("links", .object(links))]))
    let problems = route.allProblems.sorted().map { status in
      (
        String(status),
        JSONTree.object([
          ("description", .string(route.isSigned && status == 400 ? Self.unsignedWords : Self.words(status))),
          ("headers", Self.headers(waits: [409, 429, 503].contains(status))),
          (
            "content", .object([("application/problem+json", .object([("schema", Problem.schema.tree(isOpen: true))]))])
          ),
        ])
      )
    }
    return .object([(String(route.reply.status), reply)] + problems)
  }

  private static func headers(isReplayed: Bool = false, waits: Bool = false) -> JSONTree {
    func header(_ name: String, _ words: String, _ schema: Schema) -> (String, JSONTree) {
      (name, .object([("description", .string(words)), ("schema", schema.tree(isOpen: true))]))
    }
    return .object(
      [header("X-Request-Id", "By which the request is found in the log.", .string)]
        + (isReplayed ? [header("Idempotency-Replayed", "true for an answer that was given before.", .string)] : [])
        + (waits ? [header("Retry-After", "When to ask again, in seconds.", .count)] : []))
  }

  /// The routes that go on with what this one made.
  private func links(_ route: Route) -> [(String, JSONTree)] {
    guard let made = route.makes else { return [] }
    return routes.filter { $0.parameters.map(\.name) == [made] }.map { next in
      (
        next.name,
        .object([
          ("operationId", .string(next.name)),
          ("parameters", .object([(made, .string("$response.body#/id"))])),
        ])
      )
    }
  }

  private static let unsignedWords = "The signature does not hold, or the body is no event that can be read."

  private static func words(_ status: Int) -> String {
    switch status {
    case 400: "The request cannot be read, or has no Idempotency-Key."
    case 401: "Nobody is known by this credential."
    case 402: "Not enough credits; `shortfall` says how many are missing, a debt with them."
    case 403: "Not for this credential, account or plan."
    case 404: "There is no such thing."
    case 408: "The request took too long to come."
    case 409: "It contradicts what is so, or the same request is still being carried out."
    case 413: "The body is too large."
    case 415: "The body is not JSON."
    case 422: "A value is wrong; `errors` says which."
    case 429: "Too many requests; Retry-After says when to go on."
    case 502: "The provider refused it."
    case 503: "It cannot be done now; Retry-After says when to ask again."
    default: "A problem."
    }
  }

  private var components: JSONTree {
    var schemas: [String: Schema] = [:]
    Problem.schema.collect(into: &schemas)
    for route in routes {
      if let body = route.body { Schema.object(body).collect(into: &schemas) }
      if case .json(let schema) = route.reply.content { schema.collect(into: &schemas) }
      for member in route.query { member.schema.collect(into: &schemas) }
    }
    return .object([
      ("schemas", .object(schemas.sorted { $0.key < $1.key }.map { ($0.key, $0.value.tree(isOpen: true)) })),
      (
        "securitySchemes",
        .object([
          (
            "provider",
            .object([
              ("type", .string("apiKey")), ("in", .string("header")), ("name", .string("Stripe-Signature")),
              ("description", .string("Over the raw body, with a secret of STRIPE_WEBHOOK_SECRET.")),
            ])
          ),
          ("server", bearer("A key of TOLLBRIDGE_API_KEYS, for the app's backend.")),
          ("account", bearer("A short-lived token of POST /v1/accounts/{account}/tokens, for a browser.", "JWT")),
          ("operator", bearer("A key of TOLLBRIDGE_OPERATOR_KEYS.")),
        ])
      ),
    ])
  }

  private func bearer(_ words: String, _ format: String? = nil) -> JSONTree {
    .object(
      [("type", .string("http")), ("scheme", .string("bearer")), ("description", .string(words))]
        + (format.map { [("bearerFormat", .string($0))] } ?? []))
  }
}

extension Route {
  /// The first word of its path that says what it is about.
  fileprivate var tag: String {
    let words = path.split(separator: "/").filter { $0 != "v1" && !$0.hasPrefix("{") }
    return String(words.first ?? "service")
  }

  /// Every status of a problem that it may answer.
  var allProblems: Set<Int> {
    var all = problems.union([503])
    if !callers.contains(.nobody), !isSigned { all.formUnion([401, 403]) }
    if callers.contains(.account), path.hasPrefix("/v1") { all.insert(429) }
    if callers.count > 1, callers.contains(.nobody), path.hasPrefix("/v1") { all.formUnion([401, 403]) }
    if !parameters.isEmpty || !query.isEmpty { all.insert(422) }
    if body != nil { all.formUnion([400, 413, 415, 422]) }
    switch repetition {
    case .harmless: if takesKey { all.formUnion([400, 409, 422]) }
    case .kept: all.formUnion([400, 422])
    case .carriedOut: all.formUnion([400, 409, 422, 502])
    }
    return all
  }
}

extension Schema {
  static let idempotencyKey = Schema.text(TextForm(length: 1...255, pattern: "^[!-~]{1,255}$"))
}

extension Problem {
  static let schema = Schema.named(
    "Problem",
    .object([
      .must("type", .string), .must("title", .string), .must("status", .integer(400...599)),
      .must("detail", .string, "For people: what happened and what to do."),
      .must("code", .string, "For programs."), .must("request_id", .string),
      .may("errors", .list(.object([.must("pointer", .string), .must("message", .string)]))),
      .may("guidance", GuidanceView.schema), .may("shortfall", .integer(1 ... .max)),
      .may("choices", .list(.string)),
    ]))
}

internal import Billing
internal import Hummingbird

/// Buying, and changing what was bought: the verbs that the provider carries out.
extension APIRoutes {
  func addCheckouts(_ group: RouterGroup<BasicRequestContext>) {
    group.post("accounts/:account/checkouts") { request, context in try await checkout(request, context) }
    group.get("checkouts/:checkout") { request, context in try await result(request, context) }
    group.post("checkouts/:checkout/cancel") { request, context in try await leave(request, context) }
  }

  func addSubscriptions(_ group: RouterGroup<BasicRequestContext>) {
    group.post("change") { request, context in try await change(request, context) }
    group.delete("scheduled-change") { request, context in
      try await verb(request, context) { verbs, account, id in
        try await verbs.undoScheduledChange(for: account, command: id)
      }
    }
    group.post("cancel") { request, context in
      try await verb(request, context) { verbs, account, id in _ = try await verbs.cancel(for: account, command: id) }
    }
    group.post("uncancel") { request, context in
      try await verb(request, context) { verbs, account, id in
        try await verbs.undoCancellation(for: account, command: id)
      }
    }
    group.post("resume") { request, context in
      try await verb(request, context) { verbs, account, id in try await verbs.resume(for: account, command: id) }
    }
    group.post("pause") { request, context in
      let text = try await RequestBody(request, knowing: ["until"]).textIfAny("until")
      let until = text.flatMap { Instant($0) }
      guard text == nil || until != nil else { throw Problem.invalid("until", "Write a time as RFC 3339.") }
      return try await verb(request, context) { verbs, account, id in
        try await verbs.pause(until: until, for: account, command: id)
      }
    }
  }

  /// A verb that is done when the provider has done it; the account is answered as it stands then.
  private func verb(
    _ request: Request, _ context: BasicRequestContext,
    _ body: (Verbs, AccountID, String) async throws -> Void
  ) async throws -> Response {
    do { try await body(provider(), try account(context), try command(request)) } catch let error as VerbError {
      throw Problem(error)
    }
    return Self.json(#"{"status":"done"}"#)
  }

  // MARK: Checkouts

  private static let pageMembers: Set<String> = ["success_url", "cancel_url", "locale"]

  private func pages(_ body: RequestBody) throws -> CheckoutPages {
    CheckoutPages(
      successURL: try origins.checked(try body.text("success_url"), field: "success_url"),
      cancelURL: try origins.checked(try body.text("cancel_url"), field: "cancel_url"),
      locale: try body.textIfAny("locale"))
  }

  private func checkout(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
    let (account, id) = (try account(context), try command(request))
    let body = try await RequestBody(
      request, knowing: Self.pageMembers.union(["plan", "interval", "package", "auto_reload", "acknowledge"]))
    do {
      let answer = try await provider().checkout(
        try wish(body), for: account, pages: try pages(body), command: id)
      return try Self.json(VerbView(answer), status: .created)
    } catch let error as VerbError { throw Problem(error) }
  }

  private func wish(_ body: RequestBody) throws -> Verbs.Wish {
    switch (try body.textIfAny("plan"), try body.textIfAny("package")) {
    case (_?, nil):
      return .plan(try choice(body), acknowledged: Set(try body.textsIfAny("acknowledge") ?? []))
    case (nil, let package?):
      let reload = try body.objectIfAny("auto_reload", knowing: ["threshold", "consent"])
      let terms = ledgers.catalog.policies.autoReload
      return .package(
        package,
        try reload.map {
          AutoReloadOrder(
            threshold: try $0.integerIfAny("threshold") ?? terms.thresholdDefault, consent: try $0.text("consent"))
        })
    default: throw Problem.invalid("plan", "Write either a plan with its interval, or a package.")
    }
  }

  func choice(_ body: RequestBody) throws -> PlanChoice {
    guard let interval = BillingInterval(rawValue: try body.textIfAny("interval") ?? "month") else {
      throw Problem.invalid("interval", "Write month or year.")
    }
    return PlanChoice(plan: try body.text("plan"), interval: interval)
  }

  private func change(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
    let (account, id) = (try account(context), try command(request))
    let body = try await RequestBody(
      request, knowing: ["plan", "interval", "acknowledge", "return_url"])
    let back = try origins.checked(try body.text("return_url"), field: "return_url")
    do {
      let answer = try await provider().change(
        try choice(body), acknowledged: Set(try body.textsIfAny("acknowledge") ?? []), for: account,
        pages: CheckoutPages(successURL: back, cancelURL: back), command: id)
      return try Self.json(VerbView(answer))
    } catch let error as VerbError { throw Problem(error) }
  }

  private func leave(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
    let session = try context.parameters.require("checkout")
    do {
      guard let account = try results?.account(of: session) else { throw Problem.notFound }
      try await provider().leave(session, for: account, command: try command(request))
    } catch let error as VerbError { throw Problem(error) }
    return Self.json(#"{"status":"canceled"}"#)
  }

  /// The payment result, waited for.
  private func result(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
    guard let results else { throw Problem.providerMissing }
    let wait = request.uri.queryParameters.get("wait", as: Int64.self) ?? 0
    guard (0...Results.waitSecondsMax).contains(wait) else {
      throw Problem.invalid("wait", "Write 0 to \(Results.waitSecondsMax) seconds.")
    }
    let session = try context.parameters.require("checkout")
    guard let result = try await results.wait(for: session, seconds: wait) else { throw Problem.notFound }
    return try Self.json(ResultView(id: session, result: result))
  }
}

/// What a verb came to, as it is answered.
private struct VerbView: Encodable {
  let status: String
  var id: String?
  var url: String?
  var expiresAt: String?
  var at: String?

  private enum CodingKeys: String, CodingKey {
    case status, id, url, at
    case expiresAt = "expires_at"
  }

  init(_ answer: Verbs.Answer) {
    switch answer {
    case .page(let page):
      status = "open"
      id = page.id
      url = page.url
      expiresAt = page.expiresAt.flatMap { Instant(seconds: $0) }?.description
    case .done: status = "applied"
    case .scheduled(let moment):
      status = "scheduled"
      at = moment?.description
    }
  }
}

/// A payment result, as it is answered.
private struct ResultView: Encodable {
  let id: String
  let status: String
  let kind: String?
  let title: String
  let body: String
  let actions: [String]
  let slow: Bool

  init(id: String, result: PaymentResult) {
    self.id = id
    status = result.status.rawValue
    title = result.title
    body = result.body
    actions = result.actions
    slow = result.isSlow
    kind =
      switch result.kind {
      case .subscription: "subscription"
      case .planChange: "plan_change"
      case .oneTime: "one_time"
      case nil: nil
      }
  }
}

internal import Billing
internal import HTTPTypes

/// Buying on the provider's pages, and what it came to.
extension APIRoutes {
  var checkoutRoutes: [Route] {
    [
      Route(
        method: .post, path: "/v1/accounts/{account}/checkouts", callers: .backendAndBrowser,
        summary: "Opens the provider's checkout page for a plan or a package",
        body: [
          .may("plan", .key, "Either this or a package."), .may("interval", .interval, "month where it is not said."),
          .may("package", .key), .may("auto_reload", Self.reload, "Turned on by the purchase of a package."),
          .may("acknowledge", Self.acknowledgements), .must("success_url", .url), .must("cancel_url", .url),
          .may("locale", .string(2...10, example: "en")),
        ], reply: .json(VerbView.schema, "The page where the person pays, or what was done instead.", status: 201),
        problems: [403, 404, 409], repetition: .carriedOut, makes: "checkout", run: Route.waiting(checkout)),
      Route(
        method: .get, path: "/v1/checkouts/{checkout}", callers: .backendAndBrowser,
        summary: "The payment result, waited for",
        query: Self.waiting,
        reply: .json(ResultView.schema, "As a person is told it."), problems: [404], run: Route.waiting(result)),
      Route(
        method: .post, path: "/v1/checkouts/{checkout}/cancel", callers: .backendAndBrowser,
        summary: "The person came back by the cancel URL: the page is closed at the provider", body: [],
        reply: .json(StatusView.schema, "Closed."), problems: [404], repetition: .carriedOut,
        run: Route.waiting(leave)),
      Route(
        method: .post, path: "/v1/accounts/{account}/portal", callers: .backendAndBrowser,
        summary: "Opens the provider's billing portal",
        body: [.must("return_url", .url), .may("flow", .oneOf("payment_method_update"))],
        reply: .json(.named("Portal", .object([.must("url", .string)])), "Where the person goes.", status: 201),
        problems: [409, 502], run: Route.waiting(portal)),
    ]
  }

  static let waiting = [
    Schema.Member.may("wait", .integer(0...Results.waitSecondsMax), "Seconds; 0 where it is not said.")
  ]
  static let acknowledgements = Schema.list(.oneOf(Account.irreversible), atMost: 1)

  private static let reload = Schema.object([
    .may("threshold", .integer(0...Catalog.creditsMax), "The catalogue's default where it is not said."),
    Self.consent,
  ])

  static let consent = Schema.Member.may(
    "consent", .string(1...200),
    "The version of the text that the person agreed to; where it is not said, of auto_reload.consent in /v1/messages."
  )

  private func checkout(_ call: Call) async throws -> Answer {
    let pages = CheckoutPages(
      successURL: try origins.checked(try call.body.text("success_url"), field: "success_url"),
      cancelURL: try origins.checked(try call.body.text("cancel_url"), field: "cancel_url"),
      locale: call.body.textIfAny("locale"))
    let (wish, account) = (try wish(call.body), try call.account())
    return try await carryOut(call, of: account) { verbs in
      let answer = try await verbs.checkout(wish, for: account, pages: pages, command: call.commandID)
      return try Answer(status: 201, VerbView(answer))
    }
  }

  private func wish(_ body: RequestBody) throws(Problem) -> Verbs.Wish {
    switch (body.textIfAny("plan"), body.textIfAny("package")) {
    case (_?, nil): return .plan(try choice(body), acknowledged: Set(body.textsIfAny("acknowledge") ?? []))
    case (nil, let package?):
      guard let reload = body.objectIfAny("auto_reload") else { return .package(package, nil) }
      let threshold = reload.integerIfAny("threshold") ?? catalog.policies.autoReload.thresholdDefault
      return .package(
        package,
        AutoReloadOrder(threshold: threshold, consent: reload.textIfAny("consent") ?? AutoReloadOrder.consentVersion))
    default: throw .invalid("plan", "Write either a plan with its interval, or a package.")
    }
  }

  /// - Parameter account: whose interval it is where none is said; nil for one that buys anew.
  func choice(_ body: RequestBody, for account: Account? = nil) throws(Problem) -> PlanChoice {
    let said = body.textIfAny("interval") ?? account?.state.interval
    let interval = said.flatMap { BillingInterval(rawValue: $0) } ?? .month
    return PlanChoice(plan: try body.text("plan"), interval: interval)
  }

  /// The payment result, waited for.
  private func result(_ call: Call) async throws -> Answer {
    guard let results else { throw Problem.providerMissing }
    let session = try call.parameter("checkout")
    let account = try checkoutOwner(session, call)
    guard let result = try await results.wait(for: session, seconds: call.integer("wait") ?? 0, call.messages) else {
      throw Problem.unknown(session)
    }
    return try Answer(ResultView(id: session, account, result))
  }

  private func leave(_ call: Call) async throws -> Answer {
    let session = try call.parameter("checkout")
    let account = try checkoutOwner(session, call)
    return try await carryOut(call, of: account) { verbs in
      try await verbs.leave(session, for: account, command: call.commandID)
      return try Answer(StatusView(status: "canceled"))
    }
  }

  /// Whose checkout it is. Another's is answered as one that there is not.
  private func checkoutOwner(_ session: String, _ call: Call) throws -> AccountID {
    guard let account = try results?.account(of: session), call.mayTouch(account) else {
      throw Problem.unknown(session)
    }
    return account
  }

  private func portal(_ call: Call) async throws -> Answer {
    let back = try origins.checked(try call.body.text("return_url"), field: "return_url")
    let (account, updatesCard) = (try call.account(), call.body.textIfAny("flow") != nil)
    return try await carryOut(call, of: account) { verbs in
      let page = try await verbs.portal(for: account, returnURL: back, updatesCard: updatesCard)
      return try Answer(status: 201, ["url": page.url])
    }
  }
}

/// What a verb came to, as it is answered.
struct VerbView: Encodable {
  let status: String
  @OrNull var id: String?
  @OrNull var url: String?
  @OrNull var expiresAt: String?
  @OrNull var at: String?

  init(_ answer: Verbs.Answer) {
    (id, url, expiresAt, at) = (nil, nil, nil, nil)
    switch answer {
    case .page(let page):
      (status, id, url) = ("open", page.id, page.url)
      expiresAt = page.expiresAt.flatMap { Instant(seconds: $0) }?.description
    case .done: status = "applied"
    case .scheduled(let moment): (status, at) = ("scheduled", moment?.description)
    }
  }

  static let schema = Schema.named(
    "Verb",
    .object([
      .must("status", .oneOf("open", "applied", "scheduled"), "`open`: the person goes on at `url`."),
      .must("id", .orNull(.string)), .must("url", .orNull(.string)), .must("expires_at", .orNull(.moment)),
      .must("at", .orNull(.moment), "When what was scheduled takes effect."),
    ]))
}

/// A payment result, as it is answered.
struct ResultView: Encodable {
  let id: String
  let account: String
  let status: String
  @OrNull var kind: String?
  let title: String
  let body: String
  @OrNull var note: String?
  let actions: [String]
  let slow: Bool

  init(id: String, _ account: AccountID, _ result: PaymentResult) {
    (self.id, self.account) = (id, account.value)
    (status, title, body) = (result.status.rawValue, result.title, result.body)
    (note, actions, slow) = (result.note, result.actions, result.isSlow)
    kind =
      switch result.kind {
      case .subscription: "subscription"
      case .planChange: "plan_change"
      case .oneTime: "one_time"
      case nil: nil
      }
  }

  static let schema = Schema.named(
    "Result",
    .object([
      .must("id", .string), .must("account", .account),
      .must("status", .oneOf("processing", "succeeded", "canceled", "failed")),
      .must("kind", .orNull(.oneOf("subscription", "plan_change", "one_time"))), .must("title", .string),
      .must("body", .string), .must("note", .orNull(.string), "How long it may take, and what to do then."),
      .must("actions", .list(.string), "What the buttons say."),
      .must("slow", .flag, "Whether it has been processing for longer than is usual."),
    ]))
}

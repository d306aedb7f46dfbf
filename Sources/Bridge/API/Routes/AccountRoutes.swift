internal import Billing
internal import HTTPTypes

/// An account as a whole, its balance, its browser tokens, and whether it may do something.
extension APIRoutes {
  private static let path = "/v1/accounts/{account}"

  var accountRoutes: [Route] {
    [
      Route(
        method: .get, path: Self.path, callers: .readers,
        summary: "The whole state: plan, status, period, changes, balance, limits, auto-reload, billing, notices",
        reply: .json(AccountDocument.schema, "As it stands now."), problems: [404], run: Route.waiting(account)),
      Route(
        method: .put, path: Self.path, callers: .backend, summary: "Says that the account exists, and its region",
        body: [.may("region", .key, "Of the catalogue; what is shown and sold is on its terms from now on.")],
        reply: .json(AccountDocument.schema, "As it stands now."), run: Route.waiting(touch)),
      Route(
        method: .get, path: Self.path + "/balance", callers: .readers, summary: "Credits now, or at a moment",
        query: [.may("at", .moment, "What came later is left out; a later moment shows what will have come due.")],
        reply: .json(BalanceView.schema, "What there is, in lots in the order of spending."), problems: [404],
        run: balance),
      Route(
        method: .post, path: Self.path + "/tokens", callers: .backend, summary: "A short-lived token for a browser",
        body: [
          .may("ttl", .integer(AccountTokens.ttlSeconds), "In seconds; 900 where it is not said."),
          .may("origin", .url, "One of TOLLBRIDGE_ALLOWED_ORIGINS: the token is good from there alone."),
        ], reply: .json(TokenView.schema, "The token.", status: 201), run: Route.waiting(token)),
      Route(
        method: .post, path: Self.path + "/links", callers: .backend,
        summary: "A short-lived link to a page of the account's own",
        body: [
          .must("page", .oneOf(LinkView.pages)),
          .may("ttl", .integer(AccountTokens.ttlSeconds), "In seconds; 900 where it is not said."),
          .may("return_url", .url, "Where the page leads back to; in TOLLBRIDGE_ALLOWED_ORIGINS."),
        ], reply: .json(LinkView.schema, "Where the person goes, at once.", status: 201), run: Route.waiting(link)),
      Route(
        method: .post, path: Self.path + "/check", callers: .backendAndBrowser,
        summary: "Whether the account may do something, and what a person is told if not",
        body: [
          .may("feature", .key), .may("action", .key), .may("quantity", .integer(1...Catalog.quantityMax)),
          .may("amount", .integer(0...Catalog.creditsMax)),
        ], reply: .json(VerdictView.schema, "The verdict; nothing is changed."), problems: [404],
        run: Route.waiting(check)),
      Route(
        method: .post, path: Self.path + "/seen", callers: .backendAndBrowser,
        summary: "Clears the red dot: the dialog was opened", body: [.must("what", .oneOf("one_time"))],
        reply: .json(StatusView.schema, "Noted."), repetition: .kept, run: see),
    ]
  }

  private func account(_ call: Call) async throws -> Answer { try document(try await known(call), for: call) }

  /// Looks at the account that is asked for. Somebody who may only look brings none into being.
  func look(_ call: Call, _ view: @escaping @Sendable (Account) throws -> Answer) throws -> Work {
    let account = try call.account()
    guard call.principal == .operatorKey else { return try look(account, view) }
    return .waits { try view(try await known(call)) }
  }

  /// The account that is asked for, waited for.
  func known(_ call: Call) async throws -> Account {
    let account = try call.account()
    guard call.principal == .operatorKey else { return try await current(account) }
    guard let known = try ledgers.account(account.value, at: now()) else { throw Problem.notFound }
    return known
  }

  func document(_ account: Account, for call: Call) throws -> Answer {
    let id = try call.account()
    return try Answer(
      AccountDocument(
        id, account, catalog, slots: try inbox.slots(of: id).map(\.slot),
        showsProvider: call.principal.caller != .account, call.messages))
  }

  private func touch(_ call: Call) async throws -> Answer {
    let (account, region, id) = (try call.account(), call.body.textIfAny("region"), call.id("region"))
    // A region is set, not added: the same one twice is one.
    try await inbox.take(
      Command(account: account, id: id) { account, moment throws(Refusal) in
        try account.touch(region: region, id: id, at: moment)
      })
    return try document(try await current(account), for: call)
  }

  private func balance(_ call: Call) throws -> Work {
    guard let moment = call.parameters["at"].flatMap({ Instant($0) }) else {
      return try look(call) { try Answer(BalanceView($0)) }
    }
    return .waits {
      let account = try await known(call)
      if moment >= account.moment { return try Answer(BalanceView(try account.later(moment))) }
      let facts = try ledgers.facts(of: try call.account().value)
      return try Answer(BalanceView(try Account(facts, catalog: catalog, at: moment)))
    }
  }

  private func token(_ call: Call) async throws -> Answer {
    let origin = call.body.textIfAny("origin")
    if let origin, !origins.allows(origin) {
      throw Problem.invalid("origin", "It is none of TOLLBRIDGE_ALLOWED_ORIGINS.")
    }
    return try Answer(status: 201, try await mint(call, origin: origin))
  }

  private func mint(_ call: Call, origin: String?) async throws -> TokenView {
    guard let tokens, tokens.canMint else { throw Problem.tokensMissing }
    let account = try call.account()
    let seconds = call.body.integerIfAny("ttl") ?? AccountTokens.ttlSeconds.upperBound
    let (token, end) = try await tokens.mint(account: account, ttlSeconds: seconds, origin: origin, now: now())
    return TokenView(token: token, account: account.value, expiresAt: Instant(seconds: end)?.description ?? "")
  }

  /// The token stands behind the mark that a browser sends to nobody, so that it is in no log.
  private func link(_ call: Call) async throws -> Answer {
    guard let publicURL else { throw Problem.publicURLMissing }
    let back = try call.body.textIfAny("return_url").map { try origins.checked($0, field: "return_url") }
    let token = try await mint(call, origin: nil)
    let fragment = "#token=\(token.token)" + (back.map { "&return=\(PercentEncoding.encoded($0))" } ?? "")
    return try Answer(
      status: 201,
      LinkView(url: "\(publicURL)/ui/\(try call.body.text("page"))\(fragment)", expiresAt: token.expiresAt))
  }

  private func check(_ call: Call) async throws -> Answer {
    let (body, id) = (call.body, try call.account())
    let asked: Check
    if body.has("quantity"), !body.has("action") { throw Problem.invalid("quantity", "It belongs to an action.") }
    switch (body.textIfAny("feature"), body.textIfAny("action"), body.integerIfAny("amount")) {
    case (let feature?, nil, nil): asked = .feature(feature)
    case (nil, let action?, nil): asked = .action(action, quantity: body.integerIfAny("quantity") ?? 1)
    case (nil, nil, let amount?): asked = .amount(amount)
    default: throw Problem.invalid("feature", "Write one of feature, action and amount.")
    }
    let account = try await known(call)
    return try Answer(VerdictView(try account.check(asked, slots: try inbox.slots(of: id).map(\.slot)), call.messages))
  }

  private func see(_ call: Call) throws -> Work {
    let id = call.commandID
    return decide(call, try call.account()) { account, moment throws(Refusal) in
      try account.seePackages(id: id, at: moment)
    } view: { _ in
      StatusView(status: "done")
    }
  }
}

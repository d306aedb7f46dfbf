internal import Billing
internal import Hummingbird

/// What an account has and holds, spending, and auto-reload.
extension APIRoutes {
  func addAccounts(_ group: RouterGroup<BasicRequestContext>) {
    group.get("") { _, context in try await Self.json(view(current(try account(context)))) }
    group.put("") { request, context in try await touch(request, context) }
    group.get("balance") { _, context in try await Self.json(current(try account(context)).state.balance) }
    group.get("timeline") { _, context in try timeline(try account(context)) }
    group.post("spends") { request, context in try await spend(request, context) }
    group.post("portal") { request, context in try await portal(request, context) }
    group.put("auto-reload") { request, context in try await setAutoReload(request, context) }
    group.delete("auto-reload") { request, context in try await disableAutoReload(request, context) }
  }

  private func view(_ account: Account) -> AccountView { AccountView(state: account.state) }

  private func touch(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
    let account = try account(context)
    let region = try await RequestBody(request, knowing: ["region"]).textIfAny("region")
    // A region is set, not added: the same one twice is one.
    let id = "region:\(CallBook.newKey())"
    try await take(account, id) { account, moment throws(Refusal) in
      try account.touch(region: region, id: id, at: moment)
    }
    return try await Self.json(view(current(account)))
  }

  private func timeline(_ account: AccountID) throws -> Response {
    guard let json = try Explain(ledgers).json(account.value, at: Instant(seconds: now())) else {
      throw Problem.notFound
    }
    return Self.json(json)
  }

  // MARK: Spending

  private struct SpendView: Encodable {
    struct Share: Encodable {
      let kind: String
      let origin: String
      let amount: Credits
    }

    let id: String
    let amount: Credits
    let from: [Share]
    let balance: AccountState.Balance
  }

  private func spend(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
    let (account, id) = (try account(context), try command(request))
    let body = try await RequestBody(request, knowing: ["amount", "action", "quantity", "expected_amount", "note"])
    let order = try order(body)
    let (receipt, balance) = try await take(account, id) { account, moment throws(Refusal) in
      let decision = try account.spend(order, id: id, at: moment)
      return Decision(
        answer: (decision.answer, account.state.balance), facts: decision.facts, effects: decision.effects)
    }
    return try Self.json(
      SpendView(
        id: receipt.id, amount: receipt.amount,
        from: receipt.from.map { .init(kind: "\($0.kind)", origin: $0.origin, amount: $0.amount) },
        balance: balance))
  }

  private func order(_ body: RequestBody) throws -> CreditOrder {
    let (amount, action) = (try body.integerIfAny("amount"), try body.textIfAny("action"))
    let price: CreditOrder.Price
    switch (amount, action) {
    case (let amount?, nil): price = .amount(amount)
    case (nil, let action?): price = .action(action, quantity: try body.integerIfAny("quantity") ?? 1)
    default: throw Problem.invalid("amount", "Write either an amount or an action.")
    }
    return CreditOrder(price, expected: try body.integerIfAny("expected_amount"), note: try body.textIfAny("note"))
  }

  // MARK: The portal

  private func portal(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
    let body = try await RequestBody(request, knowing: ["return_url", "flow"])
    let flow = try body.textIfAny("flow")
    guard flow == nil || flow == "payment_method_update" else {
      throw Problem.invalid("flow", "Write payment_method_update, or leave it out.")
    }
    let back = try origins.checked(try body.text("return_url"), field: "return_url")
    do {
      let page = try await provider().portal(
        for: try account(context), returnURL: back, updatesCard: flow != nil)
      return try Self.json(["url": page.url])
    } catch let error as VerbError { throw Problem(error) }
  }

  // MARK: Auto-reload

  private func setAutoReload(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
    let (account, id) = (try account(context), try command(request))
    let body = try await RequestBody(
      request, knowing: ["enabled", "package", "threshold", "monthly_maximum", "consent"])
    guard try body.flagIfAny("enabled") ?? true else { return try await disableAutoReload(request, context) }
    let (package, threshold) = (try body.textIfAny("package"), try body.integerIfAny("threshold"))
    let (maximum, consent) = (try body.integerIfAny("monthly_maximum"), try body.textIfAny("consent") ?? "")
    let hasCard = try await results?.hasCard(account) ?? false
    _ = try await take(account, id) { account, moment throws(Refusal) in
      try account.setAutoReload(
        package: package, threshold: threshold, monthlyMaximum: maximum, hasCard: hasCard, consent: consent, id: id,
        at: moment)
    }
    return try await Self.json(view(current(account)))
  }

  private func disableAutoReload(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
    let account = try account(context)
    let id = "auto_reload_off:\(CallBook.newKey())"
    _ = try await take(account, id) { account, moment throws(Refusal) in
      try account.disableAutoReload(id: id, at: moment)
    }
    return try await Self.json(view(current(account)))
  }
}

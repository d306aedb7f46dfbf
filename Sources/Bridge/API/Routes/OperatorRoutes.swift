internal import Billing
internal import HTTPTypes
internal import Store
internal import Stripe

/// What only an operator may do to an account's credits, and asking the provider anew.
extension APIRoutes {
  var operatorRoutes: [Route] {
    [
      Route(
        method: .get, path: "/v1/accounts", callers: .operators,
        summary: "Accounts by the beginning of their id, or by the provider's customer or subscription",
        query: Schema.paging + [.may("search", .string(1...255), "All of them where it is not said.")],
        reply: .json(.page(of: AccountSummaryView.schema), "As of their last change."), run: Route.waiting(accounts)),
      Route(
        method: .post, path: "/v1/accounts/{account}/grants", callers: .operators, summary: "Gives credits",
        body: [
          .must("amount", .creditsToMove), .must("reason", .string(1...500)),
          .may("expires_at", .moment, "Never where it is not said."),
        ], reply: .json(GrantView.schema, "Given.", status: 201), repetition: .kept, run: grant),
      Route(
        method: .post, path: "/v1/accounts/{account}/debt/forgive", callers: .operators,
        summary: "Strikes out what is owed, or a part of it",
        body: [
          .may("amount", .creditsToMove, "Up to so much; all of it where it is not said."),
          .must("reason", .string(1...500)),
        ], reply: .json(GrantView.schema, "Struck out."), problems: [409], repetition: .kept, run: forgive),
      Route(
        method: .post, path: "/v1/reconcile", callers: .operators,
        summary: "Asks the provider at once for what the webhook never brought", body: [.may("since", .moment)],
        reply: .json(Self.reconciled, "What was brought."), run: Route.waiting(reconcile)),
    ]
  }

  private func accounts(_ call: Call) async throws -> Answer {
    let (search, after, limit) = (call.parameters["search"] ?? "", call.parameters["after"], call.limit)
    let rows = try ledgers.store.read { try $0.accounts(matching: search, after: after, limit: limit + 1) }
    return try Answer(ListView(rows.map(AccountSummaryView.init), limit: limit, cursor: \.account))
  }

  private func grant(_ call: Call) throws -> Work {
    let (body, id) = (call.body, call.id("gr"))
    let (amount, reason) = (body.integerIfAny("amount") ?? 0, try body.text("reason"))
    let end = body.textIfAny("expires_at").flatMap { Instant($0) }
    return decide(call, try call.account(), status: 201) { account, moment throws(Refusal) in
      try account.grant(amount, reason: reason, expiresAt: end, id: id, at: moment)
    } view: {
      GrantView(id: id, amount: amount, balance: $0)
    }
  }

  private func forgive(_ call: Call) throws -> Work {
    let (body, id) = (call.body, call.id("fo"))
    let (amount, reason) = (body.integerIfAny("amount"), try body.text("reason"))
    return decide(call, try call.account()) { account, moment throws(Refusal) in
      let owed = min(account.balance.debt, amount ?? .max)
      let decision = try account.forgiveDebt(amount ?? max(1, owed), reason: reason, id: id, at: moment)
      return Decision(answer: (owed, decision.answer), facts: decision.facts, effects: decision.effects)
    } view: {
      GrantView(id: id, amount: $0.0, balance: $0.1)
    }
  }

  /// As the service does by itself now and then.
  private func reconcile(_ call: Call) async throws -> Answer {
    guard let reconciler else { throw Problem.providerMissing }
    do {
      return try Answer(try await reconciler.run(since: call.body.textIfAny("since").flatMap { Instant($0) }))
    } catch let failure as StripeFailure {
      throw Problem(
        status: .serviceUnavailable, code: "provider_unavailable", title: "The provider could not be asked",
        detail: "\(failure). What was brought so far stays.", retryAfterSeconds: 10)
    }
  }
}

/// An account as a list of them shows it.
struct AccountSummaryView: Encodable {
  let account: String
  let plan: String
  let status: String
  @OrNull var customer: String?
  @OrNull var subscription: String?

  init(_ row: AccountSummary) {
    (account, plan, status) = (row.account, row.plan, row.status)
    (customer, subscription) = (row.customer, row.subscription)
  }

  static let schema = Schema.named(
    "AccountSummary",
    .object([
      .must("account", .account), .must("plan", .string), .must("status", .string), .must("customer", .orNull(.string)),
      .must("subscription", .orNull(.string)),
    ]))
}

/// Credits that an operator gave, or a debt that was struck out.
struct GrantView: Encodable {
  let id: String
  let amount: Credits
  let balance: AccountState.Balance

  static let schema = Schema.named(
    "Grant", .object([.must("id", .string), .must("amount", .count), .must("balance", SpendView.balance)]))
}

extension APIRoutes {
  fileprivate static let reconciled = Schema.named(
    "Reconciliation",
    .object([
      .must("calls", .count), .must("seen", .count, "Events that were looked at."),
      .must("brought", .count, "Those that were new."), .must("since", .string),
    ]))
}

internal import Billing
internal import HTTPTypes
internal import Store

/// Taking credits for what the app did, and giving them back.
extension APIRoutes {
  var spendRoutes: [Route] {
    [
      Route(
        method: .post, path: "/v1/accounts/{account}/spends", callers: .backend,
        summary: "Takes credits, all of them or none",
        body: Self.order + [
          .may(
            "expected_amount", .integer(0...Catalog.creditsMax), "The price that was shown: another one now is refused."
          ), .may("note", .string(0...CreditOrder.noteLengthMax)),
        ],
        reply: .json(SpendView.schema, "Taken.", status: 201), problems: [402, 404, 409], repetition: .kept,
        makes: "spend", run: spend),
      Route(
        method: .post, path: "/v1/spends/{spend}/reverse", callers: .backend,
        summary: "Gives a spend back once, wholly or in part, into the lots it came from",
        body: [.may("amount", .creditsToMove, "All of it where it is not said.")],
        reply: .json(SpendView.schema, "Given back."), problems: [404, 409], repetition: .kept, run: reverse),
    ]
  }

  /// What is to be taken or held: an amount, or what an action costs.
  static let order: [Schema.Member] = [
    .may("amount", .creditsToMove, "Either this or an action."), .may("action", .key),
    .may("quantity", .integer(1...Catalog.quantityMax), "Of the action; 1 where it is not said."),
  ]

  func order(_ body: RequestBody) throws(Problem) -> CreditOrder {
    let price: CreditOrder.Price
    switch (body.integerIfAny("amount"), body.textIfAny("action")) {
    case (_?, nil) where body.has("quantity"): throw .invalid("quantity", "It belongs to an action.")
    case (let amount?, nil): price = .amount(amount)
    case (nil, let action?): price = .action(action, quantity: body.integerIfAny("quantity") ?? 1)
    default: throw .invalid("amount", "Write either an amount or an action.")
    }
    return CreditOrder(price, expected: body.integerIfAny("expected_amount"), note: body.textIfAny("note"))
  }

  private func spend(_ call: Call) throws -> Work {
    let (order, id) = (try order(call.body), call.id("sp"))
    return decide(call, try call.account(), status: 201) { account, moment throws(Refusal) in
      try account.spend(order, id: id, at: moment).balanced(account)
    } text: {
      SpendView.json($0)
    }
  }

  private func reverse(_ call: Call) throws -> Work {
    let (spend, amount, id) = (try call.parameter("spend"), call.body.integerIfAny("amount"), call.id("rv"))
    return decide(call, ownerOf: spend) { account, moment throws(Refusal) in
      try account.reverse(spend, amount: amount, id: id, at: moment).balanced(account)
    } text: {
      SpendView.json($0)
    }
  }

  /// Whose spend, hold or request it is, by the id that we gave it.
  func owner(of fact: String) throws -> AccountID {
    let owner = try ledgers.store.read { try $0.account(ofFact: fact) }
    guard let account = owner.flatMap({ AccountID($0) }) else { throw Problem.unknown(fact) }
    return account
  }
}

/// What a spend took, and what is left after it.
typealias Spent = (receipt: SpendReceipt, balance: AccountState.Balance)

extension Decision where Answer == SpendReceipt {
  /// The same decision, answering with the balance after it too.
  func balanced(_ account: Account) -> Decision<Spent> {
    Decision<Spent>(answer: (answer, account.balance), facts: facts, effects: effects)
  }
}

/// What a spend took, a hold reserves, or what was given back, and what is left.
enum SpendView {
  /// Written by hand: an encoder takes longer than the spend.
  static func json(_ done: Spent) -> String {
    let (receipt, balance) = done
    let shares = receipt.from.map { share in
      "{\"amount\":\(share.amount),\"expires_at\":\(share.expiresAt.map { "\"\($0)\"" } ?? "null"),"
        + "\"kind\":\"\(share.kind)\",\"origin\":\(Problem.quoted(share.origin))}"
    }
    return "{\"amount\":\(receipt.amount),\"balance\":\(json(balance)),\"from\":[\(shares.joined(separator: ","))],"
      + "\"id\":\(Problem.quoted(receipt.id))}"
  }

  static func json(_ balance: AccountState.Balance) -> String {
    "{\"available\":\(balance.available),\"debt\":\(balance.debt),\"frozen\":\(balance.frozen),"
      + "\"granted\":\(balance.granted),\"held\":\(balance.held),\"plan\":\(balance.plan),"
      + "\"purchased\":\(balance.purchased)}"
  }

  static let members: [Schema.Member] = [
    .must("id", .string), .must("amount", .count),
    .must(
      "from",
      .list(
        .object([
          .must("kind", BalanceView.kinds), .must("origin", .string), .must("expires_at", .orNull(.moment)),
          .must("amount", .count),
        ])), "What each lot gave, in the order of spending."),
    .must("balance", balance),
  ]

  static let balance = Schema.named(
    "BalanceNumbers",
    .object([
      .must("available", .count), .must("held", .count), .must("frozen", .count), .must("debt", .count),
      .must("plan", .count), .must("granted", .count), .must("purchased", .count),
    ]))

  static let schema = Schema.named("Spend", .object(members))
}

internal import Billing
internal import HTTPTypes

/// Reserving credits for a job and settling it once.
extension APIRoutes {
  var holdRoutes: [Route] {
    [
      Route(
        method: .post, path: "/v1/accounts/{account}/holds", callers: .backend,
        summary: "Reserves credits for a job, all of them or none",
        body: Self.order + [
          .may("expected_amount", .integer(0...Catalog.creditsMax), "The price that was shown."),
          .may("ttl", .integer(Account.holdSeconds), "In seconds; \(Self.holdSeconds) where it is not said."),
        ], reply: .json(HoldView.schema, "Reserved.", status: 201), problems: [402, 404, 409], repetition: .kept,
        makes: "hold", run: hold),
      Route(
        method: .post, path: "/v1/holds/{hold}/capture", callers: .backend,
        summary: "Spends what the job cost and releases the rest", body: [.must("amount", .creditsToMove)],
        reply: .json(SpendView.schema, "Spent."), problems: [402, 404, 409], repetition: .kept, run: capture),
      Route(
        method: .post, path: "/v1/holds/{hold}/release", callers: .backend, summary: "Gives back all that was held",
        body: [], reply: .json(ReleaseView.schema, "Given back."), problems: [404, 409], repetition: .kept,
        run: release),
    ]
  }

  /// A job's usual length.
  private static let holdSeconds: Int64 = 3600

  private func hold(_ call: Call) throws -> Work {
    let (order, id) = (try order(call.body), call.id("ho"))
    let seconds = call.body.integerIfAny("ttl") ?? Self.holdSeconds
    return decide(call, try call.account(), status: 201) { account, moment throws(Refusal) in
      let held = try account.hold(order, seconds: seconds, id: id, at: moment).balanced(account)
      let end = account.holdEnd(id)
      return Decision(answer: HoldView(spent: held.answer, end: end), facts: held.facts, effects: held.effects)
    } text: {
      $0.json
    }
  }

  private func capture(_ call: Call) throws -> Work {
    let (hold, id) = (try call.parameter("hold"), call.id("ca"))
    let amount = call.body.integerIfAny("amount") ?? 0
    return decide(call, ownerOf: hold) { account, moment throws(Refusal) in
      try account.capture(hold, amount: amount, id: id, at: moment).balanced(account)
    } text: {
      SpendView.json($0)
    }
  }

  private func release(_ call: Call) throws -> Work {
    let (hold, id) = (try call.parameter("hold"), call.id("re"))
    return decide(call, ownerOf: hold) { account, moment throws(Refusal) in
      try account.release(hold, id: id, at: moment)
    } text: {
      "{\"balance\":\(SpendView.json($0)),\"id\":\(Problem.quoted(hold))}"
    }
  }
}

/// That a hold reserves nothing more.
enum ReleaseView {
  static let schema = Schema.named("Release", .object([.must("id", .string), .must("balance", SpendView.balance)]))
}

/// What a hold reserves, and until when.
struct HoldView: Sendable {
  let spent: Spent
  let end: Instant?

  var json: String {
    let end = end.map { "\"\($0)\"" } ?? "null"
    return SpendView.json(spent).dropLast() + ",\"expires_at\":\(end)}"
  }

  static let schema = Schema.named(
    "Hold", .object(SpendView.members + [.must("expires_at", .orNull(.moment), "When it ends by itself.")]))
}

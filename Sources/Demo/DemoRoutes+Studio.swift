internal import Native

/// What the studio sells: generations, which run for a while, and models, which stay.
extension DemoRoutes {
  private static let taskSeconds: Int64 = 120
  /// How long a generation takes: long enough to see a second one refused.
  private static let workMilliseconds: Int64 = 2500

  private struct Made: Decodable {
    let id: String
    var amount: Int64?
  }

  /// A slot while it runs, credits held before it begins and taken when it is done: who is refused has paid nothing.
  func generate(_ asked: Asked) async throws(ServiceFailure) -> Answer {
    if asked.isPrivate { try await checked(asked, ["feature": "private_content"]) }
    let slot: Made = try await api.post(
      asked.path + "/slots", ["feature": "concurrent_tasks", "ttl": .number(Self.taskSeconds)], key: asked.key
    ).read()
    do {
      let answer = try await work(asked)
      try await api.delete("/v1/slots/\(slot.id)", key: asked.key)
      return answer
    } catch {
      try await api.delete("/v1/slots/\(slot.id)", key: asked.key)
      throw error
    }
  }

  private func work(_ asked: Asked) async throws(ServiceFailure) -> Answer {
    let hold: Made = try await api.post(
      asked.path + "/holds",
      ["action": .text(asked.action), "quantity": .number(asked.quantity), "ttl": .number(Self.taskSeconds)],
      key: asked.key
    ).read()
    try? await Task.sleep(for: .milliseconds(Self.workMilliseconds))
    return try await api.post(
      "/v1/holds/\(hold.id)/capture", ["amount": .number(hold.amount ?? 0)], key: asked.key)
  }

  /// Trains a model: a slot that stays, then its price; where the price is not there the slot is given back.
  func train(_ asked: Asked) async throws(ServiceFailure) -> Answer {
    let slot: Made = try await api.post(asked.path + "/slots", ["feature": .text(asked.feature)], key: asked.key).read()
    do {
      return try await api.post(asked.path + "/spends", ["action": .text(asked.action)], key: asked.key)
    } catch {
      try await api.delete("/v1/slots/\(slot.id)", key: asked.key)
      throw error
    }
  }

  private struct Verdict: Decodable { let allowed: Bool }

  /// Refused in the service's own words where the plan does not have it.
  private func checked(_ asked: Asked, _ what: [String: Field]) async throws(ServiceFailure) {
    let answer = try await api.post(asked.path + "/check", what, key: asked.key)
    let verdict: Verdict = try answer.read()
    guard verdict.allowed else { throw .refused(status: 403, body: answer.body) }
  }

  // MARK: The stand-in

  private struct Account: Decodable { let customer: String? }

  /// The levers of the stand-in for Stripe: its clock, the person's card, whole scenarios.
  func pull(_ asked: Asked) async throws(ServiceFailure) -> Answer {
    guard let standIn else { throw .down("There is no stand-in.") }
    switch asked.lever {
    case "clock": try await standIn.advance(days: Int64(asked.value) ?? 1)
    case "card":
      let account: Account = try await api.get(asked.path).read()
      if let customer = account.customer { try await standIn.setCards(of: customer, asked.value) }
    case "scenario": try await standIn.play(asked.value, for: asked.account)
    default: return try await standIn.scenarios()
    }
    return Answer(status: 200, body: Array("{}".utf8))
  }
}

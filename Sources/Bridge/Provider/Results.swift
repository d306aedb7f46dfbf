internal import Billing
internal import Store
internal import Stripe

/// What checkouts came to, as people wait for it. A result whose webhook is late is asked for at the provider.
struct Results: Sendable {
  static let waitSecondsMax: Int64 = 25
  /// After so long without a word the provider is asked.
  private static let lateAfter = Duration.seconds(2)
  private static let interval = Duration.milliseconds(200)

  let inbox: Inbox
  let ledgers: Ledgers
  let client: StripeClient
  let deployment: Deployment
  let now: @Sendable () -> Int64

  /// Whose checkout it is; nil for one that we did not open.
  func account(of session: String) throws -> AccountID? {
    try ledgers.store.read { try $0.owner(of: session) }.flatMap { AccountID($0) }
  }

  /// Whether a card is on file that may be charged without the person.
  func hasCard(_ account: AccountID) async throws -> Bool {
    guard let customer = try ledgers.fold(account.value, at: nil)?.state.customer else { return false }
    do {
      let answer = try await client.send(.paymentMethods(customer: customer))
      return !answer.json.list("data").isEmpty
    } catch { throw Problem(VerbError(error)) }
  }

  /// The result of a checkout, waited for while it is processing; nil for one that we did not open.
  func wait(for session: String, seconds: Int64) async throws -> PaymentResult? {
    guard let account = try account(of: session) else { return nil }
    let asked = Instant(seconds: now()) ?? .latest
    let start = ContinuousClock.now
    var hasAsked = false
    while true {
      guard let result = try result(of: session, account, asked) else { return nil }
      let waited = start.duration(to: .now)
      guard result.status == .processing, waited < .seconds(seconds) else { return result }
      if !hasAsked, waited >= Self.lateAfter {
        hasAsked = true
        await ask(session)
      } else {
        try await Task.sleep(for: Self.interval)
      }
    }
  }

  private func result(of session: String, _ account: AccountID, _ asked: Instant) throws -> PaymentResult? {
    try ledgers.account(account.value, at: now())?.paymentResult(session, asked: asked)
  }

  // MARK: Asking

  /// Asks the provider how a checkout stands, and takes its word the way of every event. What cannot be asked now comes
  /// by the webhook, or is reconciled.
  func ask(_ session: String) async {
    guard let answer = try? await client.send(.checkout(session), deadline: .seconds(10)) else { return }
    let moment = Instant(seconds: now()) ?? .latest
    for payload in await told(answer.json, at: moment) {
      guard let delivery = try? Delivery(payload, deployment, receivedAt: now()) else { continue }
      _ = try? await inbox.receive(delivery)
    }
  }

  private func told(_ session: JSONValue, at moment: Instant) async -> [VerifiedPayload] {
    switch session.text("status") {
    case "complete":
      let own = VerifiedPayload(told: session, as: "checkout.session.completed", at: moment)
      return [own] + (await subscription(of: session, at: moment))
    case "expired": return [VerifiedPayload(told: session, as: "checkout.session.expired", at: moment)]
    default: return []
    }
  }

  /// A subscription and its invoice, which a completed checkout only names.
  private func subscription(of session: JSONValue, at moment: Instant) async -> [VerifiedPayload] {
    var told: [VerifiedPayload] = []
    if let id = session.id("subscription"),
      let seen = try? await client.send(.subscription(id), deadline: .seconds(10))
    {
      told.append(VerifiedPayload(told: seen.json, as: "customer.subscription.updated", at: moment))
    }
    if let id = session.id("invoice"), let seen = try? await client.send(.invoice(id), deadline: .seconds(10)),
      seen.json.text("status") == "paid"
    {
      let paidAt = seen.json["status_transitions"]?.time("paid_at") ?? moment
      told.append(VerifiedPayload(told: seen.json, as: "invoice.paid", at: paidAt))
    }
    return told
  }
}

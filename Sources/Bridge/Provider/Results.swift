internal import Billing
internal import Store
internal import Stripe
internal import Synchronization

/// What checkouts came to, as people wait for it. A result whose webhook is late is asked for at the provider.
struct Results: Sendable {
  static let waitSecondsMax: Int64 = 25
  /// After so long without a word the provider is asked.
  private static let lateAfter = Duration.seconds(2)
  private static let interval = Duration.milliseconds(200)
  private static let askingInterval = Duration.seconds(10)

  let inbox: Inbox
  let ledgers: Ledgers
  let client: StripeClient
  let deployment: Deployment
  /// Whether the service is going down.
  let isStopping: @Sendable () -> Bool
  let now: @Sendable () -> Int64
  private let askings = Askings()

  init(
    inbox: Inbox, ledgers: Ledgers, client: StripeClient, deployment: Deployment,
    isStopping: @escaping @Sendable () -> Bool = { false }, now: @escaping @Sendable () -> Int64
  ) {
    self.isStopping = isStopping
    self.inbox = inbox
    self.ledgers = ledgers
    self.client = client
    self.deployment = deployment
    self.now = now
  }

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
    } catch { throw Problem(VerbError(error), .english) }
  }

  /// When a result was asked for first, and when the provider was asked last.
  private struct Asking {
    let first: Int64
    let began = ContinuousClock.now
    var last: ContinuousClock.Instant?
  }

  /// Kept in memory: forgotten, only the word that it takes long comes later.
  private final class Askings: Sendable {
    static let countMax = 10_000
    let bySession = Mutex<[String: Asking]>([:])
  }

  /// The result of a checkout, waited for while it is processing; nil for one that we did not open.
  func wait(
    for session: String, seconds: Int64, _ messages: MessageCatalog = .english
  ) async throws -> PaymentResult? {
    guard session.hasPrefix("cs_"), let account = try account(of: session) else { return nil }
    return try await wait(seconds) {
      try result(of: session, account, messages)
    } meanwhile: {
      guard isAskingDue(session) else { return false }
      await ask(session)
      return true
    }
  }

  /// The result of the change of plan that a page was opened for last, and the page's id; nil where none was.
  func waitForChange(
    of account: AccountID, seconds: Int64, _ messages: MessageCatalog = .english
  ) async throws -> (page: String, result: PaymentResult)? {
    guard let intent = try ledgers.store.read({ try $0.newestDone("change_plan", of: account.value) }),
      let page = try intent.outcome?.id, case .changePlan(_, let choice, _) = try Intent(intent).effect,
      // A change of that very second may be the one that was asked for.
      let before = try ledgers.fold(account.value, at: Instant(seconds: intent.createdAt - 1))?.state,
      let interval = before.interval.flatMap({ BillingInterval(rawValue: $0) })
    else { return nil }
    let old = PlanChoice(plan: before.plan, interval: interval)
    let asked = Instant(seconds: firstAsked(page)) ?? .latest
    let result = try await wait(seconds) {
      try ledgers.account(account.value, at: now())?.changeResult(
        from: old, to: choice, asked: asked, messages: messages)
    }
    return result.map { (page, $0) }
  }

  /// Looks again and again while a result is processing.
  ///
  /// - Parameter meanwhile: does something else than sleeping, and says so.
  private func wait(
    _ seconds: Int64, for look: () throws -> PaymentResult?, meanwhile: () async -> Bool = { false }
  ) async throws -> PaymentResult? {
    let start = ContinuousClock.now
    while true {
      guard let result = try look() else { return nil }
      // Who waits is answered before the service goes down.
      guard result.status == .processing, !isStopping() else { return result }
      guard await !meanwhile() else { continue }
      guard start.duration(to: .now) < .seconds(seconds) else { return result }
      try await Task.sleep(for: Self.interval)
    }
  }

  private func result(of session: String, _ account: AccountID, _ messages: MessageCatalog) throws -> PaymentResult? {
    try ledgers.account(account.value, at: now())?
      .paymentResult(session, asked: Instant(seconds: firstAsked(session)) ?? .latest, messages: messages)
  }

  private func firstAsked(_ session: String) -> Int64 {
    askings.bySession.withLock { known in
      if let asking = known[session] { return asking.first }
      if known.count >= Askings.countMax { known = [:] }
      known[session] = Asking(first: now())
      return now()
    }
  }

  /// Whether the webhook is late, and the provider was not asked a moment ago.
  private func isAskingDue(_ session: String) -> Bool {
    askings.bySession.withLock { known in
      guard let asking = known[session], asking.began.duration(to: .now) >= Self.lateAfter,
        asking.last.map({ $0.duration(to: .now) >= Self.askingInterval }) ?? true
      else { return false }
      known[session]?.last = .now
      return true
    }
  }

  // MARK: Asking

  /// Asks the provider how a checkout stands, and takes its word the way of every event. What cannot be asked now comes
  /// by the webhook, or is reconciled.
  private func ask(_ session: String) async {
    guard let answer = try? await client.send(.checkout(session), deadline: .seconds(5)) else { return }
    let moment = Instant(seconds: now()) ?? .latest
    for payload in await ToldCheckout(client: client).events(answer.json, at: moment) {
      guard let delivery = try? Delivery(payload, deployment, receivedAt: now(), isAnswer: true) else { continue }
      _ = try? await inbox.receive(delivery)
    }
  }
}

import Foundation
import Synchronization
import Testing
import TollbridgeClient

/// The client against the running service and the stand-in.
@Suite("Client: against the service")
struct LiveTests {
  private static let pages = (
    success: Bench.app + "/done?checkout={CHECKOUT_SESSION_ID}", cancel: Bench.app + "/plans"
  )

  /// Runs a test beside a service of its own, and stops that whatever becomes of the test.
  private func with(_ body: (Bench, TollbridgeClient) async throws -> Void) async throws {
    let bench = try await Bench()
    do {
      try await body(bench, Self.client(bench, .serverKey(Bench.serverKey)))
      await bench.stop()
    } catch {
      await bench.stop()
      throw error
    }
  }

  private static func client(_ bench: Bench, _ credential: Credential) -> TollbridgeClient {
    TollbridgeClient(baseURL: bench.url, credential: credential)
  }

  private func buy(
    _ purchase: Purchase, for account: String, _ bench: Bench, _ client: TollbridgeClient
  ) async throws -> PaymentResult {
    let checkout = try await client.openCheckout(
      for: account, buying: purchase, successURL: Self.pages.success, cancelURL: Self.pages.cancel)
    #expect(checkout.status == .open)
    let (id, page) = (try #require(checkout.id), try #require(checkout.url))
    #expect(try await client.paymentResult(of: id).status == .processing)
    async let settled = client.settledPayment(of: id, within: .seconds(20))
    let back = try await bench.pay(page)
    #expect(back == "\(Bench.app)/done?checkout=\(id)")
    return try await settled
  }

  @Test("The first purchase: from the plans page to the credits")
  func firstPurchase() async throws {
    try await with { bench, client in
      let account = try await client.touch("ada")
      #expect(account.plan == "nano")
      #expect(account.balance.available == 80)
      let later = try await client.balance(of: "ada", at: try #require(account.nextRefill?.at))
      #expect(later.available == 160)
      let plans = try await client.plans(for: "ada")
      let micro = try #require(plans.cards.first { $0.plan == "micro" })
      #expect(micro.button.verb == .checkout)
      #expect(micro.price.billed == Money(amount: 1500, currency: "usd"))
      let result = try await buy(.plan("micro"), for: "ada", bench, client)
      #expect(result.status == .succeeded)
      #expect(result.kind == "subscription" && result.account == "ada")
      let after = try await client.account("ada")
      #expect(after.plan == "micro" && after.interval == .month && after.status == "active")
      #expect(after.balance.plan == 5080)
      #expect(after.checkouts[result.id] == .succeeded)
      let lines = try await client.timeline(of: "ada", limit: 2)
      #expect(lines.data.count == 2 && lines.nextCursor != nil)
      let feed = try await client.feed()
      #expect(feed.data.last?.data.account == "ada" && feed.data.last?.data.state.plan == "micro")
    }
  }

  @Test("A spend, its reversal, and one that the credits do not cover")
  func spends() async throws {
    try await with { _, client in
      #expect(try await client.quote("image", quantity: 2).amount == 20)
      let spend = try await client.spend(.action("image", quantity: 2, expecting: 20), from: "ada")
      #expect(spend.amount == 20 && spend.balance.available == 60)
      #expect(spend.from.map(\.kind) == [.plan])
      let problem = try await refused { try await client.spend(.amount(100), from: "ada") }
      #expect(problem.status == 402 && problem.code == .notEnoughCredits)
      #expect(problem.shortfall == 40)
      #expect(problem.guidance?.leadsTo == .plans)
      #expect(problem.requestID?.isEmpty == false)
      #expect(try await client.balance(of: "ada").available == 60)
      #expect(try await client.reverse(spend: spend.id, amount: 5).balance.available == 65)
      let changed = try await refused { try await client.spend(.action("image", expecting: 9), from: "ada") }
      #expect(changed.status == 409 && changed.code == .priceChanged)
      #expect(try await client.check(.amount(65), for: "ada").allowed)
      #expect(try await client.check(.amount(66), for: "ada").reason == "not_enough_credits")
    }
  }

  @Test("The same key twice is one spend; with another request it is refused")
  func sameKey() async throws {
    try await with { _, client in
      let first = try await client.spend(.amount(7), from: "ada", idempotencyKey: "job-1")
      let second = try await client.spend(.amount(7), from: "ada", idempotencyKey: "job-1")
      #expect(first == second)
      #expect(try await client.balance(of: "ada").available == 73)
      let problem = try await refused { try await client.spend(.amount(8), from: "ada", idempotencyKey: "job-1") }
      #expect(problem.status == 422 && problem.code == .idempotencyMismatch)
      _ = try await client.spend(.amount(7), from: "ada", idempotencyKey: "job-2")
      #expect(try await client.balance(of: "ada").available == 66)
    }
  }

  @Test("An answer that was lost costs nothing twice")
  func lostAnswers() async throws {
    try await with { bench, client in
      let patient = RetryPolicy(sleep: { _ in })
      let unlucky = TollbridgeClient(
        baseURL: bench.url, credential: .serverKey(Bench.serverKey), retries: patient, transport: LosesAnswers(of: 2))
      #expect(try await unlucky.spend(.amount(10), from: "ada").balance.available == 70)
      #expect(try await client.balance(of: "ada").available == 70)
      let once = TollbridgeClient(
        baseURL: bench.url, credential: .serverKey(Bench.serverKey), retries: .never, transport: LosesAnswers(of: 1))
      await #expect(throws: TransportError.self) { try await once.spend(.amount(10), from: "ada", idempotencyKey: "j") }
      #expect(try await client.balance(of: "ada").available == 60)
      _ = try await client.spend(.amount(10), from: "ada", idempotencyKey: "j")
      #expect(try await client.balance(of: "ada").available == 60)
    }
  }

  @Test("A hold is captured for less, another is released, and a settled one stays so")
  func holds() async throws {
    try await with { _, client in
      let hold = try await client.hold(.amount(50), from: "ada", ttl: .seconds(120))
      #expect(hold.balance.available == 30 && hold.balance.held == 50)
      #expect(hold.expiresAt != nil)
      let captured = try await client.capture(hold: hold.id, amount: 40)
      #expect(captured.balance.available == 40 && captured.balance.held == 0)
      #expect(captured.id == hold.id)
      #expect(try await refused { try await client.release(hold: hold.id) }.status == 409)
      let other = try await client.hold(.action("image"), from: "ada")
      #expect(try await client.release(hold: other.id).balance.available == 40)
      #expect(try await client.reverse(spend: captured.id, amount: 15).balance.available == 55)
      #expect(try await refused { try await client.capture(hold: "ho_none", amount: 1) }.status == 404)
    }
  }

  @Test("A slot is taken, renewed and given back; one too many is refused with words for the person")
  func slots() async throws {
    try await with { _, client in
      let slot = try await client.takeSlot(of: "concurrent_tasks", for: "ada")
      #expect(slot.expiresAt != nil)
      let problem = try await refused { try await client.takeSlot(of: "concurrent_tasks", for: "ada") }
      #expect(problem.status == 403 && problem.guidance?.code == .concurrentGenerationLimit)
      let verdict = try await client.check(.feature("concurrent_tasks"), for: "ada")
      #expect(!verdict.allowed && verdict.used == 1 && verdict.limit == 1)
      #expect(try await client.renew(slot: slot.id, ttl: .seconds(300)).id == slot.id)
      #expect(try await client.slots(of: "ada").data.map(\.id) == [slot.id])
      try await client.giveBack(slot: slot.id, idempotencyKey: "g1")
      try await client.giveBack(slot: slot.id, idempotencyKey: "g1")
      #expect(try await client.slots(of: "ada").data.isEmpty)
    }
  }

  @Test("Each credential reaches what is its own")
  func credentials() async throws {
    try await with { bench, client in
      _ = try await client.touch("ada")
      let stranger = Self.client(bench, .serverKey("wrong_key_0123456789"))
      #expect(try await refused { try await stranger.account("ada") }.status == 401)
      let nobody = Self.client(bench, .none)
      #expect(try await nobody.plans().cards.first?.button.verb == .signIn)
      #expect(try await refused { try await nobody.account("ada") }.code == .unauthorized)
      let minted = try await client.token(for: "ada", ttl: .seconds(60))
      let person = Self.client(bench, .accountToken(minted.token))
      #expect(try await person.account("ada").account == "ada")
      #expect(try await person.balance(of: "ada").available == 80)
      #expect(try await refused { try await person.account("bob") }.code == .otherAccount)
      #expect(try await refused { try await person.spend(.amount(1), from: "ada") }.code == .notAllowed)
      let desk = Self.client(bench, .operatorKey(Bench.operatorKey))
      #expect(try await refused { try await desk.account("carol") }.status == 404)
      #expect(try await desk.grant(500, to: "ada", reason: "thanks").balance.granted == 500)
      #expect(try await refused { try await desk.spend(.amount(1), from: "ada") }.status == 403)
    }
  }

  @Test("Money is asked back, and an operator returns it")
  func refund() async throws {
    try await with { bench, client in
      #expect(try await client.refundEligibility(of: "ada").reason == .noCharge)
      #expect(try await buy(.plan("micro", interval: .year), for: "ada", bench, client).status == .succeeded)
      try await bench.pass()
      #expect(try await client.refundEligibility(of: "ada").eligible)
      let request = try await client.requestRefund(for: "ada")
      #expect(request.status == .pending && request.decidedBy == nil)
      #expect(try await refused { try await client.requestRefund(for: "ada") }.code == "refund_requested")
      let desk = Self.client(bench, .operatorKey(Bench.operatorKey))
      #expect(try await desk.refundRequests(status: .pending).data == [request])
      try await bench.pass()
      let decided = try await desk.approve(refundRequest: request.id, by: "grace")
      #expect(decided.status == .approved && decided.decidedBy == "grace")
      let again = try await refused { try await desk.decline(refundRequest: request.id) }
      #expect(again.code == "refund_request_decided")
      let types = Set(try await desk.events(limit: 100).data.compactMap(\.type))
      #expect(types.contains("checkout.session.completed"))
    }
  }

  @Test("A subscription is changed, cancelled, paused, and all that is taken back")
  func subscription() async throws {
    try await with { bench, client in
      #expect(try await refused { try await client.cancelSubscription(of: "ada") }.code == "no_subscription")
      _ = try await buy(.plan("macro"), for: "ada", bench, client)
      try await bench.pass()
      #expect(try await client.previewCancellation(of: "ada").plan == "Nano")
      try await client.cancelSubscription(of: "ada")
      try await bench.pass()
      #expect(try await client.account("ada").cancelAt != nil)
      try await client.uncancelSubscription(of: "ada")
      try await bench.pass()
      #expect(try await client.account("ada").cancelAt == nil)
      #expect(try await refused { try await client.changeResult(of: "ada") }.status == 404)
      let up = try await client.changePlan(of: "ada", to: "mega", returnURL: Bench.app + "/billing")
      #expect(up.status == .open && up.url != nil)
      #expect(try await client.changeResult(of: "ada").status == .processing)
      let preview = try await client.previewChange(of: "ada", to: "micro")
      #expect(preview.timing == .periodEnd && !preview.lost.isEmpty)
      let change = try await client.changePlan(of: "ada", to: "micro", returnURL: Bench.app + "/billing")
      #expect(change.status == .scheduled && change.at != nil)
      try await bench.pass()
      #expect(try await client.account("ada").scheduledChange?.plan == "micro")
      try await client.undoScheduledChange(of: "ada", idempotencyKey: "u1")
      try await client.undoScheduledChange(of: "ada", idempotencyKey: "u1")
      try await bench.pass()
      #expect(try await client.account("ada").scheduledChange == nil)
      try await client.pauseSubscription(of: "ada")
      try await bench.pass()
      #expect(try await client.account("ada").status == "paused")
      try await client.resumeSubscription(of: "ada")
      #expect(try await client.openPortal(for: "ada", returnURL: Bench.app + "/billing").url.host() == "127.0.0.1")
    }
  }

  @Test("Packages, their red dot, and auto-reload")
  func packages() async throws {
    try await with { bench, client in
      #expect(try await client.packages().residual == nil)
      _ = try await buy(.plan("macro"), for: "ada", bench, client)
      try await bench.pass()
      #expect(try await client.packages(for: "ada").eligibility == .allowed)
      #expect(try await client.packages(for: "ada").new)
      try await client.markPackagesSeen(by: "ada")
      #expect(try await !client.packages(for: "ada").new)
      let set = AutoReloadSettings(package: "macro", threshold: 1500, monthlyMaximum: .amount(10_000), consent: "v1")
      let reload = try await client.setAutoReload(of: "ada", to: set)
      #expect(reload.enabled && reload.threshold == 1500 && reload.monthlyMaximum == 10_000)
      let free = try await client.setAutoReload(of: "ada", to: .init(monthlyMaximum: .unbounded, consent: "v1"))
      #expect(free.enabled && free.monthlyMaximum == nil)
      #expect(free.threshold == 1500)
      #expect(try await !client.turnOffAutoReload(of: "ada").enabled)
      #expect(try await !client.autoReload(of: "ada").enabled)
    }
  }

  @Test("A checkout that was left is closed, and a payment that is refused is no purchase")
  func left() async throws {
    try await with { bench, client in
      let checkout = try await client.openCheckout(
        for: "ada", buying: .plan("micro"), successURL: Self.pages.success, cancelURL: Self.pages.cancel)
      #expect(try await bench.pay(try #require(checkout.url), "decline") == nil)
      let id = try #require(checkout.id)
      try await client.leave(checkout: id)
      #expect(try await client.settledPayment(of: id, within: .seconds(5)).status == .canceled)
      let elsewhere = try await refused {
        try await client.openCheckout(
          for: "ada", buying: .plan("micro"), successURL: "https://evil.example/", cancelURL: Self.pages.cancel)
      }
      #expect(elsewhere.status == 422 && elsewhere.errors.first?.pointer == "/success_url")
    }
  }

  @Test("The service tells of itself")
  func service() async throws {
    try await with { bench, client in
      #expect(try await client.health().status == "ok")
      #expect(try await client.readiness().status == "ready")
      #expect(try await client.metrics().contains("tollbridge_events"))
      #expect(try await client.messages().messages["plans.title"] == "Make your choice")
      let problem = try await refused { try await client.tracing(requestID: "r-42").quote("no_such_action") }
      #expect(problem.status == 404 && problem.requestID == "r-42")
      let desk = Self.client(bench, .operatorKey(Bench.operatorKey))
      #expect(try await desk.reconcile().calls > 0)
      #expect(try await refused { try await desk.forgiveDebt(of: "ada", reason: "r") }.code == "no_debt")
      #expect(try await desk.hookDeliveries().data.isEmpty)
    }
  }

  private func refused(_ body: () async throws -> some Sendable) async throws -> Problem {
    do { _ = try await body() } catch let problem as Problem { return problem }
    throw NothingThrown()
  }
}

/// Brings what is sent to the service, and loses the first answers.
private final class LosesAnswers: HTTPTransport {
  private let inner = URLSessionTransport()
  private let left: Mutex<Int>

  init(of count: Int) { left = Mutex(count) }

  func send(_ request: HTTPRequest) async throws -> HTTPAnswer {
    let answer = try await inner.send(request)
    let isLost = left.withLock { left in
      left -= 1
      return left >= 0
    }
    if isLost { throw TransportError(.connectionLost, "The answer was lost.") }
    return answer
  }
}

import Testing

@testable import Billing
@testable import Bridge
@testable import Sandbox
@testable import Store

/// Every scenario ends in the state that the rules name, whatever version the webhooks are of.
@Suite("Scenarios")
struct ScenarioTests {
  struct Expected {
    let plan: String
    var interval: String?
    let status: String
    var planCredits: Credits
    var purchased: Credits = 0
    var result: CheckoutResult = .succeeded
    var reload: Bool?
    /// Types of events that a person must look at.
    var forAPerson: Set<String> = []
  }

  /// By the rules, on the example catalogue: micro refills 5,000 up to 15,000, macro 20,000, nano 80 a day up to 560;
  /// the packages micro and macro bring 5,000 and 20,000.
  static let expected: [String: Expected] = [
    "subscribe": .init(plan: "micro", interval: "month", status: "active", planCredits: 5000),
    "subscribe_yearly": .init(plan: "micro", interval: "year", status: "active", planCredits: 5000),
    "renew": .init(plan: "micro", interval: "month", status: "active", planCredits: 10_000),
    // The cap is three refills.
    "renew_twice": .init(plan: "micro", interval: "month", status: "active", planCredits: 15_000),
    "decline_then_recover": .init(plan: "micro", interval: "month", status: "active", planCredits: 10_000),
    "decline_to_the_end": .init(plan: "nano", status: "canceled", planCredits: 5000),
    "late_payment": .init(
      plan: "nano", status: "canceled", planCredits: 5000, forAPerson: ["invoice.paid", "invoice.payment_succeeded"]),
    "second_subscription": .init(
      plan: "micro", interval: "month", status: "active", planCredits: 5000,
      forAPerson: ["invoice.paid", "invoice.payment_succeeded", "customer.subscription.created"]),
    // After 10 of 30 days: two thirds of the difference of 15,000.
    "upgrade": .init(plan: "macro", interval: "month", status: "active", planCredits: 15_000),
    // A new period: 5,000 less the two thirds that the proration paid back, rounded down.
    "upgrade_to_yearly": .init(plan: "micro", interval: "year", status: "active", planCredits: 6667),
    // Above the lower plan's cap nothing is added and nothing is taken.
    "scheduled_downgrade": .init(plan: "micro", interval: "month", status: "active", planCredits: 20_000),
    "downgrade_undone": .init(plan: "macro", interval: "month", status: "active", planCredits: 20_000),
    "cancel_at_period_end": .init(plan: "nano", status: "canceled", planCredits: 5000),
    "cancel_undone": .init(plan: "micro", interval: "month", status: "active", planCredits: 5000),
    "cancel_now": .init(plan: "nano", status: "canceled", planCredits: 5000),
    "pause_and_resume": .init(plan: "micro", interval: "month", status: "active", planCredits: 5000),
    "pause_until": .init(plan: "micro", interval: "month", status: "active", planCredits: 5000),
    "pause_by_status": .init(plan: "micro", interval: "month", status: "active", planCredits: 5000),
    "package": .init(plan: "nano", status: "none", planCredits: 80, purchased: 5000),
    "package_auto_reload": .init(plan: "nano", status: "none", planCredits: 80, purchased: 20_000, reload: true),
    "package_async_paid": .init(plan: "nano", status: "none", planCredits: 320, purchased: 20_000),
    "package_async_failed": .init(plan: "nano", status: "none", planCredits: 320, result: .failed),
    "checkout_expired": .init(plan: "nano", status: "none", planCredits: 80, result: .canceled),
    "checkout_declined": .init(plan: "nano", status: "none", planCredits: 80, result: .canceled),
    "reload": .init(plan: "nano", status: "none", planCredits: 560, purchased: 40_000, reload: true),
    "reload_declined": .init(plan: "nano", status: "none", planCredits: 560, purchased: 20_000, reload: false),
    "refund_full": .init(plan: "nano", status: "none", planCredits: 240),
    // In two parts, which together are the whole.
    "refund_partial": .init(plan: "nano", status: "none", planCredits: 560),
    "refund_failed": .init(plan: "nano", status: "none", planCredits: 560, purchased: 5000),
    // Our ledger ends the plan at once; the provider's own subscription goes on.
    "refund_of_invoice": .init(plan: "nano", status: "active", planCredits: 80),
    "dispute_won": .init(plan: "nano", status: "none", planCredits: 560, purchased: 20_000),
    "dispute_lost": .init(plan: "nano", status: "none", planCredits: 560),
  ]

  static let cases = Scenario.all.flatMap { scenario in
    [APIVersion.newest, .v2024, .v2020].map { (scenario.name, $0) }
  }

  @Test("A scenario ends in the state that the rules name, in every version", arguments: cases)
  func ends(_ name: String, _ version: APIVersion) async throws {
    let wanted = try Together.require(Self.expected[name], "what \(name) must end in")
    let together = try await Together(version: version)
    together.connect()
    try await together.play(name, for: "ada")
    let side = together.service
    let state = try Together.require(try side.state("ada"), "state")
    #expect(state.plan == wanted.plan)
    #expect(state.interval == wanted.interval)
    #expect(state.status == wanted.status)
    #expect(state.balance.plan == wanted.planCredits)
    #expect(state.balance.purchased == wanted.purchased)
    #expect(state.balance.frozen == 0)
    #expect(state.balance.debt == 0)
    #expect(state.autoReload?.enabled == wanted.reload)
    #expect(state.checkouts.allSatisfy { $0.result == wanted.result })
    #expect(state.scheduledChange == nil && state.cancelAt == nil && state.pausedUntil == nil)
    let counts = try side.store.read { try $0.eventCounts() }
    #expect(counts["failed", default: 0] == 0 && counts["parked", default: 0] == 0)
    let quarantined = try side.store.read {
      try $0.events(status: "quarantined", type: nil, account: nil, before: nil, limit: 100)
    }
    #expect(Set(quarantined.compactMap(\.type)) == wanted.forAPerson)
    #expect(try side.findings().isEmpty)
    await together.stop()
  }

  @Test("Nothing is expected of a scenario that is not there, and there are enough of them")
  func complete() { #expect(Set(Self.expected.keys) == Set(Scenario.all.map(\.name)) && Self.expected.count >= 20) }
}

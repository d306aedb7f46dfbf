import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Sandbox
@testable import Store
@testable import Stripe

/// Money-moving verbs against a provider that executes and loses its answer, stalls, answers garbage or 500.
@Suite("Faults of the provider")
struct FaultTests {
  /// How many verbs are tried; the issue of a run is printed by its number.
  static let runs = 10_000
  private static let accounts = 250
  private static let workers = 32
  private static let limit = Duration.seconds(2)

  private enum Verb: CaseIterable {
    case plan, package, cancel, uncancel, pause, resume, downgrade, undo, reload, refund
  }

  private struct Tally {
    var done = 0
    var pending = 0
    var refused = 0
    var provider = 0
    var late: [String] = []

    mutating func add(_ other: Tally) {
      done += other.done
      pending += other.pending
      refused += other.refused
      provider += other.provider
      late += other.late
    }
  }

  @Test("10,000 verbs: at most one object for each intent, none lost once the provider is back, none over its deadline")
  func verbs() async throws {
    var figures = CircuitBreaker.Figures()
    figures.failurePercent = 101
    figures.failuresInARow = .max
    let together = try await Together(
      policy: RetryPolicy(
        triesMax: 3, firstPause: .milliseconds(2), pauseMax: .milliseconds(10), tryTimeout: .milliseconds(150)),
      breaker: CircuitBreaker(figures), limit: Self.limit)
    together.connect()
    try await Self.prepare(together)
    await Self.breakProvider(together)
    var tally = Tally()
    try await withThrowingTaskGroup(of: Tally.self) { group in
      for worker in 0..<Self.workers {
        group.addTask { try await Self.work(worker, together) }
      }
      for try await part in group { tally.add(part) }
    }
    await together.sandbox.clearFaults()
    try await together.service.workOff(stepping: 30)
    _ = await together.sandbox.courier.flush()
    try await together.service.workOff(stepping: 30)
    print(
      "\(Self.runs) verbs: \(tally.done) done, \(tally.pending) pending, \(tally.refused) refused by rule,",
      "\(tally.provider) refused by the provider; \(await together.sandbox.faults.happened) faults")
    #expect(tally.late.isEmpty)
    #expect(await together.sandbox.faults.happened > Self.runs / 20)
    try await Self.check(together)
    await together.stop()
  }

  /// Every account has a subscription and a card; every fourth one auto-reload.
  private static func prepare(_ together: Together) async throws {
    for number in 0..<accounts {
      try await together.play("subscribe", for: "a\(number)", plan: "macro_month")
      if number.isMultiple(of: 4) {
        try await together.play("package_auto_reload", for: "a\(number)", plan: "package_macro")
      }
    }
  }

  private static func breakProvider(_ together: Together) async {
    let faults: [Fault] = [
      .dropAnswer, .dropRequest, .rateLimit, .serverError(executes: true), .serverError(executes: false), .keyInUse,
      .stall(seconds: 0.3), .html, .truncatedJSON, .shortBody,
    ]
    for fault in faults {
      await together.sandbox.add(FaultRule(fault, path: "/v1/*", count: nil, probability: 0.04))
    }
  }

  private static func work(_ worker: Int, _ together: Together) async throws -> Tally {
    var random = SplitMix(seed: UInt64(worker + 1))
    var tally = Tally()
    let side = together.service
    for run in stride(from: worker, to: runs, by: workers) {
      let name = "a\(random.below(accounts))"
      let account = try Together.require(AccountID(name), name)
      let verb = Verb.allCases[random.below(Verb.allCases.count)]
      let start = ContinuousClock.now
      do {
        try await perform(verb, account, "run\(run)", side, &random)
        tally.done += 1
      } catch let error as VerbError {
        switch error {
        case .refused: tally.refused += 1
        case .pending: tally.pending += 1
        case .provider: tally.provider += 1
        case .store: throw error
        }
      }
      let took = start.duration(to: .now)
      // The deadline is the verb's own; what the machine adds on two busy cores is allowed for.
      if took > limit + .seconds(3) { tally.late.append("run \(run) \(verb) took \(took)") }
      if random.below(40) == 0 { side.clock.advance(1) }
    }
    return tally
  }

  private static func perform(
    _ verb: Verb, _ account: AccountID, _ id: String, _ side: Side, _ random: inout SplitMix
  ) async throws {
    let pages = VerbTests.pages
    switch verb {
    case .plan:
      let choice = PlanChoice(plan: random.below(2) == 0 ? "mega" : "macro", interval: .month)
      _ = try await side.verbs.checkout(.plan(choice, acknowledged: []), for: account, pages: pages, command: id)
    case .package:
      _ = try await side.verbs.checkout(.package("macro", nil), for: account, pages: pages, command: id)
    case .cancel: _ = try await side.verbs.cancel(for: account, command: id)
    case .uncancel: try await side.verbs.undoCancellation(for: account, command: id)
    case .pause: try await side.verbs.pause(until: nil, for: account, command: id)
    case .resume: try await side.verbs.resume(for: account, command: id)
    case .downgrade:
      _ = try await side.verbs.change(
        PlanChoice(plan: "micro", interval: .month), acknowledged: [], for: account, pages: pages, command: id)
    case .undo: try await side.verbs.undoScheduledChange(for: account, command: id)
    case .reload: try await reload(account, id, side)
    case .refund: try await refund(account, id, side)
    }
  }

  /// Spends down to below the threshold, which charges a card in the background.
  private static func reload(_ account: AccountID, _ id: String, _ side: Side) async throws {
    let available = try side.state(account.value)?.balance.available ?? 0
    guard available > 600 else { return }
    do {
      _ = try await side.inbox.take(
        Command(account: account, id: id) { account, moment throws(Refusal) in
          try account.spend(CreditOrder(.amount(available - 500)), id: id, at: moment)
        })
    } catch { throw VerbError(error) }
    await side.dispatcher.start(account.value)
  }

  /// Returns an invoice as the policy for a second subscription would.
  private static func refund(_ account: AccountID, _ id: String, _ side: Side) async throws {
    let facts = try side.ledgers.facts(of: account.value)
    let invoices = facts.compactMap { fact -> String? in
      if case .invoicePaid(let invoice) = fact.body { invoice.id } else { nil }
    }
    guard let invoice = invoices.first else { return }
    let intent = Intent(account: account, effect: .refund(invoice: invoice, request: nil))
    try await side.inbox.write { try $0.insert(try intent.stored(command: id)) }
    await side.dispatcher.start(account.value)
  }

  // MARK: What must hold

  private static func check(_ together: Together) async throws {
    let side = together.service
    let intents = try side.store.read { try $0.intents(status: nil, account: nil, limit: 1_000_000) }
    #expect(intents.allSatisfy { $0.status == .done || $0.status == .failed })
    var objects: [String: Int] = [:]
    for kind in ["checkout.session", "payment_intent", "refund"] {
      for object in await together.sandbox.world.all(kind) {
        let metadata = object["metadata"]
        guard let id = metadata["tollbridge_intent"].text, let account = metadata["tollbridge_account"].text else {
          continue
        }
        // A session's payment carries the session's metadata: the two are one object of the intent.
        if kind == "payment_intent", id.contains("open_checkout") { continue }
        objects["\(account) \(id)", default: 0] += 1
      }
    }
    #expect(objects.values.allSatisfy { $0 == 1 })
    for intent in intents where intent.status == .done && ["open_checkout", "charge_reload"].contains(intent.name) {
      let result = try intent.outcome
      if result?.id != nil { #expect(objects["\(intent.account) \(intent.id)"] == 1) }
    }
    // A payment can be returned once: a second refund of it would be refused, so what was returned is the whole.
    for charge in await together.sandbox.world.all("charge") {
      #expect(charge.number("amount_refunded") <= charge.number("amount"))
    }
    let failed = intents.filter { $0.status == .failed && $0.reason?.hasPrefix("replaced") != true }
    print("intents:", intents.count, "failed:", Dictionary(grouping: failed) { $0.reason ?? "" }.mapValues(\.count))
    #expect(try side.findings().isEmpty)
  }
}

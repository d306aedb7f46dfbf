import TestSupport
import Testing

@testable import Billing

/// Claims about all courses, each tried with 10,000 seeds. A failure names its seed.
@Suite("Properties of an account's course")
struct CourseProperties {
  static let seeds: Range<UInt64> = 0..<10_000

  @Test("No order, repetition or delay of facts changes the state or the ledger, also with spends in between")
  func orders() throws {
    let catalog = try Example.catalog()
    for seed in Self.seeds {
      var random = SplitMix(seed: seed)
      var course = try RandomCourse(randomProviderFacts(&random), catalog: catalog)
      for _ in 0..<random.pick(1...8) { try course.step(&random) }
      let facts = course.accepted
      let end = max(course.now, facts.map(\.occurredAt).max() ?? course.now)
      let expected = try Result(facts, catalog, at: end)
      // Each order is also one of arrival: what came is settled by appending alone.
      var booked: [PostingKey: Credits] = [:]
      var arrived: [Fact] = []
      for fact in facts.shuffled(using: &random) {
        arrived.append(fact)
        guard random.happens(40) || arrived.count == facts.count else { continue }
        let fold = try Fold(arrived, catalog: catalog)
        for entry in Settlement.entries(booked: booked, folded: fold.movements, settledAt: end) {
          booked[PostingKey(cause: entry.cause, from: entry.from, to: entry.to), default: 0] += entry.amount
        }
      }
      let told = Self.toldAgain(arrived, &random)
      #expect(try Result(told, catalog, at: end).state == expected.state, "seed \(seed)")
      #expect(try Result(told, catalog).postings == Self.net(booked), "seed \(seed)")
    }
  }

  /// The facts, and some of the provider's told once more by further events.
  private static func toldAgain(_ facts: [Fact], _ random: inout SplitMix) -> [Fact] {
    let again = facts.filter { $0.sequence == 0 && random.happens(30) }.map {
      Fact(event: "\($0.event)_again", type: $0.type, occurredAt: $0.occurredAt, body: $0.body)
    }
    return (facts + again).shuffled(using: &random)
  }

  private static func net(_ booked: [PostingKey: Credits]) -> [PostingKey: Credits] {
    var net: [PostingKey: Credits] = [:]
    for (key, amount) in booked {
      let back = booked[PostingKey(cause: key.cause, from: key.to, to: key.from)] ?? 0
      if amount > back { net[key] = amount - back }
    }
    return net
  }

  @Test("Spends never overdraw, and commands one by one come to what the whole set of facts comes to")
  func commands() throws {
    let catalog = try Example.catalog()
    var refused = 0
    for seed in Self.seeds {
      var random = SplitMix(seed: seed)
      var builder = FactBuilder()
      builder.touch(newYear)
      if random.happens(60) { builder.subscribe("micro_month", newYear) }
      let reload: Credits? = random.happens(50) ? 2000 : nil
      let key = reload == nil ? "nano" : "macro"
      if random.happens(60) {
        builder.package(key, newYear.days(random.pick(0...9)), payment: "pi_1", autoReload: reload)
      }
      var course = try RandomCourse(builder.facts, catalog: catalog)
      for _ in 0..<12 {
        try course.step(&random, spendMax: 4000)
        let wallet = course.account.course.wallet
        #expect(wallet.debt == 0 && wallet.available >= 0, "seed \(seed)")
        #expect(wallet.lots.allSatisfy { $0.remaining >= 0 && $0.reserved >= 0 }, "seed \(seed)")
        #expect(wallet.lots.reduce(0) { $0 + $1.reserved } == wallet.held, "seed \(seed)")
      }
      refused += course.refused
      let whole = try Account(course.accepted, catalog: catalog, at: course.now)
      let stepwise = try course.account.later(course.now)
      #expect(stepwise.state == whole.state, "seed \(seed)")
      #expect(stepwise.course.peak == whole.course.peak, "seed \(seed)")
    }
    // The claim is worth something only where there were refusals to be had.
    #expect(refused > 10_000)
  }

  @Test("Every pool holds what the wallet says, and all pools together hold nothing")
  func sums() throws {
    let catalog = try Example.catalog(
      policies: Policies(shortfall: .init(forgiveUpTo: 200)))
    for seed in Self.seeds {
      var random = SplitMix(seed: seed)
      var course = try RandomCourse(randomProviderFacts(&random), catalog: catalog)
      for _ in 0..<6 { try course.step(&random) }
      var account = try Account(course.accepted, catalog: catalog, at: newYear.days(200))
      let wallet = account.course.wallet
      let pools = account.takeMovements().all.pools
      #expect(pools.values.reduce(0, +) == 0, "seed \(seed)")
      #expect((pools[.walletPlan] ?? 0) == wallet.spendable(.plan), "seed \(seed)")
      #expect((pools[.walletPurchased] ?? 0) == wallet.spendable(.purchased), "seed \(seed)")
      #expect((pools[.walletGranted] ?? 0) == wallet.spendable(.granted), "seed \(seed)")
      #expect((pools[.frozen] ?? 0) == wallet.frozen, "seed \(seed)")
      #expect((pools[.held] ?? 0) == wallet.held, "seed \(seed)")
      #expect((pools[.debt] ?? 0) == -wallet.debt, "seed \(seed)")
      #expect(wallet.debt == 0 || wallet.lots.allSatisfy { $0.remaining == 0 }, "seed \(seed)")
      // Nothing that a dispute claims can be spent.
      for lot in wallet.lots where wallet.claims[lot.origin]?.values.contains(where: \.isAll) ?? false {
        #expect(lot.remaining == 0, "seed \(seed)")
      }
    }
  }

  @Test("A refill never lowers a balance and never lifts plan credits above the cap")
  func refills() throws {
    for seed in Self.seeds {
      var random = SplitMix(seed: seed)
      var wallet = Wallet()
      for index in 0..<8 {
        let reason = Wallet.Reason(
          cause: "\(index)", at: newYear.days(Int64(index)), event: nil, note: .refill(plan: "", of: newYear))
        let amount = random.pick(1...1000)
        switch random.pick(0...4) {
        case 0: try wallet.grant(amount, random.pick([.granted, .purchased]), origin: "g\(index)", reason)
        case 1: try wallet.spend(min(amount, max(0, wallet.available)), id: "\(index)", reason)
        default:
          let cap = random.pick(1...2500)
          let (before, plan) = (wallet.available, wallet.planCredits)
          try wallet.refill(amount, cap: cap, origin: random.pick(["a", "b"]), reason)
          #expect(wallet.available >= before, "seed \(seed)")
          #expect(wallet.planCredits == plan + max(0, min(amount, cap - plan)), "seed \(seed)")
        }
      }
    }
  }

  @Test("A hold settles once: whatever is tried on it, it is spent, released or expired, and nothing is lost")
  func holds() throws {
    let catalog = try Example.catalog()
    for seed in Self.seeds {
      var random = SplitMix(seed: seed)
      var builder = FactBuilder()
      builder.touch(newYear)
      builder.package("nano", newYear, payment: "pi_1")
      var account = try builder.account(at: newYear, catalog)
      let amount = random.pick(1...4080)
      let facts = try account.hold(CreditOrder(.amount(amount)), seconds: 100, id: "h", at: newYear).facts
      #expect(facts.count == 1, "seed \(seed)")
      var now = newYear
      var settled: Credits?
      for index in 0..<4 {
        now = now.adding(seconds: random.pick(0...60))
        let part = random.pick(1...amount)
        let isCapture = random.happens(60)
        do throws(Refusal) {
          let new =
            isCapture
            ? try account.capture("h", amount: part, id: "c\(index)", at: now).facts
            : try account.release("h", id: "r\(index)", at: now).facts
          // A further settlement must be the same one again, and makes no fact.
          if let settled { #expect(new.isEmpty && (isCapture ? part : 0) == settled, "seed \(seed)") }
          if !new.isEmpty { settled = isCapture ? part : 0 }
        } catch {
          #expect(settled != nil, "seed \(seed): \(error)")
        }
      }
      let wallet = try account.later(newYear.adding(seconds: 1000)).course.wallet
      #expect(wallet.held == 0, "seed \(seed)")
      #expect(wallet.available == 4080 - (settled ?? 0), "seed \(seed)")
    }
  }
}

import TestSupport
import Testing

@testable import Billing

@Suite("Properties of refunds")
struct ReturnProperties {
  static let seeds: Range<UInt64> = 0..<10_000

  @Test("Refunds in any number of parts revoke in total exactly what one full refund does")
  func parts() throws {
    let catalog = try Example.catalog()
    for seed in Self.seeds {
      var random = SplitMix(seed: seed)
      let key = random.pick(["nano", "micro", "macro"])
      let paid = Example.packages.first { $0.key == key }?.prices[0].money.amount ?? 1
      var builder = FactBuilder()
      builder.touch(newYear)
      builder.package(key, newYear, payment: "pi_1")
      var course = try RandomCourse(builder.facts, catalog: catalog)
      for _ in 0..<random.pick(0...4) { try course.step(&random) }
      var (parts, full) = (builder, builder)
      var rest = paid
      var number: Int64 = 0
      while rest > 0 {
        number += 1
        let amount = number == 8 ? rest : min(rest, random.pick(1...paid))
        rest -= amount
        parts.refund("re_\(number)", payment: "pi_1", amount, newYear.days(40 + number))
      }
      full.refund("re_0", payment: "pi_1", paid, newYear.days(40 + number))
      let commands = course.accepted.filter { $0.sequence > 0 }
      let revoked = try [parts, full].map { builder in
        let facts = builder.facts.filter { $0.sequence == 0 } + commands
        return try Fold(facts, catalog: catalog).movements.pools[.revoked]
      }
      #expect(revoked[0] == revoked[1], "seed \(seed)")
      #expect(revoked[0] == Example.packages.first { $0.key == key }?.credits, "seed \(seed)")
    }
  }

  @Test("Parts of a yearly charge that are returned over the year leave what one return of all of it leaves")
  func yearlyParts() throws {
    let catalog = try Example.catalog()
    for seed in UInt64(0)..<1000 {
      var random = SplitMix(seed: seed)
      var (parts, full) = (FactBuilder(), FactBuilder())
      parts.subscribe("micro_year", newYear)
      full.subscribe("micro_year", newYear)
      var (rest, at, number): (Int64, Instant, Int) = (7200, newYear, 0)
      while rest > 0 {
        number += 1
        at = at.adding(seconds: random.pick(1...(40 * oneDay)))
        let amount = number == 6 ? rest : min(rest, random.pick(1...4000))
        rest -= amount
        parts.refund("re_\(number)", payment: "pi_in_1", amount, at)
      }
      full.refund("re_0", payment: "pi_in_1", 7200, at)
      let end = newYear.days(364)
      let (one, other) = try (parts.account(at: end, catalog).state, full.account(at: end, catalog).state)
      #expect(one.balance == other.balance && one.plan == other.plan, "seed \(seed)")
      #expect(one.plan == "nano" && one.balance.debt == 0, "seed \(seed)")
    }
  }

  @Test("A refund that failed restores exactly: the account is as if it had never been")
  func failed() throws {
    let catalog = try Example.catalog()
    for seed in Self.seeds {
      var random = SplitMix(seed: seed)
      var builder = FactBuilder()
      builder.touch(newYear)
      builder.subscribe(random.pick(["micro_month", "macro_year"]), newYear)
      builder.package("micro", newYear.days(1), payment: "pi_1")
      var course = try RandomCourse(builder.facts, catalog: catalog)
      for _ in 0..<random.pick(0...6) { try course.step(&random) }
      let payment = random.pick(["pi_1", "pi_in_1"])
      let (made, amount) = (newYear.days(random.pick(1...20)), random.pick(1...1500))
      for (index, status) in ["pending", "succeeded", "failed"].enumerated() where index != 1 || random.happens(50) {
        builder.refund(
          "re_1", payment: payment, amount, made.hours(Int64(index)), status: status, created: made)
      }
      let commands = course.accepted.filter { $0.sequence > 0 }
      let with = builder.facts.filter { $0.sequence == 0 } + commands
      let without = with.filter { if case .refundSeen = $0.body { false } else { true } }
      let end = newYear.days(30)
      let (one, other) = try (Result(with, catalog, at: end), Result(without, catalog, at: end))
      #expect(one.state == other.state, "seed \(seed)")
    }
  }
}

import TestSupport
import Testing

@testable import Billing

@Suite("Checked arithmetic and money")
struct CreditsTests {
  @Test(
    "A portion is exact and rounds down, to the ends of 64 bits",
    arguments: [
      (100, 1, 3, 33), (100, 2, 3, 66), (100, 3, 3, 100), (100, 4, 3, 100), (100, 0, 3, 0), (100, 1, 0, 0),
      (-5, 1, 2, 0),
      (Int64.max, Int64.max - 1, Int64.max, Int64.max - 1), (Int64.max, 1, Int64.max, 1), (1, 1, Int64.max, 0),
    ] as [(Int64, Int64, Int64, Int64)])
  func portion(_ amount: Int64, _ numerator: Int64, _ denominator: Int64, _ expected: Int64) {
    #expect(amount.portion(numerator, of: denominator) == expected)
  }

  @Test("Sums that leave 64 bits are errors")
  func overflow() {
    #expect(throws: ArithmeticError.self) { try Int64.max.plus(1) }
  }

  @Test(
    "Money reads in its currency's own decimals",
    arguments: [
      (1500, "usd", "15.00 USD"), (5, "usd", "0.05 USD"), (-250, "eur", "-2.50 EUR"), (1500, "jpy", "1500 JPY"),
      (1500, "kwd", "1.500 KWD"), (0, "usd", "0.00 USD"),
    ] as [(Int64, String, String)])
  func money(_ amount: Int64, _ currency: String, _ text: String) {
    #expect(Money(amount: amount, currency: currency).description == text)
  }

  @Test(
    "An account's name is 1 to 128 of the allowed characters",
    arguments: [
      ("ada", true), ("a.b_c:d@e-f", true), ("", false), ("a b", false), ("é", false),
      (String(repeating: "a", count: 128), true),
      (String(repeating: "a", count: 129), false), ("a/b", false), ("a\u{0}", false),
    ])
  func accounts(_ text: String, _ isName: Bool) { #expect((AccountID(text) != nil) == isName) }
}

@Suite("Credits follow money")
struct PlanChangeTests {
  private let small = Plan(
    key: "s", name: "S", tier: 1, refill: .init(amount: 5000, unit: .month), cap: 15_000, prices: [])
  private let large = Plan(
    key: "l", name: "L", tier: 2, refill: .init(amount: 20_000, unit: .month), cap: 60_000, prices: [])
  private let cycle = Instant(clamping: 0)..<Instant(clamping: 1000)

  @Test(
    "A change upwards grants the difference for the time left",
    arguments: [(0, 15_000), (500, 7500), (999, 15), (1000, 0)] as [(Int64, Int64)])
  func up(_ at: Int64, _ grant: Int64) {
    #expect(PlanChange(from: small, to: large, at: Instant(clamping: at), cycle: cycle).grant == grant)
  }

  @Test("Going down and up again within a cycle gains nothing", arguments: 0..<100)
  func farming(_ seed: UInt64) {
    var generator = SplitMix(seed: seed)
    var plan = small
    var granted = small.refill.amount
    var excess: Credits = 0
    var time: Int64 = 0
    while time < 990 {
      time += Int64.random(in: 1...150, using: &generator)
      let next = plan.key == "s" ? large : small
      var change = PlanChange(from: plan, to: next, at: Instant(clamping: min(time, 1000)), cycle: cycle)
      change.settle(excess: excess)
      granted += change.grant
      excess = change.excess
      plan = next
    }
    #expect(granted <= large.refill.amount)
  }
}

import TestSupport

@testable import Billing

/// A random course of an account: what the provider told, and commands in between that were accepted.
struct RandomCourse {
  private(set) var account: Account
  private(set) var accepted: [Fact]
  private(set) var now = newYear
  private(set) var refused = 0
  private var spends: [String] = []
  private var holds: [String] = []
  private var count = 0
  private let catalog: Catalog

  /// - Parameter facts: of the provider; those in the future are added when their time comes.
  init(_ facts: [Fact], catalog: Catalog) throws {
    self.catalog = catalog
    accepted = facts
    account = try Account(facts, catalog: catalog, at: newYear)
  }

  /// Some time passes, and a random command is given.
  mutating func step(_ random: inout SplitMix, spendMax: Int64 = 9000) throws {
    let next = now.adding(seconds: random.happens(20) ? 0 : random.pick(1...(3 * oneDay)))
    let hasNews = accepted.contains { $0.sequence == 0 && $0.occurredAt > now && $0.occurredAt <= next }
    now = next
    if hasNews { account = try Account(accepted, catalog: catalog, at: now) }
    count += 1
    let id = "c\(count)"
    do throws(Refusal) {
      accepted += try command(id, &random, spendMax)
    } catch { refused += 1 }
  }

  private mutating func command(
    _ id: String, _ random: inout SplitMix, _ spendMax: Int64
  ) throws(Refusal) -> [Fact] {
    let amount = random.pick(1...spendMax)
    switch random.pick(0...10) {
    case 10:
      guard random.happens(30) else { return try account.disableAutoReload(id: id, at: now).facts }
      let threshold = random.pick(1000...9999)
      return try account.setAutoReload(
        package: "macro", threshold: threshold, hasCard: true, consent: "1", id: id, at: now
      ).facts
    case 0...3:
      let facts = try account.spend(CreditOrder(.amount(amount)), id: id, at: now).facts
      spends.append(id)
      return facts
    case 4:
      guard !spends.isEmpty else { return [] }
      let part = random.happens(50) ? nil : Optional(random.pick(1...spendMax))
      return try account.reverse(random.pick(spends), amount: part, id: id, at: now).facts
    case 5, 6:
      let facts = try account.hold(
        CreditOrder(.amount(amount)), seconds: random.pick(1...(4 * oneDay)), id: id, at: now
      )
      .facts
      holds.append(id)
      return facts
    case 7:
      guard !holds.isEmpty else { return [] }
      return try account.capture(random.pick(holds), amount: amount, id: id, at: now).facts
    case 8:
      guard !holds.isEmpty else { return [] }
      return try account.release(random.pick(holds), id: id, at: now).facts
    default:
      let end = random.happens(50) ? nil : Optional(now.adding(seconds: random.pick(1...(20 * oneDay))))
      return try account.grant(random.pick(1...3000), reason: "test", expiresAt: end, id: id, at: now).facts
    }
  }
}

/// What a set of facts came to, as far as order must not matter.
struct Result: Equatable {
  let state: AccountState
  let postings: [PostingKey: Credits]

  init(_ facts: [Fact], _ catalog: Catalog, at moment: Instant? = nil) throws {
    let fold = try Fold(facts, catalog: catalog, at: moment)
    state = fold.state
    postings = fold.movements.postings
  }
}

extension [Movement] {
  var postings: [PostingKey: Credits] {
    reduce(into: [:]) { $0[PostingKey(cause: $1.cause, from: $1.from, to: $1.to), default: 0] += $1.amount }
  }

  /// What lies in each pool after these movements.
  var pools: [Pool: Credits] {
    reduce(into: [:]) { pools, movement in
      pools[movement.from, default: 0] -= movement.amount
      pools[movement.to, default: 0] += movement.amount
    }
  }
}

/// Random facts of the provider over half a year: a subscription with renewals, packages, refunds, disputes.
func randomProviderFacts(_ random: inout SplitMix) -> [Fact] {
  var builder = FactBuilder()
  builder.touch(newYear)
  let start = newYear.adding(seconds: random.pick(0...(5 * oneDay)))
  let plan = random.pick(["micro_month", "macro_month", "mega_month", "macro_year"])
  if random.happens(80) { builder.subscribe(plan, start) }
  var charges: [(payment: String, amount: Int64, at: Instant)] = []
  if plan.hasSuffix("month"), random.happens(70) {
    for month in 1...random.pick(1...3) {
      let (from, to) = (start.adding(months: month), start.adding(months: month + 1))
      let amount = FactBuilder.amounts[plan] ?? 1
      let paidAt = from.adding(seconds: random.pick(0...(2 * oneDay)))
      builder.invoice("in_r\(month)", plan, paidAt, from: from, to: to, paid: amount)
      charges.append(("pi_in_r\(month)", amount, paidAt))
    }
  }
  for index in 0..<random.pick(0...3) {
    let key = random.pick(["nano", "micro", "macro"])
    let at = newYear.adding(seconds: random.pick(0...(80 * oneDay)))
    builder.package(key, at, payment: "pi_p\(index)")
    charges.append(("pi_p\(index)", Example.packages.first { $0.key == key }?.prices[0].money.amount ?? 1, at))
  }
  for (index, charge) in charges.enumerated() where random.happens(40) {
    let at = charge.at.adding(seconds: random.pick(0...(30 * oneDay)))
    if random.happens(30) {
      builder.dispute("dp_\(index)", payment: charge.payment, at, status: "needs_response", created: at)
      let end = at.days(random.pick(1...20))
      let status = random.pick(["won", "lost", "needs_response"])
      builder.dispute("dp_\(index)", payment: charge.payment, end, status: status, created: at)
    } else {
      for part in 0..<random.pick(1...3) {
        let amount = random.pick(1...max(1, charge.amount / 2))
        let made = at.days(part)
        builder.refund("re_\(index)_\(part)", payment: charge.payment, amount, made, status: "pending")
        let status = random.pick(["succeeded", "succeeded", "failed", "pending"])
        builder.refund(
          "re_\(index)_\(part)", payment: charge.payment, amount, made.days(1), status: status, created: made)
      }
    }
  }
  return builder.facts
}

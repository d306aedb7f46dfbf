import Testing

@testable import Billing

/// Rules sections 3.4 to 3.7.
@Suite("Spends, holds, grants and debt")
struct SpendingTests {
  /// 80 plan, 5,000 purchased, 100 granted for ten days, 50 granted for five, 30 granted for ever.
  private func rich() throws -> Account {
    var builder = FactBuilder()
    builder.touch(newYear)
    builder.package("micro", newYear, payment: "pi_1")
    var account = try builder.account(at: newYear)
    _ = try account.grant(100, reason: "a", expiresAt: newYear.days(10), id: "ten", at: newYear)
    _ = try account.grant(50, reason: "b", expiresAt: newYear.days(5), id: "five", at: newYear)
    _ = try account.grant(30, reason: "c", id: "ever", at: newYear)
    return account
  }

  @Test("A spend takes the soonest expiry first, then plan, granted, purchased, and says what each lot gave")
  func order() throws {
    var account = try rich()
    let receipt = try account.spend(CreditOrder(.amount(300)), id: "s", at: newYear).answer
    #expect(receipt.from.map(\.origin) == ["grant:five", "grant:ten", "free", "grant:ever", "pi_1"])
    #expect(receipt.from.map(\.amount) == [50, 100, 80, 30, 40])
    #expect(account.state.balance.available == 4960)
  }

  @Test("Not enough takes nothing and answers with the shortfall")
  func shortfall() throws {
    var account = try rich()
    #expect(
      refusal { try account.spend(CreditOrder(.amount(5261)), id: "s", at: newYear) }?.kind
        == .notEnoughCredits(shortfall: 1))
    #expect(account.course.wallet.available == 5260)
    _ = try account.spend(CreditOrder(.amount(5260)), id: "s", at: newYear)
    #expect(account.state.balance.available == 0)
  }

  @Test("The same spend twice is one spend with the same answer; other contents are refused")
  func idempotency() throws {
    var account = try rich()
    let first = try account.spend(CreditOrder(.amount(300)), id: "s", at: newYear)
    let again = try account.spend(CreditOrder(.amount(300)), id: "s", at: newYear)
    #expect(first.answer == again.answer)
    #expect((first.facts.count, again.facts.count) == (1, 0))
    #expect(
      refusal { try account.spend(CreditOrder(.amount(301)), id: "s", at: newYear) }?.code == "idempotency_mismatch")
    #expect(account.course.wallet.available == 4960)
  }

  @Test("An id is one command's: another kind of command under it is refused, and a repeated answer is the first one")
  func ids() throws {
    var account = try rich()
    let first = try account.spend(CreditOrder(.amount(300)), id: "k", at: newYear).answer
    #expect(
      refusal { try account.hold(CreditOrder(.amount(300)), seconds: 9, id: "k", at: newYear) }?.code
        == "idempotency_mismatch")
    #expect(refusal { try account.grant(5, reason: "x", id: "k", at: newYear) }?.code == "idempotency_mismatch")
    _ = try account.reverse("k", id: "r", at: newYear)
    #expect(try account.spend(CreditOrder(.amount(300)), id: "k", at: newYear).answer == first)
    #expect(account.course.wallet.available == 5260)
    #expect(refusal { try account.reverse("k", id: "k", at: newYear) }?.code == "idempotency_mismatch")
  }

  @Test("The first fact of an account is its first touch, whatever it is")
  func firstFact() throws {
    var account = try Account([], catalog: Example.catalog(), at: newYear)
    _ = try account.grant(100, reason: "welcome", id: "g", at: newYear)
    #expect(account.state.balance.available == 180)
  }

  @Test("An action costs what the catalogue says; a price that was shown and holds no more is refused")
  func quotes() throws {
    var account = try rich()
    let catalog = try Example.catalog()
    #expect(try catalog.quote("image", quantity: 3).amount == 30)
    #expect(refusal { try catalog.quote("image", quantity: 0) }?.code == "invalid_quantity")
    #expect(refusal { try catalog.quote("film") }?.code == "action_not_found")
    let order = CreditOrder(.action("image", quantity: 3), expected: 20)
    #expect(refusal { try account.spend(order, id: "s", at: newYear) }?.code == "price_changed")
    #expect(
      try account.spend(CreditOrder(.action("image", quantity: 3), expected: 30), id: "s", at: newYear).answer.amount
        == 30)
    #expect(refusal { try account.spend(CreditOrder(.amount(0)), id: "z", at: newYear) }?.code == "invalid_amount")
    #expect(refusal { try account.spend(CreditOrder(.amount(.max)), id: "z", at: newYear) }?.code == "invalid_amount")
  }

  @Test("A reversal goes back into the lots it came from, once, as if less had been spent")
  func reversal() throws {
    var account = try rich()
    _ = try account.spend(CreditOrder(.amount(300)), id: "s", at: newYear)
    #expect(refusal { try account.reverse("s", amount: 301, id: "r", at: newYear) }?.code == "invalid_amount")
    _ = try account.reverse("s", amount: 90, id: "r", at: newYear)
    let balance = account.state.balance
    #expect((balance.purchased, balance.granted, balance.plan) == (5000, 30, 20))
    let again = try account.reverse("s", amount: 90, id: "r", at: newYear)
    #expect(again.facts.isEmpty && again.answer.from.reduce(0) { $0 + $1.amount } == 90)
    #expect(refusal { try account.reverse("s", amount: 90, id: "r1", at: newYear) }?.code == "spend_reversed")
    #expect(refusal { try account.reverse("s", id: "r2", at: newYear) }?.code == "spend_reversed")
    #expect(refusal { try account.reverse("none", id: "r3", at: newYear) }?.code == "spend_not_found")
  }

  @Test("Credits that come back after their lot ended expire at once")
  func lateReversal() throws {
    var account = try rich()
    _ = try account.spend(CreditOrder(.amount(50)), id: "s", at: newYear)
    _ = try account.reverse("s", id: "r", at: newYear.days(6))
    // Seven daily refills; the lot of ten days is still there.
    #expect(account.course.wallet.spendable(.granted) == 130)
    let expired = try account.later(newYear.days(10))
    #expect(expired.course.wallet.spendable(.granted) == 30)
  }

  @Test("Lots end to the second")
  func expiry() throws {
    let account = try rich()
    #expect(try account.later(newYear.days(5).adding(seconds: -1)).course.wallet.spendable(.granted) == 180)
    #expect(try account.later(newYear.days(5)).course.wallet.spendable(.granted) == 130)
  }

  @Test("A hold reserves; a capture takes what the job cost; after the hold's time it takes from what there is")
  func holds() throws {
    var account = try rich()
    _ = try account.hold(CreditOrder(.amount(300)), seconds: 100, id: "h", at: newYear)
    #expect((account.state.balance.held, account.state.balance.available) == (300, 4960))
    #expect(refusal { try account.capture("h", amount: 301, id: "c", at: newYear) }?.code == "invalid_amount")
    #expect(try account.capture("h", amount: 120, id: "c", at: newYear).answer.from.map(\.amount) == [50, 70])
    #expect((account.state.balance.held, account.state.balance.available) == (0, 5140))
    #expect(refusal { try account.release("h", id: "r", at: newYear) }?.code == "hold_settled")
    _ = try account.hold(CreditOrder(.amount(5000)), seconds: 100, id: "h2", at: newYear)
    let late = newYear.adding(seconds: 100)
    #expect(try account.later(late).state.balance.held == 0)
    _ = try account.spend(CreditOrder(.amount(5000)), id: "s", at: late)
    #expect(
      refusal { try account.capture("h2", amount: 141, id: "c2", at: late) }?.kind == .notEnoughCredits(shortfall: 1))
    _ = try account.capture("h2", amount: 140, id: "c2", at: late)
    #expect(account.state.balance.available == 0)
    #expect(refusal { try account.hold(CreditOrder(.amount(1)), seconds: 0, id: "x", at: late) }?.code == "invalid_ttl")
  }

  @Test("A hold that was released after its time was over is settled: a late capture takes nothing")
  func releasedLate() throws {
    var account = try rich()
    _ = try account.hold(CreditOrder(.amount(300)), seconds: 100, id: "h", at: newYear)
    let late = newYear.adding(seconds: 200)
    #expect(try account.release("h", id: "r", at: late).answer.available == 5260)
    #expect(try account.release("h", id: "r2", at: late).facts.isEmpty)
    #expect(refusal { try account.capture("h", amount: 300, id: "c", at: late) }?.code == "hold_settled")
    #expect((account.state.balance.held, account.state.balance.available) == (0, 5260))
  }

  @Test("A spend that a late refund outran stays; what is missing is owed, shown, and repaid by the next credits")
  func debt() throws {
    var account = try rich()
    _ = try account.spend(CreditOrder(.amount(5000)), id: "s", at: newYear.hours(2))
    var builder = FactBuilder()
    builder.refund("re_1", payment: "pi_1", 1500, newYear.hours(1))
    let facts =
      account.history.facts + [builder.facts[0].told(as: "evt_re")]
    var owing = try Account(facts, catalog: Example.catalog(), at: newYear.hours(3))
    #expect((owing.state.balance.available, owing.state.balance.debt) == (0, 4740))
    #expect(
      refusal { try owing.spend(CreditOrder(.amount(1)), id: "t", at: newYear.hours(3)) }?.kind
        == .notEnoughCredits(shortfall: 4741))
    _ = try owing.grant(4000, reason: "sorry", id: "g", at: newYear.hours(3))
    #expect((owing.state.balance.available, owing.state.balance.debt) == (0, 740))
    _ = try owing.forgiveDebt(700, reason: "enough", id: "f", at: newYear.hours(3))
    #expect(owing.state.balance.debt == 40)
    // The next day's refill repays the rest.
    #expect(try owing.later(newYear.days(1)).state.balance.available == 40)
    #expect(try owing.later(newYear.days(1)).state.balance.debt == 0)
  }

  @Test("A package whose credits last a time ends then")
  func packageExpiry() throws {
    let package = Package(
      key: "micro", name: "Micro", credits: 5000, prices: Example.packages[1].prices, autoReloadDiscountPercent: nil,
      expiresAfterDays: 30)
    var builder = FactBuilder()
    builder.package("micro", newYear, payment: "pi_1")
    let catalog = try Example.catalog(packages: [package])
    #expect(try builder.account(at: newYear.days(30).adding(seconds: -1), catalog).state.balance.purchased == 5000)
    #expect(try builder.account(at: newYear.days(30), catalog).state.balance.purchased == 0)
  }

  @Test("However many refills came due, reading them one by one or all at once is the same")
  func bulk() throws {
    var builder = FactBuilder()
    builder.touch(newYear)
    let account = try builder.account(at: newYear)
    for days in [0, 1, 5, 6, 7, 8, 400, 36_500] as [Int64] {
      let one = try builder.account(at: newYear.days(days)).course.wallet.available
      #expect(try account.later(newYear.days(days)).course.wallet.available == one)
      #expect(one == min(560, 80 * (days + 1)))
    }
  }
}

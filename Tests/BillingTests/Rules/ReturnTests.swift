import Testing

@testable import Billing

/// Refunds and disputes beside spends, holds, expiry and each other. Rules sections 3.7 and 4.
@Suite("What goes back, beside what else happens")
struct ReturnTests {
  private let later = newYear.days(5)

  private func bought(_ key: String = "macro", change: (inout FactBuilder) -> Void) throws -> Account {
    var builder = FactBuilder()
    builder.package(key, newYear, payment: "pi_1")
    change(&builder)
    return try builder.account(at: later)
  }

  private func purchased(_ account: Account) -> [Credits] {
    [account.course.wallet.spendable(.purchased), account.course.wallet.frozen]
  }

  @Test("A dispute that was won leaves what another claim holds")
  func claims() throws {
    let refund = try bought { builder in
      builder.dispute("dp_1", payment: "pi_1", newYear.days(2), status: "won", created: newYear.days(1))
      builder.refund("re_1", payment: "pi_1", 4000, newYear.days(1), status: "pending")
    }
    #expect(purchased(refund) == [0, 20_000])
    let second = try bought { builder in
      builder.dispute("dp_1", payment: "pi_1", newYear.days(2), status: "won", created: newYear.days(1))
      builder.dispute("dp_2", payment: "pi_1", newYear.days(1), status: "needs_response", created: newYear.days(1))
    }
    #expect(purchased(second) == [0, 20_000])
  }

  @Test("Refunds under way set apart what they will take, whatever was taken or spent before")
  func pending() throws {
    let halves = try bought { builder in
      builder.refund("re_1", payment: "pi_1", 2000, newYear.days(1), status: "pending")
      builder.refund("re_2", payment: "pi_1", 2000, newYear.days(1), status: "pending")
    }
    #expect(purchased(halves) == [0, 20_000])
    let rest = try bought { builder in
      builder.refund("re_1", payment: "pi_1", 2000, newYear.days(1))
      builder.refund("re_2", payment: "pi_1", 2000, newYear.days(2), status: "pending")
    }
    #expect(purchased(rest) == [0, 10_000])
    var builder = FactBuilder()
    builder.package("macro", newYear, payment: "pi_1")
    var account = try builder.account(at: newYear)
    _ = try account.spend(CreditOrder(.amount(10_080)), id: "s", at: newYear)
    builder.refund("re_1", payment: "pi_1", 2000, newYear.days(1), status: "pending")
    let facts = account.history.facts + builder.facts.suffix(1)
    #expect(purchased(try Account(facts, catalog: Example.catalog(), at: later)) == [0, 10_000])
  }

  @Test("Credits that come back into a disputed purchase are set apart too")
  func comesBack() throws {
    var builder = FactBuilder()
    builder.package("macro", newYear, payment: "pi_1")
    var account = try builder.account(at: newYear)
    _ = try account.hold(CreditOrder(.amount(15_080)), seconds: 7200, id: "h", at: newYear)
    builder.dispute("dp_1", payment: "pi_1", newYear.hours(1), status: "needs_response", created: newYear.hours(1))
    let facts = account.history.facts + builder.facts.suffix(1)
    let disputed = try Account(facts, catalog: Example.catalog(), at: newYear.hours(1))
    #expect(purchased(disputed) == [0, 5000])
    #expect(purchased(try disputed.later(newYear.hours(2))) == [0, 20_000])
  }

  @Test("What expired unspent is gone already: a refund takes nothing for it")
  func expired() throws {
    let package = Package(
      key: "micro", name: "Micro", credits: 5000, prices: Example.packages[1].prices, autoReloadDiscountPercent: nil,
      expiresAfterDays: 30)
    var builder = FactBuilder()
    builder.package("micro", newYear, payment: "pi_1")
    builder.refund("re_1", payment: "pi_1", 1500, newYear.days(40))
    let balance = try builder.account(at: newYear.days(41), Example.catalog(packages: [package])).state.balance
    #expect((balance.debt, balance.available) == (0, 560))
  }

  @Test("What was forgiven for want of credits is not given twice: it is set against what comes back later")
  func forgiven() throws {
    var builder = FactBuilder()
    builder.touch(newYear)
    builder.subscribe("macro_year", newYear)
    var account = try builder.account(at: newYear)
    _ = try account.hold(CreditOrder(.amount(1000)), seconds: 7200, id: "h", at: newYear)
    _ = try account.requestRefund(id: "rr", at: newYear)
    _ = try account.decideRefund("rr", isApproved: true, by: "ann", id: "d", at: newYear)
    builder.refund("re_1", payment: "pi_in_1", 19_200, newYear.hours(1))
    let facts = account.history.facts + builder.facts.suffix(1)
    let refunded = try Account(facts, catalog: Example.catalog(), at: newYear.hours(1))
    // What is held counts against the free plan's cap, so its refills begin a day later.
    #expect((refunded.state.balance.debt, refunded.state.balance.held) == (0, 1000))
    #expect(try refunded.later(newYear.hours(3)).state.balance.available == 0)
    #expect(try refunded.later(newYear.hours(26)).state.balance.available == 80)
  }

  @Test("The refund of a paid change takes its credits, and the plan and its refills go back to what is paid for")
  func changeReturned() throws {
    var builder = FactBuilder()
    builder.subscribe("micro_year", newYear)
    let (changed, end) = (newYear.days(10), newYear.adding(months: 12))
    builder.subscription("mega_year", changed, from: newYear, to: end, began: newYear)
    builder.invoice(
      "in_2", "mega_year", changed, from: changed, to: end, paid: 80_000, reason: "subscription_update",
      paysBack: "micro_year", isProration: true)
    builder.refund("re_1", payment: "pi_in_2", 80_000, newYear.days(12))
    let account = try builder.account(at: newYear.days(13))
    #expect((account.effectivePlan.key, account.state.balance.plan) == ("micro", 5000))
    #expect(try account.later(newYear.adding(months: 1)).state.balance.plan == 10_000)
    #expect(try builder.account(at: newYear.days(11)).effectivePlan.key == "mega")
  }

  @Test("A change returned twice is returned the first time; of two returned changes neither stays")
  func changesReturned() throws {
    let end = newYear.adding(months: 12)
    func changed(_ builder: inout FactBuilder, _ plan: String, from old: String, day: Int64, invoice: String) {
      builder.subscription("\(plan)_year", newYear.days(day), from: newYear, to: end, began: newYear)
      builder.invoice(
        invoice, "\(plan)_year", newYear.days(day), from: newYear.days(day), to: end, paid: 5000,
        reason: "subscription_update", paysBack: "\(old)_year", isProration: true)
    }
    var twice = FactBuilder()
    twice.subscribe("micro_year", newYear)
    changed(&twice, "macro", from: "micro", day: 3, invoice: "in_2")
    twice.refund("re_1", payment: "pi_in_2", 5000, newYear.days(5))
    twice.dispute("dp_1", payment: "pi_in_2", newYear.days(40), status: "lost", created: newYear.days(39))
    #expect(try twice.account(at: newYear.days(50)).state.balance.available == 10_000)
    var both = FactBuilder()
    both.subscribe("micro_year", newYear)
    changed(&both, "macro", from: "micro", day: 2, invoice: "in_2")
    changed(&both, "mega", from: "macro", day: 3, invoice: "in_3")
    both.refund("re_3", payment: "pi_in_3", 5000, newYear.days(5))
    both.refund("re_2", payment: "pi_in_2", 5000, newYear.days(7))
    #expect(try both.account(at: newYear.days(6)).effectivePlan.key == "macro")
    #expect(try both.account(at: newYear.days(8)).effectivePlan.key == "micro")
  }

  @Test("Refills after a partial refund read the same at once as one by one")
  func partial() throws {
    var builder = FactBuilder()
    builder.subscribe("micro_year", newYear)
    builder.refund("re_1", payment: "pi_in_1", 3600, newYear.days(1))
    let account = try builder.account(at: newYear.days(2))
    for month in Int64(1)...11 {
      let moment = newYear.adding(months: month).hours(1)
      #expect(try account.later(moment).state.balance.plan == builder.account(at: moment).state.balance.plan)
    }
  }
}

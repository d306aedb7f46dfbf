import Testing

@testable import Billing

/// Rules section 8.
@Suite("Refund requests")
struct RefundRequestTests {
  /// A yearly subscriber who used so many credits, looked at so many seconds after the charge.
  private func account(used: Credits, after seconds: Int64, key: String = "macro_year") throws -> Account {
    var builder = FactBuilder()
    builder.touch(newYear)
    builder.subscribe(key, newYear)
    var account = try builder.account(at: newYear)
    if used > 0 { _ = try account.spend(CreditOrder(.amount(used)), id: "s", at: newYear.adding(seconds: 60)) }
    return try account.later(newYear.adding(seconds: seconds))
  }

  @Test(
    "48 hours and fewer than 1,000 credits: to the second and to the credit",
    arguments: [
      (172_799, 0, nil), (172_800, 0, nil), (172_801, 0, .tooLate), (3600, 999, nil), (3600, 1000, .tooManyCreditsUsed),
      (172_800, 999, nil), (172_801, 1000, .tooLate),
    ] as [(Int64, Credits, RefundEligibility.Reason?)])
  func boundaries(_ seconds: Int64, _ used: Credits, _ reason: RefundEligibility.Reason?) throws {
    var account = try account(used: used, after: seconds)
    let eligibility = try #require(account.refundEligibility)
    #expect(eligibility.reason == reason)
    #expect((eligibility.creditsUsed, eligibility.paid.amount) == (used, 19_200))
    let moment = newYear.adding(seconds: seconds)
    do throws(Refusal) {
      let asked = try account.requestRefund(id: "rr", at: moment)
      #expect(reason == nil)
      #expect((asked.answer.creditsUsed, asked.answer.chargedAt) == (used, newYear))
      #expect(account.refundEligibility?.reason == .requested)
    } catch { #expect(error.code == reason.map { "refund_\($0.rawValue)" }) }
  }

  @Test("Captured holds count as used, reversed spends do not, and what was used before the charge does not")
  func used() throws {
    var account = try account(used: 500, after: 120)
    let moment = newYear.adding(seconds: 200)
    _ = try account.hold(CreditOrder(.amount(600)), seconds: 60, id: "h", at: moment)
    #expect(account.refundEligibility?.creditsUsed == 500)
    _ = try account.capture("h", amount: 499, id: "c", at: moment)
    #expect(account.refundEligibility?.creditsUsed == 999)
    _ = try account.reverse("s", id: "r", at: moment)
    #expect(account.refundEligibility?.creditsUsed == 499)
  }

  @Test("A reversal counts when the spend was made, and a change that was paid later is the charge that counts")
  func laterCharge() throws {
    var builder = FactBuilder()
    builder.touch(newYear)
    builder.subscribe("micro_year", newYear)
    let (changed, end) = (newYear.days(40), newYear.adding(months: 12))
    var account = try builder.account(at: newYear.days(1))
    _ = try account.spend(CreditOrder(.amount(4000)), id: "old", at: newYear.days(1))
    builder.invoice(
      "in_2", "mega_year", changed, from: changed, to: end, paid: 80_000, reason: "subscription_update",
      paysBack: "micro_year", isProration: true)
    let facts = account.history.facts + builder.facts.suffix(1)
    var upgraded = try Account(facts, catalog: Example.catalog(), at: changed.hours(1))
    _ = try upgraded.spend(CreditOrder(.amount(1500)), id: "new", at: changed.hours(1))
    _ = try upgraded.reverse("old", id: "r", at: changed.hours(1))
    let eligibility = try #require(upgraded.refundEligibility)
    #expect((eligibility.invoice, eligibility.paid.amount, eligibility.creditsUsed) == ("in_2", 80_000, 1500))
    #expect(eligibility.reason == .tooManyCreditsUsed)
  }

  @Test("A monthly charge cannot be asked back")
  func monthly() throws {
    var account = try account(used: 0, after: 60, key: "macro_month")
    #expect(account.refundEligibility == nil)
    let refused = refusal { try account.requestRefund(id: "rr", at: newYear.adding(seconds: 60)) }
    #expect(refused?.code == "refund_no_charge")
  }

  @Test("Approval returns the charge through the provider, once; a decision stands")
  func decisions() throws {
    var account = try account(used: 0, after: 60)
    let moment = newYear.adding(seconds: 60)
    _ = try account.requestRefund(id: "rr", at: moment)
    let approved = try account.decideRefund("rr", isApproved: true, by: "ann", id: "d", at: moment)
    #expect(approved.effects == [.refund(invoice: "in_1", request: "rr"), .endSubscription("sub_1")])
    #expect(try account.decideRefund("rr", isApproved: true, by: "bob", id: "d2", at: moment).effects.isEmpty)
    #expect(throws: Refusal.self) {
      try account.decideRefund("rr", isApproved: false, by: "bob", id: "d3", at: moment)
    }
    // The credits move when the provider says that the refund happened.
    #expect(account.course.wallet.available == 20_000)
  }

  @Test("What an approved refund does not find is forgiven up to the section's number; any other is owed")
  func forgiveness() throws {
    for isApproved in [true, false] {
      var account = try account(used: 900, after: 120)
      let moment = newYear.adding(seconds: 120)
      if isApproved {
        _ = try account.requestRefund(id: "rr", at: moment)
        _ = try account.decideRefund("rr", isApproved: true, by: "ann", id: "d", at: moment)
      }
      var builder = FactBuilder()
      builder.refund("re_1", payment: "pi_in_1", 19_200, newYear.hours(1))
      let refunded = try Account(
        account.history.facts + [builder.facts[0].told(as: "evt_re")],
        catalog: Example.catalog(), at: newYear.hours(2))
      // Back on the free plan, whose first refill repays what is owed.
      #expect(refunded.state.plan == "nano")
      #expect(refunded.course.wallet.debt == (isApproved ? 0 : 820))
      #expect(refunded.course.wallet.available == (isApproved ? 80 : 0))
    }
  }
}

import TestSupport
import Testing

@testable import Billing
@testable import Bridge

/// What a change paid back is not granted once more, whichever way the plan comes back; which subscription counts, and
/// what is shown of it; each in every order.
extension RuleTests {
  private func begunMega() -> [String] { begun("mega_month", paid: 20_000) }

  @Test("Down to a year of a lower plan, paid back, and up again later: what was left too many is not granted anew")
  func downToYearAndUp() throws {
    let events =
      begunMega() + [
        subscription("evt_3", "sub_1", plan: "micro_year", at: 1, from: 1, to: 366),
        invoice(
          "evt_4", "in_2", of: "sub_1", paid: 0, at: 1, reason: "subscription_update",
          line(-19_355, "mega_month", from: 1, to: 31, proration: true), line(7200, "micro_year", from: 1, to: 366)),
      ]
    let up = try state(
      events + [
        subscription("evt_5", "sub_1", plan: "mega_month", at: 40, from: 40, to: 71),
        invoice(
          "evt_6", "in_3", of: "sub_1", paid: 6_500, at: 40, reason: "subscription_update",
          line(-6_431, "micro_year", from: 40, to: 366, proration: true), line(20_000, "mega_month", from: 40, to: 71)),
      ])
    // 200.00 of Mega were paid twice, and 193.55 of them paid back.
    #expect(up.plan == "mega" && up.balance.plan < 110_000)
  }

  @Test("Up for a day and down to a year within one invoice brings the day's credits at the most")
  func upAndDownInOneInvoice() throws {
    let state = try state(
      begun() + [
        subscription("evt_3", "sub_1", plan: "mega_month", at: 1),
        subscription("evt_4", "sub_1", plan: "micro_year", at: 2, from: 2, to: 367),
        invoice(
          "evt_5", "in_2", of: "sub_1", paid: 6393, at: 2, reason: "subscription_update",
          line(-1452, "micro_month", from: 1, to: 31, proration: true),
          line(19_355, "mega_month", from: 1, to: 31, proration: true),
          line(-18_710, "mega_month", from: 2, to: 31, proration: true), line(7200, "micro_year", from: 2, to: 367)),
      ])
    #expect(state.plan == "micro" && state.balance.plan <= 5000 + 100_000 / 31 + 5000 / 31 + 2)
  }

  @Test("What an invoice pays back without selling anything leaves the next refill as it is", arguments: 0..<2)
  func onlyCredits(_ place: Int) throws {
    let seats =
      line(-19_355, "mega_month", from: 1, to: 31, proration: true) + ","
      + line(9678, "mega_month", from: 1, to: 31, proration: true)
    let item = line(-1452, "micro_month", from: 1, to: 31, proration: true)
    let state = try state(
      begunMega() + [
        invoice(
          "evt_3", "in_2", of: "sub_1", paid: -1452, at: 1, reason: "subscription_update", [seats, item][place]),
        subscription("evt_4", "sub_1", plan: "mega_month", at: 31, from: 31, to: 59),
        invoice(
          "evt_5", "in_3", of: "sub_1", paid: 10_000, at: 31, reason: "subscription_cycle",
          line(10_000, "mega_month", from: 31, to: 59)),
      ])
    #expect(state.balance.plan == 200_000)
  }

  // MARK: Which one counts, and what it shows

  @Test("A subscription whose start was set back does not take the place of one that was there before it")
  func setBack() throws {
    let late = subscription("evt_3", "sub_2", plan: "micro_month", at: 20, from: -10, to: 21, type: "created")
    let state = try state(
      begunMega().map { $0.replacing(#""start_date""#, with: #""created":\#(Self.start),"start_date""#) } + [
        late.replacing(#""start_date""#, with: #""created":\#(Self.start + 20 * Self.day),"start_date""#),
        invoice(
          "evt_4", "in_2", of: "sub_2", paid: 1500, at: 20, reason: "subscription_create",
          line(1500, "micro_month", from: -10, to: 21)),
      ])
    #expect((state.plan, state.balance.plan) == ("mega", 100_000))
  }

  @Test("A change that is paid for after the period was refunded has its plan, not only its credits")
  func changeAfterRefund() throws {
    let state = try state(
      begun() + [
        tie("evt_tie", "in_1", "pi_1"), refund("evt_back", "re_1", payment: "pi_1", amount: 1500, at: 3),
        subscription("evt_up", "sub_1", plan: "macro_month", at: 5),
        invoice(
          "evt_6", "in_2", of: "sub_1", paid: 2097, at: 5, reason: "subscription_update",
          line(-1258, "micro_month", from: 5, to: 31, proration: true),
          line(3355, "macro_month", from: 5, to: 31, proration: true)),
      ])
    #expect(state.plan == "macro" && state.balance.plan > 12_000)
  }

  @Test("A year's upgrade after a full refund has its refills; a change down brings nothing back")
  func yearAfterRefund() throws {
    /// A year that is refunded in full, and left for one of Macro after that.
    func macroAfter(_ plan: String, _ price: Int64, back: Int64, paid: Int64) throws -> AccountState {
      try state(
        [
          subscription("evt_sub", "sub_1", plan: plan, at: 0, to: 365, type: "created"),
          invoice(
            "evt_paid", "in_1", of: "sub_1", paid: price, at: 0, reason: "subscription_create",
            line(price, plan, from: 0, to: 365)),
          tie("evt_tie", "in_1", "pi_1"), refund("evt_back", "re_1", payment: "pi_1", amount: price, at: 40),
          subscription("evt_changed", "sub_1", plan: "macro_year", at: 45, to: 365),
          invoice(
            "evt_6", "in_2", of: "sub_1", paid: paid, at: 45, reason: "subscription_update",
            line(-back, plan, from: 45, to: 365, proration: true),
            line(16_832, "macro_year", from: 45, to: 365, proration: true)),
        ], days: 60)
    }
    let up = try macroAfter("micro_year", 7200, back: 6312, paid: 10_500)
    #expect(up.plan == "macro" && up.balance.plan > 20_000)
    #expect((up.nextRefill?.amount, up.nextRefill?.status) == (20_000, .scheduled))
    let down = try macroAfter("mega_year", 96_000, back: 84_000, paid: 0)
    #expect(down.plan == "nano")
  }

  @Test("A plan that ends months from now shows the refill of the next payment, not the free plan's of then")
  func endIsFar() throws {
    let end = #""cancel_at":\#(Self.start + 150 * Self.day),"#
    let state = try state([
      subscription("evt_sub", "sub_1", plan: "micro_month", at: 0, more: end, type: "created"),
      invoice(
        "evt_paid", "in_1", of: "sub_1", paid: 1500, at: 0, reason: "subscription_create",
        line(1500, "micro_month", from: 0, to: 31)),
    ])
    #expect(state.nextRefill?.at == Instant(seconds: Self.start + 31 * Self.day))
    #expect((state.nextRefill?.amount, state.nextRefill?.status) == (5000, .scheduled))
  }

  @Test("For a period that began in a pause no payment is awaited")
  func renewalInPause() throws {
    let pause = #""pause_collection":{"behavior":"void"},"#
    let state = try state(
      begun() + [
        subscription("evt_3", "sub_1", plan: "micro_month", at: 10, more: pause),
        subscription("evt_4", "sub_1", plan: "micro_month", at: 31, from: 31, to: 59, more: pause),
        subscription("evt_5", "sub_1", plan: "micro_month", at: 40, from: 31, to: 59),
      ])
    #expect((state.plan, state.status) == ("micro", "active"))
    #expect(state.nextRefill?.at == Instant(seconds: Self.start + 59 * Self.day))
    #expect(state.nextRefill?.status == .scheduled)
  }

  @Test("A period that begins with the end of a pause awaits its payment")
  func resumedWithPeriod() throws {
    let state = try state(
      begun() + [
        subscription("evt_3", "sub_1", plan: "micro_month", at: 10).replacing(#""active""#, with: #""paused""#),
        subscription("evt_4", "sub_1", plan: "micro_month", at: 40, from: 40, to: 71)
          .replacing(#""start_date":\#(Self.start + 40 * Self.day)"#, with: #""start_date":\#(Self.start)"#),
      ])
    #expect(state.nextRefill?.status == .refilling)
  }

  // MARK: What cannot be read

  @Test("A paid line of a plan that does not say for which time is for a person")
  func noPeriod() throws {
    let paid = invoice(
      "evt_paid", "in_1", of: "sub_1", paid: 1500, at: 0, reason: "subscription_create",
      line(1500, "micro_month", from: 0, to: 31))
    let events = [
      subscription("evt_sub", "sub_1", plan: "micro_month", at: 0, type: "created"),
      paid.replacing(/"period":\{[^}]*\}/, with: #""period":null"#),
    ]
    let report = try Stage.replay(events.map { RecordedPayload(name: "", bytes: Array($0.utf8)) }).0
    #expect((report.events.applied, report.events.quarantined) == (1, 1))
  }

  @Test("An invoice without its subscription's metadata has those of its line")
  func metadataOfLine() throws {
    for none in ["", #","metadata":null"#] {
      let paid = invoice(
        "evt_paid", "in_1", of: "sub_1", paid: 1500, at: 0, reason: "subscription_create",
        line(1500, "micro_month", from: 0, to: 31)
          .replacing(/"pricing":\{"price_details":\{"price":"price_micro_month"\}\}/) { _ in
            #""price":{"id":"price_1","lookup_key":"micro_month","recurring":{"interval":"month"}}"#
          }
          .replacing(
            #""parent":{"#,
            with: #""metadata":{"tollbridge_account":"ada"},"parent":{"type":"subscription_item_details","#))
      let state = try state([
        paid.replacing(#""subscription":"sub_1"}"#, with: #""subscription":"sub_1"\#(none)}"#)
      ])
      #expect((state.plan, state.balance.plan) == ("micro", 5000))
    }
  }
}

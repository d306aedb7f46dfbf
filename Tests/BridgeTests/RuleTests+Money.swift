import TestSupport
import Testing

@testable import Billing
@testable import Bridge

/// Where the money is not what one payment says: nothing paid, out of the balance, back to the balance, or more than a
/// number holds; each in every order.
extension RuleTests {
  /// A plan that was bought and paid for.
  func begun(_ plan: String = "micro_month", paid: Int64 = 1500, to end: Int64 = 31) -> [String] {
    [
      subscription("evt_sub", "sub_1", plan: plan, at: 0, to: end, type: "created"),
      invoice(
        "evt_paid", "in_1", of: "sub_1", paid: paid, at: 0, reason: "subscription_create",
        line(paid, plan, from: 0, to: end)),
    ]
  }

  private func creditedNothing(_ plan: String, from: Int64, to: Int64) -> String {
    line(0, plan, from: from, to: to, proration: true).replacing(
      #""proration":true"#,
      with: #""proration":true,"proration_details":{"credited_items":{"invoice":"in_1","invoice_line_items":["il"]}}"#)
  }

  private func note(_ amount: Int64, _ more: String = #""customer_balance_transaction":"cbtxn_1","refunds":[]"#)
    -> String
  {
    Payload.event(
      "evt_note", "credit_note.created",
      #"{"id":"cn_1","object":"credit_note","invoice":"in_1","customer":"cus_1","status":"issued","amount":\#(amount),"post_payment_amount":\#(amount),"created":\#(Self.start + Self.day),\#(more)}"#,
      at: Self.start + Self.day)
  }

  // MARK: Nothing to pay back

  @Test("The unused time of a plan that had cost nothing buys nothing, wherever its line stands")
  func creditOfNothing() throws {
    let free = begun(paid: 0)
    for credit in [
      creditedNothing("micro_month", from: 16, to: 31), line(0, "micro_month", from: 16, to: 31, proration: true),
    ] {
      let month = line(2000, "macro_month", from: 16, to: 31, proration: true)
      let year = line(19_200, "macro_year", from: 16, to: 381)
      for (one, other) in [(credit, month), (month, credit)] {
        let up = try state(
          free + [
            subscription("evt_up", "sub_1", plan: "macro_month", at: 16),
            invoice("evt_2", "in_2", of: "sub_1", paid: 2000, at: 16, reason: "subscription_update", one, other),
          ])
        #expect(up.balance.plan == 5000 + Int64(15_000).portion(15, of: 31))
      }
      for (one, other) in [(credit, year), (year, credit)] {
        let yearly = try state(
          free + [
            subscription("evt_up", "sub_1", plan: "macro_year", at: 16, from: 16, to: 381),
            invoice("evt_2", "in_2", of: "sub_1", paid: 19_200, at: 16, reason: "subscription_update", one, other),
          ], days: 80)
        #expect((yearly.plan, yearly.balance.plan) == ("macro", 60_000))
      }
    }
  }

  // MARK: Out of the balance

  @Test("What the customer's balance paid counts as paid when some of it is given back")
  func paidByBalance() throws {
    func some(of paid: Int64, _ back: [String]) throws -> AccountState {
      let bought = begun().map { $0.replacing(#""amount_paid":1500"#, with: #""amount_paid":\#(paid)"#) }
      return try state(bought + back)
    }
    let third = Int64(5000).portion(1, of: 3)
    let returned = [tie("evt_tie", "in_1", "pi_1"), refund("evt_re", "re_1", payment: "pi_1", amount: 500, at: 1)]
    let refunded = try some(of: 500, returned)
    // A payment that went back whole ends the plan all the same; the credits follow the money.
    #expect((refunded.plan, refunded.balance.plan) == ("nano", 5000 - third))
    let half = try some(of: 500, [returned[0], returned[1].replacing(#""amount":500"#, with: #""amount":250"#)])
    #expect((half.plan, half.balance.plan) == ("micro", 5000 - Int64(5000).portion(1, of: 6)))
    let noted = try some(of: 500, [note(500)])
    #expect((noted.plan, noted.balance.plan) == ("micro", 5000 - third))
    let whole = try some(of: 0, [note(1500)])
    #expect((whole.plan, whole.balance.plan) == ("nano", 80))
  }

  @Test("What was credited before the payment was never paid, and is not waited for")
  func prePayment() throws {
    let bought = begun().map {
      $0.replacing(#""amount_paid":1500"#, with: #""amount_paid":1000,"pre_payment_credit_notes_amount":500"#)
    }
    let back = [tie("evt_tie", "in_1", "pi_1"), refund("evt_re", "re_1", payment: "pi_1", amount: 1000, at: 1)]
    #expect(try state(bought + back).plan == "nano")
  }

  @Test("A package whose total is not told was paid by its subtotal, and a refund takes it back")
  func subtotal() throws {
    let session = Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada")
      .replacing(#""amount_total":1500"#, with: #""amount_total":null"#)
    let bought = Payload.event("evt_cs", "checkout.session.completed", session, at: Self.start)
    #expect(try state([bought]).balance.purchased == 5000)
    let back = refund("evt_re", "re_1", payment: "pi_1", amount: 1500, at: 1)
    #expect(try state([bought, back]).balance.purchased == 0)
  }

  // MARK: Back to the balance

  private var wentDown: String {
    invoice(
      "evt_2", "in_2", of: "sub_1", paid: -2419, at: 1, reason: "subscription_update",
      line(-3871, "macro_month", from: 1, to: 31, proration: true),
      line(1452, "micro_month", from: 1, to: 31, proration: true))
  }

  @Test("Going down for the month and up again for the renewal is not a way to the dearer plan's credits")
  func downAndUpAtRenewal() throws {
    let state = try state(
      begun("macro_month", paid: 4000) + [
        wentDown,
        invoice(
          "evt_3", "in_3", of: "sub_1", paid: 81, at: 30, reason: "subscription_update",
          line(-48, "micro_month", from: 30, to: 31, proration: true),
          line(129, "macro_month", from: 30, to: 31, proration: true)),
        subscription("evt_4", "sub_1", plan: "macro_month", at: 31, to: 59),
        invoice(
          "evt_5", "in_4", of: "sub_1", paid: 4000, at: 31, reason: "subscription_cycle",
          line(4000, "macro_month", from: 31, to: 59)),
        subscription("evt_6", "sub_1", plan: "micro_month", at: 1),
      ])
    let tooMany = Int64(15_000) - Int64(15_000).portion(1, of: 31)
    #expect(abs(state.balance.plan - (40_000 - tooMany + 15_000 / 31)) <= 500)
  }

  @Test("Who goes down and stays there has each refill that he pays for")
  func downAndStays() throws {
    let state = try state(
      begun("macro_month", paid: 4000) + [
        subscription("evt_1", "sub_1", plan: "micro_month", at: 1),
        wentDown,
        subscription("evt_4", "sub_1", plan: "micro_month", at: 31, to: 59),
        invoice(
          "evt_5", "in_4", of: "sub_1", paid: 1500, at: 31, reason: "subscription_cycle",
          line(1500, "micro_month", from: 31, to: 59)),
      ])
    #expect(state.plan == "micro" && state.balance.plan == 20_000)
  }

  @Test("Who goes down, up and down again and stays has the refill that he pays for")
  func downUpAndDown() throws {
    func change(_ number: Int, at day: Int64, from old: String, _ back: Int64, to new: String, _ price: Int64)
      -> [String]
    {
      [
        subscription("evt_s\(number)", "sub_1", plan: new, at: day),
        invoice(
          "evt_i\(number)", "in_c\(number)", of: "sub_1", paid: max(0, price - back), at: day,
          reason: "subscription_update", line(-back, old, from: day, to: 31, proration: true),
          line(price, new, from: day, to: 31, proration: true)),
      ]
    }
    let events =
      begun("macro_month", paid: 4000)
      + change(1, at: 10, from: "macro_month", 2710, to: "micro_month", 1016)
      + change(2, at: 20, from: "micro_month", 532, to: "macro_month", 1419)
      + change(3, at: 25, from: "macro_month", 774, to: "micro_month", 290) + [
        subscription("evt_r", "sub_1", plan: "micro_month", at: 31, to: 59),
        invoice(
          "evt_renewed", "in_4", of: "sub_1", paid: 1500, at: 31, reason: "subscription_cycle",
          line(1500, "micro_month", from: 31, to: 59)),
      ]
    #expect(try state(events).plan == "micro")
    // What the cap keeps back aside.
    let ledgers = try Stage.replay(events.map { RecordedPayload(name: "", bytes: Array($0.utf8)) }).1
    let history = History(try ledgers.facts(of: "ada").sorted(by: Fact.inOrder), try Stage.catalog)
    #expect(history.periods.map(\.firstAmount) == [20_000, 5000])
  }

  @Test("A cancellation that is set within the month, credited, and moved or undone again brings nothing")
  func cancelAtAndUndone() throws {
    let set = invoice(
      "evt_2", "in_2", of: "sub_1", paid: -532, at: 5, reason: "subscription_update",
      line(-532, "micro_month", from: 20, to: 31, proration: true))
    let undone = invoice(
      "evt_3", "in_3", of: "sub_1", paid: 532, at: 8, reason: "subscription_update",
      line(532, "micro_month", from: 20, to: 31, proration: true))
    let moved = invoice(
      "evt_3", "in_3", of: "sub_1", paid: 242, at: 8, reason: "subscription_update",
      line(242, "micro_month", from: 20, to: 25, proration: true))
    for facts in [[set], [set, undone], [set, moved]] {
      let state = try state(begun() + facts, days: 24)
      #expect((state.plan, state.balance.plan) == ("micro", 5000))
    }
  }

  // MARK: Owed

  private var failedUpgrade: [String] {
    begun("micro_year", paid: 7200, to: 365) + [
      subscription("evt_up", "sub_1", plan: "mega_year", at: 10, to: 365)
        .replacing(#""status":"active""#, with: #""status":"past_due""#)
    ]
  }

  @Test("An upgrade that is not paid takes nothing away and gives nothing")
  func unpaidUpgrade() throws {
    for days: Int64 in [12, 40, 100] {
      let owing = try state(failedUpgrade, days: days)
      #expect((owing.plan, owing.status) == ("micro", "past_due"))
    }
    #expect(try state(failedUpgrade, days: 70).balance.plan == 15_000)
    let paid = invoice(
      "evt_2", "in_2", of: "sub_1", paid: 80_000, at: 20, reason: "subscription_update",
      line(-7000, "micro_year", from: 10, to: 365, proration: true),
      line(87_000, "mega_year", from: 10, to: 365, proration: true))
    let after = try state(failedUpgrade + [paid], days: 21)
    #expect((after.plan, after.status) == ("mega", "active"))
    let before = try state(failedUpgrade + [paid], days: 15)
    #expect((before.plan, before.status) == ("micro", "past_due"))
  }

  @Test("After what was paid for, an unpaid upgrade has the grace of the plan that was paid, whatever is told then")
  func graceAfterPaid() throws {
    let upgrade = subscription("evt_up", "sub_1", plan: "mega_month", at: 10)
      .replacing(#""status":"active""#, with: #""status":"past_due""#)
    let renewed = subscription("evt_re", "sub_1", plan: "mega_month", at: 31, from: 31, to: 59)
      .replacing(#""status":"active""#, with: #""status":"past_due""#)
    for facts in [[upgrade], [upgrade, renewed]] {
      for (days, plan) in [(20, "micro"), (40, "micro"), (46, "nano")] as [(Int64, String)] {
        let state = try state(begun() + facts, days: days)
        #expect((state.plan, state.status) == (plan, "past_due"))
      }
    }
  }

  @Test("What was owed before a pause is owed after it")
  func pausedWhileOwing() throws {
    let owing = subscription("evt_2", "sub_1", plan: "micro_month", at: 32, from: 31, to: 59)
      .replacing(#""status":"active""#, with: #""status":"past_due""#)
    let pause =
      #""status":"past_due","pause_collection":{"behavior":"void","resumes_at":\#(Self.start + 40 * Self.day)}"#
    let paused = subscription("evt_3", "sub_1", plan: "micro_month", at: 34, from: 31, to: 59)
      .replacing(#""status":"active""#, with: pause)
    #expect(try state(begun() + [owing, paused], days: 36).status == "paused")
    #expect(try state(begun() + [owing, paused], days: 41).status == "past_due")
  }

  @Test("An appeal against a lost dispute brings nothing back before it is won")
  func appeal() throws {
    func told(_ event: String, _ status: String, at days: Int64) -> String {
      Payload.event(
        event, "charge.dispute.updated",
        #"{"id":"du_1","object":"dispute","payment_intent":"pi_1","amount":1500,"currency":"usd","status":"\#(status)","created":\#(Self.start)}"#,
        at: Self.start + days * Self.day)
    }
    let lost = begun() + [tie("evt_tie", "in_1", "pi_1"), told("evt_du1", "lost", at: 2)]
    #expect(try state(lost + [told("evt_du2", "under_review", at: 3)], days: 4).plan == "nano")
    #expect(try state(lost + [told("evt_du2", "won", at: 3)], days: 4).plan == "micro")
  }

  // MARK: Left to a person

  private func outcomes(_ events: [String]) throws -> ReplayReport.Events {
    try Stage.replay(events.map { RecordedPayload(name: "", bytes: Array($0.utf8)) }).0.events
  }

  @Test("An invoice made by hand that pays for a change is for a person, any other grants nothing")
  func byHand() throws {
    func manual(_ line: String) -> String {
      invoice("evt_2", "in_2", of: "sub_1", paid: 1250, at: 16, reason: "manual", line)
    }
    let change = manual(line(2000, "macro_month", from: 16, to: 31, proration: true))
    #expect(try outcomes(begun() + [change]).quarantined == 0)
    let up = subscription("evt_up", "sub_1", plan: "macro_month", at: 16)
    #expect(try outcomes(begun() + [up, change]).quarantined == 1)
    #expect(try outcomes(begun() + [up, manual(line(2000, "macro_month", from: 16, to: 31))]).ignored == 1)
    let down = change.replacing(#""total":1250,"amount_paid":1250"#, with: #""total":-1250,"amount_paid":0"#)
    #expect(try outcomes(begun() + [up, down]).ignored == 1)
  }

  @Test("An invoice of more lines than any has is for a person, and soon decided")
  func manyLines() throws {
    let lines = (0..<PlanLine.countMax + 1).map { line(1, "micro_month", from: Int64($0), to: Int64($0) + 31) }
    let many = begun()[1].replacing(line(1500, "micro_month", from: 0, to: 31), with: lines.joined(separator: ","))
    #expect(try outcomes([begun()[0], many]).quarantined == 1)
  }

  @Test("Sums that no number holds buy and return no more than there is")
  func sums() throws {
    let credits = (1...2).map { _ in line(-Int64.max, "micro_month", from: 0, to: 31) }
    let lines = ([line(1500, "micro_month", from: 0, to: 31)] + credits).joined(separator: ",")
    let paid = begun()[1].replacing(line(1500, "micro_month", from: 0, to: 31), with: lines)
    #expect(try state([begun()[0], paid]).balance.plan == 0)
    let records = [Int64.max, .max, 502].map { #"{"amount_refunded":\#($0)}"# }.joined(separator: ",")
    let noted = try state(begun() + [note(500, #""refunds":[\#(records)]"#)])
    #expect((noted.plan, noted.balance.plan) == ("nano", 80))
  }

  // MARK: Ids

  @Test("Prices and customers may be named in any script")
  func names() throws {
    let events = begun() + [charge("evt_ch", payment: "pi_1", amount: 1500, refunded: 1500, at: 1)]
    let named = events.map {
      $0.replacing("price_micro_month", with: "Größe-Monat").replacing("cus_1", with: "kunde_Müller")
    }
    #expect(try state(Array(named.prefix(2))).balance.plan == 5000)
    #expect(try state(named).plan == "nano")
  }

  @Test("Ids that only look alike are two, and one that is empty ties nothing")
  func ids() throws {
    func session(_ event: String, _ number: Int, _ account: String) -> String {
      Payload.event(
        event, "checkout.session.completed",
        Payload.session("cs_\(number)", customer: "cus_\(number)", payment: "pi_\(number)", reference: account)
          .replacing(#""object":"checkout.session""#, with: #""object":"checkout.session","invoice":"""#))
    }
    let (report, ledgers) = try Stage.replay(
      [session("evt_1", 1, "ada"), session("evt_2", 2, "bob")].map { RecordedPayload(name: "", bytes: Array($0.utf8)) })
    #expect(report.events.applied == 2)
    for account in ["ada", "bob"] { #expect(try ledgers.fold(account, at: nil)?.state.balance.purchased == 5000) }
    let alike = ["evt_\u{E9}", "evt_e\u{301}", #"evt_\ud800"#, #"evt_\udfff"#].map { session($0, 3, "eve") }
    let seen = try outcomes(alike)
    #expect((seen.ignored, seen.duplicate) == (4, 0))
  }
}

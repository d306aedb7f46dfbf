import TestSupport
import Testing

@testable import Billing
@testable import Bridge

/// What is told in pieces, or of which one piece never came; each in every order.
extension RuleTests {
  private func first(_ plan: String = "micro_month", paid: Int64 = 1500, to end: Int64 = 31) -> String {
    invoice(
      "evt_paid", "in_1", of: "sub_1", paid: paid, at: 0, reason: "subscription_create",
      line(paid, plan, from: 0, to: end))
  }

  private var bought: String {
    Payload.event(
      "evt_cs", "checkout.session.completed",
      Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada"), at: Self.start)
  }

  /// A subscription of ours that was moved to another product, and one that was bought after.
  private var movedOffAndAnother: [String] {
    let moved = subscription("evt_2", "sub_1", plan: "micro_month", at: 5)
      .replacing(#""id":"price_micro_month","lookup_key":"micro_month""#, with: #""id":"price_of_another""#)
    return [
      subscription("evt_1", "sub_1", plan: "micro_month", at: 0, type: "created"), first(), moved,
      subscription("evt_3", "sub_2", plan: "mega_month", at: 10, from: 10, to: 41, type: "created"),
      invoice(
        "evt_4", "in_2", of: "sub_2", paid: 20_000, at: 10, reason: "subscription_create",
        line(20_000, "mega_month", from: 10, to: 41)),
    ]
  }

  // MARK: A price that is not the catalogue's any more

  @Test("A subscription of ours that was moved to another product, or whose key was taken over, is ours still")
  func leftOurs() throws {
    let other = #""id":"price_micro_month","lookup_key":null"#
    func gone(_ event: String, at days: Int64, _ more: String, type: String = "updated") -> String {
      subscription(event, "sub_1", plan: "micro_month", at: days, more: more, type: type)
        .replacing(#""id":"price_micro_month","lookup_key":"micro_month""#, with: other)
    }
    let begun = [subscription("evt_1", "sub_1", plan: "micro_month", at: 0, type: "created"), first()]
    let ended = try state(
      begun + [gone("evt_2", at: 5, #""ended_at":\#(Self.start + 5 * Self.day),"#, type: "deleted")])
    #expect((ended.plan, ended.status) == ("nano", "canceled"))
    let paused = try state(begun + [gone("evt_2", at: 5, #""pause_collection":{"behavior":"void"},"#)])
    #expect((paused.plan, paused.status) == ("micro", "paused"))
    let unpaid = try state(
      begun + [gone("evt_2", at: 5, "").replacing(#""status":"active""#, with: #""status":"unpaid""#)])
    #expect((unpaid.plan, unpaid.status) == ("nano", "unpaid"))
  }

  @Test("Who moved a subscription to another product may have one of ours beside it")
  func movedOff() throws {
    let state = try state(movedOffAndAnother)
    #expect((state.plan, state.subscription, state.balance.plan) == ("mega", "sub_2", 105_000))
  }

  @Test("Another product's subscription is ignored, whoever pays it")
  func foreign() throws {
    let foreign = subscription("evt_2", "sub_9", plan: "newsletter", at: 1)
      .replacing(#""tollbridge_account":"ada""#, with: "")
    let (report, ledgers) = try Stage.replay(
      [first(), subscription("evt_1", "sub_1", plan: "micro_month", at: 0), foreign].map {
        RecordedPayload(name: "", bytes: Array($0.utf8))
      })
    #expect((report.events.applied, report.events.ignored, report.events.parked) == (2, 1, 0))
    #expect(try ledgers.fold("ada", at: nil)?.state.plan == "micro")
  }

  // MARK: Several lines of one invoice

  @Test("One time that is charged in several lines is bought once")
  func splitLines() throws {
    let halves = [Int64(1000), 1000].map { line($0, "macro_month", from: 16, to: 31, proration: true) }
    let state = try state([
      subscription("evt_0", "sub_1", plan: "micro_month", at: 0), first(),
      subscription("evt_1", "sub_1", plan: "macro_month", at: 16),
      invoice(
        "evt_2", "in_2", of: "sub_1", paid: 1250, at: 16, reason: "subscription_update",
        line(-750, "micro_month", from: 16, to: 31, proration: true), halves[0], halves[1]),
    ])
    #expect(state.balance.plan == 5000 + Int64(15_000).portion(15, of: 31))
  }

  @Test("Of two changes within a second the first is undone by the second, in whatever order the lines stand")
  func twoChangesOfASecond() throws {
    let lines = [
      line(-750, "micro_month", from: 16, to: 31, proration: true),
      line(2000, "macro_month", from: 16, to: 31, proration: true),
      line(-2000, "macro_month", from: 16, to: 31, proration: true),
      line(10_000, "mega_month", from: 16, to: 31, proration: true),
    ]
    let middle = subscription("evt_m", "sub_1", plan: "macro_month", at: 15)
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
      let state = try state([
        subscription("evt_0", "sub_1", plan: "micro_month", at: 0), first(), middle,
        subscription("evt_1", "sub_1", plan: "mega_month", at: 16),
        invoice(
          "evt_2", "in_2", of: "sub_1", paid: 9250, at: 16, reason: "subscription_update", lines[order[0]],
          lines[order[1]], lines[order[2]], lines[order[3]]),
      ])
      #expect(state.balance.plan == 5000 + Int64(100_000).portion(15, of: 31) - Int64(5000).portion(15, of: 31))
    }
  }

  @Test("What is bought twice and paid back once is bought; what is all paid back is not")
  func netLines() throws {
    func credits(_ lines: [(Int64, String)]) throws -> Credits {
      let told = lines.map { line($0.0, $0.1, from: 16, to: 31, proration: true) }
      return try [told, told.reversed()].map { lines in
        try state([
          subscription("evt_0", "sub_1", plan: "micro_month", at: 0), first(),
          subscription("evt_1", "sub_1", plan: "macro_month", at: 16),
          Payload.event(
            "evt_2", "invoice.paid",
            """
            {"id":"in_2","object":"invoice","customer":"cus_1","status":"paid","billing_reason":"subscription_update",
            "currency":"usd","total":1250,"amount_paid":1250,"created":\(Self.start + 16 * Self.day),
            "parent":{"subscription_details":{"subscription":"sub_1"}},"lines":{"data":[\(lines.joined(separator: ","))]}}
            """, at: Self.start + 16 * Self.day),
        ]).balance.plan
      }.reduce(0) { $0 == 0 || $0 == $1 ? $1 : -1 }
    }
    let (micro, macro) = ((Int64(750), "micro_month"), (Int64(2000), "macro_month"))
    let (noMicro, noMacro) = ((Int64(-750), "micro_month"), (Int64(-2000), "macro_month"))
    #expect(
      try credits([noMicro, macro, noMacro, micro, noMicro, macro]) == 5000 + Int64(20_000).portion(15, of: 31)
        - Int64(5000).portion(15, of: 31))
    #expect(try credits([noMicro, macro, noMacro, micro]) == 5000)
  }

  @Test("What goes up and down again within one invoice grants what was paid for")
  func upAndDown() throws {
    let state = try state([
      subscription("evt_0", "sub_1", plan: "mega_month", at: 16),
      subscription("evt_1", "sub_1", plan: "micro_month", at: 17), first(),
      invoice(
        "evt_2", "in_2", of: "sub_1", paid: 600, at: 17, reason: "subscription_update",
        line(-750, "micro_month", from: 16, to: 31, proration: true),
        line(10_000, "mega_month", from: 16, to: 31, proration: true),
        line(-9350, "mega_month", from: 17, to: 31, proration: true),
        line(700, "micro_month", from: 17, to: 31, proration: true)),
    ])
    let day = Int64(95_000).portion(15, of: 31) - Int64(95_000).portion(14, of: 31)
    #expect(abs(state.balance.plan - 5000 - day) <= 1)
  }

  @Test("Two periods that one invoice pays for are two")
  func twoPeriods() throws {
    let state = try state(
      [
        subscription("evt_1", "sub_1", plan: "micro_month", at: 0), first(),
        invoice(
          "evt_2", "in_2", of: "sub_1", paid: 3000, at: 59, reason: "subscription_cycle",
          line(1500, "micro_month", from: 31, to: 59), line(1500, "micro_month", from: 59, to: 90)),
      ], days: 60)
    #expect(state.balance.plan == 15_000)
  }

  @Test("An invoice of which not all lines came, or in another currency, waits for a person")
  func notAsAsked() throws {
    func status(_ change: (String) -> String) throws -> (Int, Credits?) {
      let (report, ledgers) = try Stage.replay(
        [subscription("evt_1", "sub_1", plan: "micro_month", at: 0), change(first())].map {
          RecordedPayload(name: "", bytes: Array($0.utf8))
        })
      return (report.events.quarantined, try ledgers.fold("ada", at: nil)?.state.balance.plan)
    }
    #expect(try status { $0 } == (0, 5000))
    #expect(try status { $0.replacing(#""currency":"usd","total""#, with: #""currency":"jpy","total""#) } == (1, 0))
    let cut = try status {
      $0.replacing("price_micro_month", with: "price_add_on").replacing(
        #""lines":{"#, with: #""lines":{"has_more":true,"#)
    }
    #expect(cut == (1, 0))
    let prorations = try status {
      $0.replacing(#""proration":false"#, with: #""proration":true"#)
        .replacing(#""lines":{"#, with: #""lines":{"has_more":true,"#)
    }
    #expect(prorations == (1, 0))
  }

  // MARK: What no snapshot says

  @Test("A pause or a failure begins when it is told, also where nothing was told before")
  func interrupted() throws {
    let paused = try state(
      [
        subscription(
          "evt_1", "sub_1", plan: "micro_year", at: 100, to: 365, more: #""pause_collection":{"behavior":"void"},"#),
        first("micro_year", paid: 7200, to: 365),
      ], days: 101)
    // The refills of four months, up to the cap.
    #expect((paused.status, paused.balance.plan) == ("paused", 15_000))
    let late = subscription("evt_1", "sub_1", plan: "micro_month", at: 32, from: 0, to: 62)
      .replacing(#""status":"active""#, with: #""status":"past_due""#)
    let owing = try state([late, first()], days: 40)
    #expect((owing.plan, owing.status) == ("micro", "past_due"))
    #expect(try state([late, first()], days: 32 + 15).plan == "nano")
  }

  @Test("A payment ends what was owed, and a failed one begins it, though no snapshot says so")
  func paymentsSpeak() throws {
    let incomplete = subscription("evt_1", "sub_1", plan: "micro_month", at: 0, type: "created")
      .replacing(#""status":"active""#, with: #""status":"incomplete""#)
    let soon = first().replacing(
      #""created":\#(Self.start),"livemode""#, with: #""created":\#(Self.start + 5),"livemode""#)
    #expect(try state([incomplete, soon], days: 1).plan == "micro")
    let renewal = invoice(
      "evt_3", "in_2", of: "sub_1", paid: 1500, at: 35, reason: "subscription_cycle",
      line(1500, "micro_month", from: 31, to: 59))
    let pastDue = subscription("evt_2", "sub_1", plan: "micro_month", at: 32, from: 0, to: 59)
      .replacing(#""status":"active""#, with: #""status":"past_due""#)
    let begun = [subscription("evt_1", "sub_1", plan: "micro_month", at: 0, type: "created"), first()]
    #expect(try state(begun + [pastDue], days: 55).plan == "nano")
    let paid = try state(begun + [pastDue, renewal], days: 55)
    #expect((paid.plan, paid.status, paid.balance.plan) == ("micro", "active", 10_000))
    let failed = renewal.replacing("invoice.paid", with: "invoice.payment_failed")
      .replacing("evt_3", with: "evt_2").replacing(#""status":"paid""#, with: #""status":"open""#)
      .replacing(
        #""created":\#(Self.start + 35 * Self.day),"livemode""#,
        with: #""created":\#(Self.start + 31 * Self.day),"livemode""#)
    #expect(try state(begun + [failed], days: 40).status == "past_due")
    #expect(try state(begun + [failed], days: 50).plan == "nano")
    #expect(try state(begun + [failed, renewal], days: 50).plan == "micro")
  }

  @Test("An old invoice that is tried again, and fails, while a later one is paid, takes nothing away")
  func oldInvoiceFails() throws {
    let renewal = invoice(
      "evt_3", "in_3", of: "sub_1", paid: 1500, at: 59, reason: "subscription_cycle",
      line(1500, "micro_month", from: 59, to: 90))
    let failed = invoice(
      "evt_4", "in_2", of: "sub_1", paid: 0, at: 62, reason: "subscription_cycle",
      line(1500, "micro_month", from: 31, to: 59)
    ).replacing("invoice.paid", with: "invoice.payment_failed").replacing(
      #""status":"paid""#, with: #""status":"open""#)
    let active = subscription("evt_2", "sub_1", plan: "micro_month", at: 59, from: 0, to: 90)
    let begun = [subscription("evt_1", "sub_1", plan: "micro_month", at: 0, type: "created"), first()]
    let state = try state(begun + [active, renewal, failed], days: 85)
    #expect((state.plan, state.status) == ("micro", "active"))
  }

  @Test("A subscription that comes back to our product keeps none from counting that began meanwhile")
  func movedBack() throws {
    let state = try state(
      movedOffAndAnother + [subscription("evt_5", "sub_1", plan: "micro_month", at: 20)])
    #expect((state.plan, state.subscription, state.balance.plan) == ("mega", "sub_2", 105_000))
  }

  // MARK: Refunds and payments by other names

  @Test("A credit note tells its refund, and ties it to the invoice, and neither counts twice")
  func creditNotes() throws {
    let note = Payload.event(
      "evt_note", "credit_note.created",
      #"{"id":"cn_1","object":"credit_note","invoice":"in_1","customer":"cus_1","status":"issued","amount":600,"post_payment_amount":600,"out_of_band_amount":null,"refunds":[{"refund":"re_1","amount_refunded":600}],"created":\#(Self.start + Self.day)}"#,
      at: Self.start + Self.day)
    let begun = [subscription("evt_1", "sub_1", plan: "micro_month", at: 0), first()]
    let own = refund("evt_re", "re_1", payment: "pi_1", amount: 600, at: 1)
    #expect(try state(begun + [note]).balance.plan == 3000)
    #expect(try state(begun + [note, own]).balance.plan == 3000)
    let total = charge("evt_ch", payment: "pi_1", amount: 1500, refunded: 600, at: 1)
    #expect(try state(begun + [note, own, total]).balance.plan == 3000)
    #expect(try state(begun + [note, tie("evt_tie", "in_1", "pi_1"), total]).balance.plan == 3000)
    // The note may come days after the charge's total, and be all that names the refund.
    let late = note.replacing("\(Self.start + Self.day)", with: "\(Self.start + 3 * Self.day)")
    let early = charge("evt_ch", payment: "pi_1", amount: 1500, refunded: 600, at: 1)
    #expect(try state(begun + [late, tie("evt_tie", "in_1", "pi_1"), early]).balance.plan == 3000)
    let failed = own.replacing(#""status":"succeeded""#, with: #""status":"failed""#)
    #expect(try state(begun + [note, failed]).balance.plan == 5000)
    // It does not know what became of its refund, however late it is told.
    #expect(try state(begun + [late, failed]).balance.plan == 5000)
  }

  @Test("Whose a purchase is may stand on its payment alone")
  func paymentNamesAccount() throws {
    let session = bought.replacing(#""client_reference_id":"ada""#, with: #""client_reference_id":null"#)
      .replacing(#""customer":"cus_1""#, with: #""customer":null"#)
    let payment = Payload.event(
      "evt_pi", "payment_intent.succeeded",
      #"{"id":"pi_1","object":"payment_intent","amount":1500,"currency":"usd","status":"succeeded","latest_charge":"ch_1","metadata":{"tollbridge_account":"ada"}}"#,
      at: Self.start)
    #expect(try state([session, payment]).balance.purchased == 5000)
    let expanded = session.replacing(
      #""payment_intent":"pi_1""#,
      with: #""payment_intent":{"id":"pi_1","object":"payment_intent","metadata":{"tollbridge_account":"ada"}}"#)
    #expect(try state([expanded]).balance.purchased == 5000)
    let dispute = Payload.event(
      "evt_du", "charge.dispute.closed",
      #"{"id":"du_1","object":"dispute","charge":{"id":"ch_1","payment_intent":"pi_1"},"amount":1500,"currency":"usd","status":"lost","created":\#(Self.start)}"#,
      at: Self.start + Self.day)
    #expect(try state([bought, dispute]).balance.purchased == 0)
  }
}

import Sandbox
import Testing

@Suite("The life of subscriptions")
struct LifeTests {
  private func types(_ test: TestSandbox) async -> [String] { await test.payloads().map { $0.json.word("type") } }

  private func subscription(_ test: TestSandbox) async -> JSON {
    await test.call("GET", "/v1/subscriptions", "status=all").json[path: "data.0"]
  }

  @Test("The first payment is told in the observed order")
  func firstPayment() async throws {
    let test = await TestSandbox()
    _ = try await test.play("subscribe")
    #expect(
      await types(test).dropFirst() == [
        "charge.succeeded", "payment_method.attached", "checkout.session.completed", "customer.subscription.created",
        "customer.updated", "payment_intent.succeeded", "payment_intent.created", "invoice.created",
        "invoice.finalized", "invoice.paid", "invoice.payment_succeeded", "invoice_payment.paid",
      ])
  }

  @Test("A renewal rolls the period first and is charged an hour later")
  func renewal() async throws {
    let test = await TestSandbox()
    _ = try await test.play("renew")
    let letters = await test.payloads().suffix(8).map(\.json)
    #expect(
      letters.map { $0.word("type") } == [
        "customer.subscription.updated", "invoice.created", "invoice.finalized", "charge.succeeded",
        "payment_intent.succeeded", "invoice.paid", "invoice.payment_succeeded", "invoice_payment.paid",
      ])
    #expect(letters[2].number("created") - letters[1].number("created") == 3600)
  }

  @Test("The 31st stays the 31st where a month has one")
  func monthEnds() async throws {
    let start: Int64 = 1_769_860_800  // 2026-01-31 12:00 UTC
    let ends = (1...4).map { BillingCalendar.date(start, plus: $0, "month") }
    // 28 February, 31 March, 30 April, 31 May.
    #expect(ends == [1_772_280_000, 1_774_958_400, 1_777_550_400, 1_780_228_800])
    #expect(BillingCalendar.date(1_709_208_000, plus: 1, "year") == 1_740_744_000)  // 29 Feb 2024 to 28 Feb 2025
  }

  @Test("An upgrade gives back unused time and asks for the remaining time")
  func proration() async throws {
    let test = await TestSandbox()
    _ = try await test.play("upgrade")
    let invoice = await test.call("GET", "/v1/invoices").json[path: "data.0"]
    let lines = invoice["lines"]["data"].elements
    // Ten of thirty-one days are over: 21/31 of 15.00 and of 40.00.
    #expect(lines.map { $0.number("amount") } == [-1016, 2710])
    #expect(lines.allSatisfy { $0[path: "parent.subscription_item_details.proration"].flag == true })
    #expect(!lines[0][path: "parent.subscription_item_details.proration_details.credited_items"].isNull)
    #expect(lines[1][path: "parent.subscription_item_details.proration_details.credited_items"].isNull)
    #expect(invoice.number("amount_paid") == 1694)
    #expect(await subscription(test)[path: "items.data.0.price.id"].text == "price_macro_m")
  }

  @Test("From month to year the anchor moves, and the whole year is asked for")
  func yearly() async throws {
    let test = await TestSandbox()
    _ = try await test.play("upgrade_to_yearly")
    let now = TestSandbox.start + 10 * 86_400
    let after = await subscription(test)
    #expect(after.number("billing_cycle_anchor") == now)
    #expect(after[path: "items.data.0.current_period_end"].integer == BillingCalendar.date(now, plus: 1, "year"))
    let lines = await test.call("GET", "/v1/invoices").json[path: "data.0.lines.data"].elements
    #expect(lines.map { $0.number("amount") } == [-1016, 7200])
  }

  @Test("A change whose payment fails waits for 23 hours, and is then dropped")
  func pendingUpdate() async throws {
    let test = await TestSandbox()
    _ = try await test.play("subscribe")
    let before = await subscription(test)
    let id = before.word("id")
    _ = await test.sandbox.with { $0.setCards(of: before.word("customer"), .failsLater) }
    let asked =
      "items[0][id]=\(before[path: "items.data.0.id"].text ?? "")&items[0][price]=price_macro_m"
      + "&proration_behavior=always_invoice&payment_behavior="
    let refused = await test.call("POST", "/v1/subscriptions/\(id)", asked + "error_if_incomplete")
    #expect(refused.status == 402)
    #expect(await subscription(test) == before)
    let pending = await test.call("POST", "/v1/subscriptions/\(id)", asked + "pending_if_incomplete").json
    #expect(!pending["pending_update"].isNull)
    #expect(pending[path: "items.data.0.price.id"].text == "price_micro_m")
    await test.sandbox.advance(by: 23 * 3600)
    #expect(await subscription(test)["pending_update"].isNull)
    #expect(await types(test).contains("customer.subscription.pending_update_expired"))
  }

  @Test("A pending change is applied when its invoice is paid")
  func pendingUpdatePaid() async throws {
    let test = await TestSandbox()
    _ = try await test.play("subscribe")
    let before = await subscription(test)
    _ = await test.sandbox.with { $0.setCards(of: before.word("customer"), .failsLater) }
    let pending = await test.call(
      "POST", "/v1/subscriptions/\(before.word("id"))",
      "items[0][id]=\(before[path: "items.data.0.id"].text ?? "")&items[0][price]=price_macro_m"
        + "&proration_behavior=always_invoice&payment_behavior=pending_if_incomplete"
    ).json
    let paid = await test.call(
      "POST", "/v1/invoices/\(pending.word("latest_invoice"))/pay", "payment_method=pm_card_visa")
    #expect(paid.json.word("status") == "paid")
    #expect(await subscription(test)[path: "items.data.0.price.id"].text == "price_macro_m")
  }

  @Test("A preview says what the change then costs, and changes nothing")
  func preview() async throws {
    let test = await TestSandbox()
    _ = try await test.play("subscribe")
    await test.sandbox.advance(by: 10 * 86_400)
    let before = await subscription(test)
    let item = before[path: "items.data.0.id"].text ?? ""
    let preview = await test.call(
      "POST", "/v1/invoices/create_preview",
      "subscription=\(before.word("id"))&subscription_details[items][0][id]=\(item)"
        + "&subscription_details[items][0][price]=price_macro_m"
        + "&subscription_details[proration_behavior]=always_invoice")
    #expect(preview.json.number("amount_due") == 1694)
    #expect(await subscription(test) == before)
    #expect(await test.call("GET", "/v1/invoices").json["data"].elements.count == 1)
  }

  @Test("Dunning ends as the settings say", arguments: [WorldSettings.DunningEnd.cancel, .unpaid, .pastDue])
  func dunning(_ end: WorldSettings.DunningEnd) async throws {
    var settings = WorldSettings()
    settings.dunningEnd = end
    let test = await TestSandbox(settings: settings)
    _ = try await test.play("decline_to_the_end")
    let expected = [WorldSettings.DunningEnd.cancel: "canceled", .unpaid: "unpaid", .pastDue: "past_due"][end]
    #expect(await subscription(test).word("status") == expected)
    #expect(await types(test).filter { $0 == "invoice.payment_failed" }.count == 4)
  }

  @Test("A card whose bank asks is declined off-session, and asked for on the page")
  func authentication() async throws {
    let test = await TestSandbox()
    let answer = await test.call(
      "POST", "/v1/payment_intents",
      "amount=500&currency=usd&payment_method=pm_card_authenticationRequired&confirm=true&off_session=true")
    #expect(answer.status == 402)
    #expect(answer.json["error"].word("code") == "authentication_required")
    #expect(answer.json["error"]["payment_intent"].word("status") == "requires_payment_method")
    #expect(answer.header("Stripe-Should-Retry") == "false")
    let session = await test.call(
      "POST", "/v1/checkout/sessions",
      "mode=subscription&success_url=http%3A%2F%2Fa&line_items[0][price]=price_micro_m&line_items[0][quantity]=1"
    ).json.word("id")
    #expect(await test.sandbox.with { $0.pay(session: session, .authentication) } == .asks)
    #expect(await test.sandbox.with { $0.pay(session: session, .authentication, confirmed: true) } == .completed)
  }

  @Test("Two runs with one seed are the same to the byte")
  func repeatable() async throws {
    let first = await TestSandbox()
    let second = await TestSandbox()
    for test in [first, second] { _ = try await test.play("scheduled_downgrade") }
    #expect(await first.payloads().map(\.body) == second.payloads().map(\.body))
  }

  @Test("A cancellation sets and clears its fields")
  func cancellation() async throws {
    let test = await TestSandbox()
    _ = try await test.play("subscribe")
    let id = await subscription(test).word("id")
    let asked = await test.call("POST", "/v1/subscriptions/\(id)", "cancel_at_period_end=true").json
    #expect(asked["cancel_at"] == asked[path: "items.data.0.current_period_end"])
    #expect(asked["cancellation_details"].word("reason") == "cancellation_requested")
    let undone = await test.call("POST", "/v1/subscriptions/\(id)", "cancel_at_period_end=false").json
    #expect(
      undone["cancel_at"].isNull && undone["canceled_at"].isNull && undone["cancellation_details"]["reason"].isNull)
    _ = await test.call("POST", "/v1/subscriptions/\(id)", "cancel_at_period_end=true")
    await test.sandbox.advance(by: 40 * 86_400)
    let over = await subscription(test)
    #expect(over.word("status") == "canceled")
    #expect(over.isTrue("cancel_at_period_end") == false && over["ended_at"].integer != nil)
  }
}

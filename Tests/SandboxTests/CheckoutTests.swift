import Sandbox
import Testing

@Suite("Checkouts")
struct CheckoutTests {
  private func open(_ test: TestSandbox, _ parameters: String) async -> Answer {
    await test.call("POST", "/v1/checkout/sessions", "success_url=http%3A%2F%2Fa.example&" + parameters)
  }

  private static let plan = "mode=subscription&line_items[0][price]=price_micro_m&line_items[0][quantity]=1"

  @Test("A coupon for all of it needs no payment, and once is once")
  func coupon() async throws {
    let test = await TestSandbox()
    _ = await test.call("POST", "/v1/coupons", "id=ALL&percent_off=100&duration=once")
    let session = await open(test, Self.plan + "&discounts[0][coupon]=ALL").json
    #expect(session.number("amount_subtotal") == 1500 && session.number("amount_total") == 0)
    #expect(await test.sandbox.with { $0.pay(session: session.word("id"), .works) } == .completed)
    let done = await test.call("GET", "/v1/checkout/sessions/\(session.word("id"))").json
    #expect(done.word("payment_status") == "no_payment_required")
    let first = await test.call("GET", "/v1/invoices").json[path: "data.0"]
    #expect(first.word("status") == "paid" && first.number("total") == 0 && first.number("subtotal") == 1500)
    await test.sandbox.advance(by: 32 * 86_400)
    let second = await test.call("GET", "/v1/invoices").json[path: "data.0"]
    #expect(second.number("amount_paid") == 1500)
  }

  @Test("A part of a percent is rounded half up")
  func percent() async {
    let test = await TestSandbox()
    _ = await test.call("POST", "/v1/coupons", "id=HALF&percent_off=12.5&duration=forever")
    let session = await open(test, Self.plan + "&discounts[0][coupon]=HALF").json
    // 12.5 % of 15.00 are 1.875.
    #expect(session["total_details"].number("amount_discount") == 188)
    #expect(session.number("amount_total") == 1312)
  }

  @Test("A trial begins with an invoice of nothing and ends with a paid one")
  func trial() async throws {
    let test = await TestSandbox()
    let session = await open(test, Self.plan + "&subscription_data[trial_period_days]=7").json
    #expect(await test.sandbox.with { $0.pay(session: session.word("id"), .works) } == .completed)
    let subscription = await test.call("GET", "/v1/subscriptions").json[path: "data.0"]
    #expect(subscription.word("status") == "trialing")
    #expect(await test.call("GET", "/v1/invoices").json[path: "data.0.total"].integer == 0)
    await test.sandbox.advance(by: 7 * 86_400 + 3700)
    let after = await test.call("GET", "/v1/subscriptions").json[path: "data.0"]
    #expect(after.word("status") == "active")
    #expect(await test.call("GET", "/v1/invoices").json[path: "data.0.amount_paid"].integer == 1500)
    #expect(await test.payloads().contains { $0.json.word("type") == "customer.subscription.trial_will_end" })
  }

  @Test("A bank debit of a subscription that fails leaves it owing")
  func bankDebit() async throws {
    let test = await TestSandbox()
    let session = await open(test, Self.plan).json
    #expect(await test.sandbox.with { $0.pay(session: session.word("id"), .bankDebitFails) } == .completed)
    #expect(await test.call("GET", "/v1/invoices").json[path: "data.0.status"].text == "open")
    await test.sandbox.advance(by: 3 * 86_400 + 60)
    #expect(await test.call("GET", "/v1/subscriptions").json[path: "data.0.status"].text == "past_due")
  }

  @Test("Expired by request it cannot be paid, and cannot expire again")
  func expiry() async {
    let test = await TestSandbox()
    let id = await open(test, Self.plan).json.word("id")
    #expect(await test.call("POST", "/v1/checkout/sessions/\(id)/expire").json.word("status") == "expired")
    #expect(await test.call("POST", "/v1/checkout/sessions/\(id)/expire").status == 400)
    #expect(await test.sandbox.with { $0.pay(session: id, .works) } == .notOpen)
  }

  @Test("The card that is disputed later is")
  func dispute() async {
    let test = await TestSandbox()
    let id = await open(test, Self.plan).json.word("id")
    _ = await test.sandbox.with { $0.pay(session: id, .disputed) }
    await test.sandbox.advance(by: 8 * 86_400)
    let dispute = await test.call("GET", "/v1/disputes").json[path: "data.0"]
    #expect(dispute.word("status") == "needs_response" && dispute.number("amount") == 1500)
  }

  @Test("Deleting a customer ends its subscriptions and lets its cards go")
  func deletion() async throws {
    let test = await TestSandbox()
    let customer = try #require(try await test.play("subscribe").customer)
    #expect(await test.call("DELETE", "/v1/customers/\(customer)").json.isTrue("deleted"))
    #expect(await test.call("GET", "/v1/subscriptions", "status=all").json[path: "data.0.status"].text == "canceled")
    let types = await test.payloads().map { $0.json.word("type") }
    #expect(
      types.suffix(4) == [
        "customer.subscription.deleted", "payment_method.detached", "customer.updated", "customer.deleted",
      ])
  }

  @Test("A test clock is the world's clock")
  func testClock() async throws {
    let test = await TestSandbox()
    _ = try await test.play("subscribe")
    let clock = await test.call("POST", "/v1/test_helpers/test_clocks", "frozen_time=\(TestSandbox.start)").json.word(
      "id")
    let target = TestSandbox.start + 32 * 86_400
    let moved = await test.call("POST", "/v1/test_helpers/test_clocks/\(clock)/advance", "frozen_time=\(target)")
    #expect(moved.json.number("frozen_time") == target)
    #expect(await test.call("GET", "/v1/invoices").json["data"].elements.count == 2)
  }
}

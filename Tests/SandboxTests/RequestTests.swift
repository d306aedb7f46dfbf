import Sandbox
import Testing

@Suite("Requests")
struct RequestTests {
  /// What is wrong in a request, and Stripe's answer to it.
  static let refusals:
    [(method: String, path: String, parameters: String, status: Int, code: String?, param: String?)] = [
      ("GET", "/v1/customers/cus_none", "", 404, "resource_missing", "id"),
      ("POST", "/v1/customers", "emial=a", 400, "parameter_unknown", "emial"),
      ("POST", "/v1/products", "", 400, "parameter_missing", "name"),
      ("POST", "/v1/payment_intents", "amount=x&currency=usd", 400, "parameter_invalid_integer", "amount"),
      ("POST", "/v1/payment_intents", "amount=-5&currency=usd", 400, "amount_too_small", "amount"),
      ("POST", "/v1/payment_intents", "amount=99999999999&currency=usd", 400, "amount_too_large", "amount"),
      (
        "POST", "/v1/payment_intents", "amount=99999999999999999999&currency=usd", 400, "parameter_invalid_integer",
        "amount"
      ),
      (
        "POST", "/v1/payment_intents", "amount=500&currency=usd&payment_method_types[0]=card", 400,
        "payment_method_types_no_longer_supported", "payment_method_types"
      ),
      (
        "POST", "/v1/checkout/sessions", "mode=subscription&success_url=http%3A%2F%2Fa&line_items[0][price]=invalid",
        400,
        "resource_missing", "line_items[0][price]"
      ),
      (
        "POST", "/v1/checkout/sessions", "mode=payment&success_url=http%3A%2F%2Fa", 400, "parameter_missing",
        "line_items"
      ),
      (
        "POST", "/v1/checkout/sessions",
        "mode=payment&success_url=http%3A%2F%2Fa&allow_promotion_codes=true&discounts[0][coupon]=x", 400, nil, nil
      ),
      (
        "POST", "/v1/checkout/sessions",
        "mode=payment&success_url=http%3A%2F%2Fa&line_items[0][price_data][nonsense]=1", 400, "parameter_unknown",
        "line_items[0][price_data][nonsense]"
      ),
      ("GET", "/v1/customers", "limit=101", 400, "parameter_invalid_integer", "limit"),
      ("GET", "/v1/customers", "starting_after=cus_none", 400, "resource_missing", "starting_after"),
      ("GET", "/v1/no_such_thing", "", 404, nil, nil),
      ("POST", "/v1/refunds", "", 400, "parameter_missing", nil),
      (
        "POST", "/v1/prices", "currency=usd&product=prod_micro&unit_amount=1&lookup_key=micro_month", 400,
        "resource_already_exists", "lookup_key"
      ),
    ]

  @Test("Are refused in Stripe's words", arguments: refusals.indices)
  func refuses(_ index: Int) async {
    let row = Self.refusals[index]
    let test = await TestSandbox()
    let answer = await test.call(row.method, row.path, row.parameters)
    #expect(answer.status == row.status, "\(row.path) \(answer.json)")
    #expect(answer.json["error"]["code"].text == row.code)
    #expect(answer.json["error"]["param"].text == row.param)
    #expect(answer.json["error"].word("type") == "invalid_request_error")
    #expect(answer.header("Request-Id")?.hasPrefix("req_") == true)
  }

  @Test("A bad key is 401, with the header that says so")
  func badKey() async {
    let test = await TestSandbox()
    let answer = await test.sandbox.with { $0.answer(Call("GET", "/v1/customers", apiKey: "nonsense")) }
    #expect(answer.status == 401)
    #expect(answer.header("Www-Authenticate") == "Bearer realm=\"Stripe\"")
    #expect(answer.header("Stripe-Version") == nil)
  }

  @Test("Lists page both ways, newest first")
  func paging() async {
    let test = await TestSandbox()
    var ids: [String] = []
    for index in 0..<7 {
      ids.append(await test.call("POST", "/v1/customers", "name=n\(index)").json.word("id"))
    }
    let newest = Array(ids.reversed())
    let first = await test.call("GET", "/v1/customers", "limit=3").json
    #expect(first["data"].elements.map { $0.word("id") } == Array(newest[0..<3]))
    #expect(first.isTrue("has_more"))
    let last = await test.call("GET", "/v1/customers", "limit=4&starting_after=\(newest[2])").json
    #expect(last["data"].elements.map { $0.word("id") } == Array(newest[3..<7]))
    #expect(!last.isTrue("has_more"))
    let back = await test.call("GET", "/v1/customers", "limit=2&ending_before=\(newest[3])").json
    #expect(back["data"].elements.map { $0.word("id") } == Array(newest[1..<3]))
    #expect(back.isTrue("has_more"))
    #expect(back.word("url") == "/v1/customers")
  }

  @Test("Events are found by type, by whether they were delivered, and page by page")
  func events() async throws {
    let mailbox = Mailbox(refusing: 1_000_000)
    var knobs = DeliveryKnobs()
    knobs.attemptsMax = 1
    let test = await TestSandbox(deliveries: knobs, mailbox: mailbox)
    let report = try await test.play("subscribe")
    _ = await test.sandbox.courier.flush()
    let undelivered = await test.call("GET", "/v1/events", "delivery_success=false&limit=100").json
    #expect(undelivered["data"].elements.count == report.events.count)
    #expect(undelivered[path: "data.0.pending_webhooks"].integer == 1)
    #expect(await test.call("GET", "/v1/events", "delivery_success=true").json["data"].elements.isEmpty)
    let paid = await test.call("GET", "/v1/events", "types[0]=invoice.paid&types[1]=customer.created").json
    #expect(Set(paid["data"].elements.map { $0.word("type") }) == ["invoice.paid", "customer.created"])
    await test.sandbox.advance(by: 31 * 86_400)
    #expect(await test.call("GET", "/v1/events/\(report.events[0])").status == 404)
  }

  @Test("Metadata merges, and an empty value removes a key")
  func metadata() async {
    let test = await TestSandbox()
    let id = await test.call("POST", "/v1/customers", "metadata[a]=1&metadata[b]=2").json.word("id")
    let after = await test.call("POST", "/v1/customers/\(id)", "metadata[b]=&metadata[c]=3").json["metadata"]
    #expect(after == ["a": "1", "c": "3"])
    #expect(await test.call("POST", "/v1/customers/\(id)", "metadata=").json["metadata"] == [:])
  }

  @Test("Over-refunds are refused; a refund of all is refused a second time")
  func refunds() async throws {
    let test = await TestSandbox()
    _ = try await test.play("package")
    let charge = await test.call("GET", "/v1/charges").json[path: "data.0.id"].text ?? ""
    #expect(await test.call("POST", "/v1/refunds", "charge=\(charge)&amount=1501").status == 400)
    #expect(await test.call("POST", "/v1/refunds", "charge=\(charge)&amount=1500").status == 200)
    let again = await test.call("POST", "/v1/refunds", "charge=\(charge)")
    #expect(again.json["error"].word("code") == "charge_already_refunded")
  }
}

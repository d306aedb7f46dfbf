import Sandbox
import Testing

@Suite("Stripe's schemas", .enabled(if: SchemaChecker.shared != nil, "\(SchemaChecker.absence)"))
struct SchemaTests {
  @Test("The checker sees what is wrong")
  func canFail() throws {
    let checker = try #require(SchemaChecker.shared)
    let good: JSON = [
      "id": "re_1", "object": "refund", "amount": 100, "created": 1, "currency": "usd", "status": "succeeded",
    ]
    #expect(checker.problems(good) == [])
    #expect(!checker.problems(good.with([("amount", "100")])).isEmpty)
    #expect(!checker.problems(good.with([("amount", nil)])).isEmpty)
    #expect(!checker.problems(good.with([("reason", "no such reason")])).isEmpty)
    #expect(!checker.problems(good.with([("unknown_member", 1)])).isEmpty)
    var short = good
    short.remove("currency")
    #expect(!checker.problems(short).isEmpty)
    #expect(!checker.problems(["object": "no_such_object"]).isEmpty)
  }

  /// A world in which there is something of every kind.
  private func fullWorld() async throws -> TestSandbox {
    let test = await TestSandbox()
    for name in ["upgrade", "scheduled_downgrade", "package", "refund_partial", "dispute_won", "reload_declined"] {
      _ = try await test.play(name, account: name)
    }
    _ = await test.call("POST", "/v1/coupons", "id=STAY&percent_off=12.5&duration=repeating&duration_in_months=3")
    let customer = await test.call("GET", "/v1/customers").json["data"].elements.last?.word("id") ?? ""
    _ = await test.call("POST", "/v1/billing_portal/sessions", "customer=\(customer)")
    _ = await test.call(
      "POST", "/v1/billing_portal/configurations", "business_profile[headline]=Hello")
    _ = await test.call("POST", "/v1/test_helpers/test_clocks", "frozen_time=1767261600")
    _ = await test.call(
      "POST", "/v1/checkout/sessions",
      "mode=subscription&success_url=http%3A%2F%2Fa.example&line_items[0][price]=price_micro_m&line_items[0][quantity]=2"
        + "&discounts[0][coupon]=STAY")
    return test
  }

  @Test("Every object of every list and look-up fits")
  func listsAndObjects() async throws {
    let checker = try #require(SchemaChecker.shared)
    let test = try await fullWorld()
    let kinds = [
      "customers", "products", "prices", "coupons", "checkout/sessions", "subscriptions", "invoices",
      "invoice_payments", "subscription_schedules", "payment_intents", "payment_methods", "charges", "refunds",
      "disputes", "events", "webhook_endpoints", "billing_portal/configurations", "test_helpers/test_clocks",
    ]
    for kind in kinds {
      let parameters = kind == "subscriptions" ? "limit=100&status=all" : "limit=100"
      let list = await test.call("GET", "/v1/\(kind)", parameters)
      #expect(list.status == 200, "\(kind)")
      let elements = list.json["data"].elements
      #expect(!elements.isEmpty, "\(kind)")
      for element in elements {
        #expect(checker.problems(element) == [], "\(kind)")
        let one = await test.call("GET", "/v1/\(kind)/\(element.word("id"))")
        #expect(one.status == 200, "\(kind)")
        #expect(checker.problems(one.json) == [], "\(kind)")
      }
    }
  }

  @Test("What is expanded fits as well")
  func expanded() async throws {
    let checker = try #require(SchemaChecker.shared)
    let test = try await fullWorld()
    let queries = [
      (
        "checkout/sessions",
        "expand[0]=data.line_items&expand[1]=data.subscription.latest_invoice&expand[2]=data.customer"
      ),
      ("subscriptions", "expand[0]=data.latest_invoice.payments&expand[1]=data.default_payment_method"),
      ("payment_intents", "expand[0]=data.latest_charge&expand[1]=data.payment_method"),
      ("invoices", "expand[0]=data.payments.data.payment.payment_intent"),
      ("refunds", "expand[0]=data.charge&expand[1]=data.payment_intent"),
    ]
    for (path, query) in queries {
      let answer = await test.call("GET", "/v1/\(path)", "limit=100&" + query)
      #expect(answer.status == 200, "\(path): \(answer.json)")
      for element in answer.json["data"].elements { #expect(checker.problems(element) == [], "\(path)") }
    }
    let lines = await test.call("GET", "/v1/checkout/sessions", "expand[0]=data.line_items")
    #expect(lines.json[path: "data.0.line_items.data.0.price.id"].text == "price_micro_m")
  }

  @Test("What a request makes fits, too")
  func made() async throws {
    let checker = try #require(SchemaChecker.shared)
    let test = await TestSandbox()
    _ = try await test.play("subscribe")
    let subscription = await test.call("GET", "/v1/subscriptions").json[path: "data.0"]
    let id = subscription.word("id")
    let item = subscription[path: "items.data.0.id"].text ?? ""
    let customer = subscription.word("customer")
    let preview =
      "subscription=\(id)&subscription_details[items][0][id]=\(item)"
      + "&subscription_details[items][0][price]=price_macro_m&subscription_details[proration_behavior]="
    let requests = [
      ("invoices/create_preview", preview + "always_invoice"),
      ("invoices/create_preview", preview + "create_prorations"),
      ("invoices/create_preview", "subscription=\(id)"),
      ("subscriptions/\(id)", "cancel_at_period_end=true&cancellation_details[feedback]=too_expensive"),
      ("subscriptions/\(id)", "cancel_at_period_end=false&metadata[x]=y"),
      ("subscriptions/\(id)", "pause_collection[behavior]=void"),
      (
        "billing_portal/sessions",
        "customer=\(customer)&flow_data[type]=subscription_cancel&flow_data[subscription_cancel][subscription]=\(id)"
          + "&flow_data[after_completion][type]=redirect"
          + "&flow_data[after_completion][redirect][return_url]=http%3A%2F%2Fa.example"
      ),
      (
        "billing_portal/sessions",
        "customer=\(customer)&flow_data[type]=subscription_update_confirm"
          + "&flow_data[subscription_update_confirm][subscription]=\(id)"
          + "&flow_data[subscription_update_confirm][items][0][id]=\(item)"
          + "&flow_data[subscription_update_confirm][items][0][price]=price_macro_m"
      ),
      ("subscriptions/\(id)/pause", "type=subscription"),
      ("subscriptions/\(id)/resume", "billing_cycle_anchor[type]=now"),
      ("payment_intents", "amount=500&currency=usd&payment_method=pm_card_visa&confirm=true"),
      ("payment_intents", "amount=500&currency=usd"),
    ]
    for (path, body) in requests {
      let answer = await test.call("POST", "/v1/\(path)", body)
      #expect(answer.status == 200, "\(path): \(answer.json["error"].word("message"))")
      #expect(checker.problems(answer.json) == [], "\(path)")
    }
    for behaviour in ["pm_card_authenticationRequired", "pm_usBankAccount_success"] {
      let answer = await test.call(
        "POST", "/v1/payment_intents", "amount=500&currency=usd&payment_method=\(behaviour)&confirm=true")
      #expect(answer.status == 200)
      #expect(checker.problems(answer.json) == [])
    }
  }
}

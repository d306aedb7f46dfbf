import Sandbox
import Testing

@Suite("Pages and controls")
struct PageTests {
  private func send(_ test: TestSandbox, _ method: String, _ path: String, _ body: String = "") async -> Answer {
    guard case .answer(let answer) = await test.sandbox.respond(to: WebRequest(method, path, body: Array(body.utf8)))
    else {
      return Answer(status: 0, body: [])
    }
    return answer
  }

  private func text(_ answer: Answer) -> String { String(decoding: answer.body, as: UTF8.self) }

  private func session(_ test: TestSandbox, _ extra: String = "") async -> String {
    await test.call(
      "POST", "/v1/checkout/sessions",
      "mode=payment&success_url=http%3A%2F%2Fapp.example%2Fok%3Fs%3D%7BCHECKOUT_SESSION_ID%7D"
        + "&cancel_url=http%3A%2F%2Fapp.example%2Fno&line_items[0][price_data][currency]=usd"
        + "&line_items[0][price_data][unit_amount]=1500&line_items[0][quantity]=1"
        + "&line_items[0][price_data][product_data][name]=%3Cscript%3Ealert(1)%3C%2Fscript%3E" + extra
    ).json.word("id")
  }

  @Test("The checkout page escapes what it shows and fetches nothing from elsewhere")
  func escapes() async {
    let test = await TestSandbox()
    let page = await send(test, "GET", "/c/pay/" + (await session(test)))
    #expect(page.status == 200)
    #expect(text(page).contains("&lt;script&gt;") && !text(page).contains("<script"))
    #expect(text(page).contains("no money moves") && text(page).contains("$15.00"))
    #expect(!text(page).contains("https://"))
    #expect(page.header("Content-Security-Policy")?.contains("default-src 'none'") == true)
    #expect(await send(test, "GET", "/sandbox.css").status == 200)
  }

  @Test("Declined it stays open, paid it goes back to the app, and then it is done")
  func payment() async {
    let test = await TestSandbox()
    let id = await session(test)
    let declined = await send(test, "POST", "/c/pay/\(id)", "action=decline")
    #expect(declined.status == 200 && text(declined).contains("Your card was declined."))
    #expect(text(await send(test, "POST", "/c/pay/\(id)", "action=authenticate")).contains("Your bank asks"))
    let paid = await send(test, "POST", "/c/pay/\(id)", "action=confirm")
    #expect(paid.status == 303)
    #expect(paid.header("Location") == "http://app.example/ok?s=\(id)")
    #expect(text(await send(test, "GET", "/c/pay/\(id)")).contains("complete"))
  }

  @Test("Canceling goes back and leaves it open")
  func cancel() async {
    let test = await TestSandbox()
    let id = await session(test)
    let left = await send(test, "POST", "/c/pay/\(id)", "action=cancel")
    #expect(left.header("Location") == "http://app.example/no")
    #expect(await test.call("GET", "/v1/checkout/sessions/\(id)").json.word("status") == "open")
  }

  @Test("The portal changes the card, cancels, takes it back and confirms a change")
  func portal() async throws {
    let test = await TestSandbox()
    _ = try await test.play("subscribe")
    let subscription = await test.call("GET", "/v1/subscriptions").json[path: "data.0"]
    let id = subscription.word("id")
    let flow = "customer=\(subscription.word("customer"))&return_url=http%3A%2F%2Fapp.example%2Fback"
    let portal = await test.call("POST", "/v1/billing_portal/sessions", flow).json.word("id")
    #expect(await send(test, "POST", "/p/session/\(portal)", "action=card").status == 200)
    _ = await send(test, "POST", "/p/session/\(portal)", "action=cancel%3A\(id)")
    #expect(await test.call("GET", "/v1/subscriptions/\(id)").json.isTrue("cancel_at_period_end"))
    _ = await send(test, "POST", "/p/session/\(portal)", "action=undo%3A\(id)")
    #expect(await test.call("GET", "/v1/subscriptions/\(id)").json["cancel_at_period_end"].flag == false)
    #expect(
      await send(test, "POST", "/p/session/\(portal)", "action=return").header("Location") == "http://app.example/back")
    let confirm = "flow_data[type]=subscription_update_confirm&flow_data[subscription_update_confirm]"
    let update = await test.call(
      "POST", "/v1/billing_portal/sessions",
      flow + "&\(confirm)[subscription]=\(id)&flow_data[subscription_update_confirm][items][0][price]=price_macro_m"
        + "&flow_data[after_completion][type]=redirect"
        + "&flow_data[after_completion][redirect][return_url]=http%3A%2F%2Fapp.example%2Fdone"
    ).json.word("id")
    let declined = await send(test, "POST", "/p/session/\(update)", "action=decline_update")
    #expect(text(declined).contains("declined"))
    #expect(
      await test.call("GET", "/v1/subscriptions/\(id)").json[path: "items.data.0.price.id"].text == "price_micro_m")
    let done = await send(test, "POST", "/p/session/\(update)", "action=confirm_update")
    #expect(done.header("Location") == "http://app.example/done")
    #expect(
      await test.call("GET", "/v1/subscriptions/\(id)").json[path: "items.data.0.price.id"].text == "price_macro_m")
  }

  @Test("The controls move the clock, set faults and deliveries, play scenarios and show the recording")
  func controls() async {
    let test = await TestSandbox()
    #expect(await send(test, "GET", "/sandbox").json.number("now") == TestSandbox.start)
    #expect(
      await send(test, "POST", "/sandbox/clock/advance", "{\"days\": 2}").json.number("now") == TestSandbox.start
        + 172_800)
    #expect(await send(test, "POST", "/sandbox/clock/advance", "{\"seconds\": -2}").status == 400)
    #expect(await send(test, "POST", "/sandbox/faults", "{\"fault\": \"rate_limit\"}").json.number("rules") == 1)
    #expect(await send(test, "POST", "/sandbox/faults", "{\"fault\": \"nonsense\"}").status == 400)
    #expect(await send(test, "DELETE", "/sandbox/faults").json.number("rules") == 0)
    #expect(await send(test, "GET", "/sandbox/scenarios").json["scenarios"].elements.count == Scenario.all.count)
    let played = await send(test, "POST", "/sandbox/scenarios/subscribe", "{\"account\": \"ada\"}")
    #expect(played.status == 200 && !played.json["words"].elements.isEmpty)
    #expect(await send(test, "POST", "/sandbox/scenarios/nonsense", "{\"account\": \"ada\"}").status == 404)
    #expect(
      await send(test, "POST", "/sandbox/scenarios/subscribe", "{\"account\": \"ada\", \"plan\": \"no\"}").status == 409
    )
    #expect(await send(test, "POST", "/sandbox/deliveries", "{\"flush\": true}").json.number("waiting") == 0)
    #expect(await !send(test, "GET", "/sandbox/recording").json["events"].elements.isEmpty)
    #expect(await send(test, "POST", "/sandbox/faults", "no json").status == 400)
    #expect(await send(test, "GET", "/sandbox/nonsense").status == 404)
  }
}

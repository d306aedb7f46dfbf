import Sandbox
import Testing

@Suite("Idempotency")
struct IdempotencyTests {
  private let body = "email=a%40example.com"

  @Test("The same key replays the first answer and does nothing again")
  func replays() async {
    let test = await TestSandbox()
    let first = await test.call("POST", "/v1/customers", body, key: "k1")
    let second = await test.call("POST", "/v1/customers", body, key: "k1")
    #expect(first.header("Idempotent-Replayed") == nil)
    #expect(first.header("Original-Request") == first.header("Request-Id"))
    #expect(second.body == first.body)
    #expect(second.header("Idempotent-Replayed") == "true")
    #expect(second.header("Original-Request") == first.header("Request-Id"))
    #expect(second.header("Request-Id") != first.header("Request-Id"))
    #expect(second.header("Idempotency-Key") == "k1")
    #expect(await test.sandbox.world.all("customer").count == 1)
  }

  @Test("The same key for other parameters or another path is refused")
  func mismatch() async {
    let test = await TestSandbox()
    _ = await test.call("POST", "/v1/customers", body, key: "k1")
    for (path, parameters) in [("/v1/customers", "email=b%40example.com"), ("/v1/products", body)] {
      let answer = await test.call("POST", path, parameters, key: "k1")
      #expect(answer.status == 400)
      #expect(answer.json["error"].word("type") == "idempotency_error")
    }
  }

  @Test("A refusal of the parameters is not remembered")
  func validationIsNotSaved() async {
    let test = await TestSandbox()
    #expect(await test.call("POST", "/v1/refunds", "charge=ch_none", key: "k1").status == 400)
    _ = try? await test.play("package")
    let again = await test.call("POST", "/v1/refunds", "charge=ch_none", key: "k1")
    #expect(again.header("Idempotent-Replayed") == nil)
  }

  @Test("A declined payment is remembered, and its payment intent is there")
  func declineIsSaved() async {
    let test = await TestSandbox()
    let order = "amount=500&currency=usd&payment_method=pm_card_chargeDeclined&confirm=true&off_session=true"
    let first = await test.call("POST", "/v1/payment_intents", order, key: "k1")
    let second = await test.call("POST", "/v1/payment_intents", order, key: "k1")
    #expect(first.status == 402)
    #expect(second.status == 402)
    #expect(second.body == first.body)
    #expect(second.header("Idempotent-Replayed") == "true")
    let id = first.json["error"]["payment_intent"].word("id")
    #expect(await test.call("GET", "/v1/payment_intents/\(id)").json.word("status") == "requires_payment_method")
  }

  @Test("A day later a key is new")
  func expires() async {
    let test = await TestSandbox()
    let first = await test.call("POST", "/v1/customers", body, key: "k1")
    await test.sandbox.advance(by: 86_400 - 1)
    #expect(await test.call("POST", "/v1/customers", body, key: "k1").body == first.body)
    await test.sandbox.advance(by: 2)
    #expect(await test.call("POST", "/v1/customers", body, key: "k1").body != first.body)
  }

  @Test("While the first request is under way, the key is in use")
  func inFlight() async throws {
    let test = await TestSandbox()
    await test.sandbox.add(FaultRule(.stall(seconds: 0.4)))
    var request = WebRequest("POST", "/v1/customers", body: Array(body.utf8))
    request.headers = [("Authorization", "Bearer sk_test_1"), ("Idempotency-Key", "k1")]
    async let slow = test.sandbox.respond(to: request)
    var second: Answer?
    for _ in 0..<100 where second?.status != 409 {
      try await Task.sleep(for: .milliseconds(2))
      guard await test.sandbox.faults.happened > 0 else { continue }
      guard case .answer(let answer) = await test.sandbox.respond(to: request) else { break }
      second = answer
    }
    #expect(second?.status == 409)
    #expect(second?.json["error"].word("code") == "idempotency_key_in_use")
    guard case .answer(let first) = await slow else {
      Issue.record("no answer")
      return
    }
    #expect(first.status == 200)
    #expect(await test.sandbox.world.all("customer").count == 1)
  }

  @Test("Reading ignores keys")
  func reading() async {
    let test = await TestSandbox()
    _ = await test.call("GET", "/v1/customers", key: "k1")
    #expect(await test.call("POST", "/v1/customers", body, key: "k1").status == 200)
  }
}

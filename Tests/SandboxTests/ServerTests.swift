import Native
import Sandbox
import Stripe
import Testing

@Suite("Over HTTP")
struct ServerTests {
  private func get(_ url: String) async throws -> HTTPRequest.Answer {
    try await OffThread.run { try HTTPRequest(url: url, timeoutMilliseconds: 60_000).get() }
  }

  private func post(_ url: String, _ body: String, _ headers: [String] = []) async throws -> HTTPRequest.Answer {
    try await OffThread.run {
      try HTTPRequest(url: url, timeoutMilliseconds: 60_000).post(Array(body.utf8), headers: headers)
    }
  }

  private static let key = "Authorization: Bearer sk_test_1"

  @Test("A customer is made, a checkout opened and paid on its page, and signed deliveries arrive")
  func endToEnd() async throws {
    let mailbox = Mailbox()
    var configuration = SandboxConfiguration()
    configuration.sender = mailbox
    configuration.endpoints = [.init(url: "http://127.0.0.1:1/hook", secret: TestSandbox.secret)]
    let server = SandboxServer(configuration: configuration)
    let port = try await server.start()
    let origin = "http://127.0.0.1:\(port)"
    let session = try await post(
      origin + "/v1/checkout/sessions",
      "mode=subscription&success_url=http%3A%2F%2Fapp.example%2Fok%3Fs%3D%7BCHECKOUT_SESSION_ID%7D"
        + "&line_items[0][price]=price_micro_m&line_items[0][quantity]=1", [Self.key])
    #expect(session.status == 200)
    let object = try #require(JSON(reading: session.body))
    let url = object.word("url")
    #expect(url.hasPrefix(origin + "/c/pay/cs_test_"))
    let page = try await get(url)
    #expect(page.status == 200)
    #expect(String(decoding: page.body, as: UTF8.self).contains("no money moves"))
    #expect(try await post(url, "action=pay").status == 303)
    #expect(await server.sandbox.courier.flush())
    let letters = await mailbox.letters
    #expect(letters.contains { $0.json.word("type") == "invoice.paid" })
    let summary = try #require(JSON(reading: try await get(origin + "/sandbox").body))
    #expect(summary["objects"].number("subscription") == 1)
    await server.stop()
  }

  @Test("A delivery over a real connection verifies")
  func realDelivery() async throws {
    let receiver = SandboxServer()
    let port = try await receiver.start()
    var configuration = SandboxConfiguration()
    configuration.deliveries.attemptsMax = 2
    configuration.deliveries.retryMilliseconds = 1
    // The other sandbox's control routes take any JSON object by POST.
    configuration.endpoints = [.init(url: "http://127.0.0.1:\(port)/sandbox/deliveries", secret: TestSandbox.secret)]
    let sandbox = Sandbox(configuration)
    await sandbox.start(origin: "http://127.0.0.1:1")
    _ = await sandbox.with { $0.answer(Call("POST", "/v1/customers", body: "email=a%40example.com")) }
    #expect(await sandbox.courier.flush())
    #expect(await sandbox.courier.summary.delivered == 1)
    await receiver.stop()
  }

  @Test("A request without a key is refused")
  func refusesStrangers() async throws {
    let server = SandboxServer()
    let port = try await server.start()
    #expect(try await get("http://127.0.0.1:\(port)/v1/customers").status == 401)
    await server.stop()
  }
}

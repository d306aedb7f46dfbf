import Sandbox
import Stripe
import Testing

@Suite("Deliveries")
struct DeliveryTests {
  @Test("Each is signed for its body at the real time")
  func signed() async throws {
    let test = await TestSandbox()
    _ = try await test.play("subscribe")
    let letters = await test.payloads()
    let secret = try SigningSecret(TestSandbox.secret)
    let now = RealTime.unixSeconds()
    for letter in letters {
      let time = try #require(Int64(letter.signature.dropFirst(2).prefix { $0 != "," }))
      #expect(abs(time - now) < 60)
      #expect(letter.signature == (try secret.header(for: letter.body, at: time)))
    }
  }

  @Test("Without knobs they come once and in order")
  func inOrder() async throws {
    let test = await TestSandbox()
    let report = try await test.play("renew")
    #expect(await test.payloads().map { $0.json.word("id") } == report.events)
  }

  @Test("What is lost or refused comes again until it is taken")
  func again() async throws {
    var knobs = DeliveryKnobs()
    knobs.dropProbability = 0.3
    knobs.retryMilliseconds = 1
    let test = await TestSandbox(deliveries: knobs, mailbox: Mailbox(refusing: 5))
    let report = try await test.play("subscribe")
    let letters = await test.payloads()
    #expect(Set(letters.map { $0.json.word("id") }) == Set(report.events))
    #expect(await test.sandbox.courier.summary.failedAttempts >= 5)
    #expect(await test.call("GET", "/v1/events", "delivery_success=false").json["data"].elements.isEmpty)
    #expect(await test.call("GET", "/v1/events").json[path: "data.0.pending_webhooks"].integer == 0)
  }

  @Test("Repeated and shuffled on request, the same way for the same seed")
  func shuffled() async throws {
    func order() async throws -> [String] {
      var knobs = DeliveryKnobs()
      knobs.isHeld = true
      knobs.repeatProbability = 0.4
      knobs.reorderWindow = 6
      knobs.seed = 42
      let test = await TestSandbox(deliveries: knobs)
      _ = try await test.play("subscribe")
      knobs.isHeld = false
      await test.sandbox.courier.set(knobs)
      return await test.payloads().map { $0.json.word("id") }
    }
    let first = try await order()
    #expect(first.count > Set(first).count)
    #expect(try await order() == first)
    let test = await TestSandbox()
    #expect(try await test.play("subscribe").events != first)
  }

  @Test("What is held is not sent until it is released")
  func held() async throws {
    var knobs = DeliveryKnobs()
    knobs.isHeld = true
    let test = await TestSandbox(deliveries: knobs)
    let report = try await test.play("subscribe")
    #expect(await test.sandbox.courier.flush(timeout: .milliseconds(20)) == false)
    #expect(await test.mailbox.letters.isEmpty)
    knobs.isHeld = false
    await test.sandbox.courier.set(knobs)
    #expect(await test.payloads().count == report.events.count)
  }

  @Test("They go to this machine alone")
  func loopback() async throws {
    for url in [
      "http://10.0.0.1/x", "https://example.com/x", "http://127.0.0.1@example.com/", "http://localhost.example.com/",
    ] {
      var configuration = SandboxConfiguration()
      let mailbox = Mailbox()
      configuration.sender = mailbox
      configuration.deliveries.attemptsMax = 1
      configuration.endpoints = [.init(url: url)]
      let sandbox = Sandbox(configuration)
      _ = await sandbox.with { $0.answer(Call("POST", "/v1/customers")) }
      #expect(await sandbox.courier.flush())
      #expect(await mailbox.letters.isEmpty, "\(url)")
    }
  }

  @Test("Each endpoint gets the types that it asked for, in its own version, with its own secret")
  func endpoints() async throws {
    let test = await TestSandbox()
    let made = await test.call(
      "POST", "/v1/webhook_endpoints",
      "url=http%3A%2F%2Flocalhost%3A1%2Fother&enabled_events[0]=invoice.paid&api_version=2020-08-27")
    let secret = try SigningSecret(made.json.word("secret"))
    #expect(await test.call("GET", "/v1/webhook_endpoints/\(made.json.word("id"))").json["secret"].isNull)
    _ = try await test.play("subscribe")
    let others = await test.payloads().filter { $0.url == "http://localhost:1/other" }
    #expect(others.map { $0.json.word("type") } == ["invoice.paid"])
    let letter = try #require(others.first)
    #expect(letter.json.word("api_version") == "2020-08-27")
    let time = try #require(Int64(letter.signature.dropFirst(2).prefix { $0 != "," }))
    #expect(letter.signature == (try secret.header(for: letter.body, at: time)))
  }

  @Test("A deleted endpoint gets nothing more")
  func deletedEndpoint() async throws {
    var knobs = DeliveryKnobs()
    knobs.isHeld = true
    let test = await TestSandbox(deliveries: knobs)
    _ = try await test.play("subscribe")
    let id = await test.call("GET", "/v1/webhook_endpoints").json[path: "data.0.id"].text ?? ""
    #expect(await test.call("DELETE", "/v1/webhook_endpoints/\(id)").json.isTrue("deleted"))
    #expect(await test.sandbox.courier.summary.waiting == 0)
  }
}

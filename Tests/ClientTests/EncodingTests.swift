import Foundation
import Testing

@testable import TollbridgeClient

@Suite("Client: what is sent")
struct EncodingTests {
  /// The answers do not fit; what was sent is what counts.
  private func sent(_ body: (TollbridgeClient) async throws -> some Sendable) async throws -> HTTPRequest {
    let recorder = Recorder()
    _ = try? await body(try recorder.client())
    return try #require(recorder.requests.first)
  }

  private func body(_ request: HTTPRequest) -> String { String(decoding: request.body ?? [], as: UTF8.self) }

  @Test(
    "A name stays one part of the path",
    arguments: [
      ("user_42", "user_42"), ("a/b", "a%2Fb"), ("a?b#c", "a%3Fb%23c"), ("a%2Fb", "a%252Fb"), ("ä b", "%C3%A4%20b"),
      ("me@x.org:1", "me%40x.org%3A1"), ("..a", "..a"), ("a\nb", "a%0Ab"), ("../../v1/events", "..%2F..%2Fv1%2Fevents"),
    ])
  func names(_ name: String, _ encoded: String) async throws {
    let request = try await sent { try await $0.balance(of: name) }
    #expect(request.url == "https://billing.example/v1/accounts/\(encoded)/balance")
    #expect(URL(string: request.url)?.absoluteString == request.url)
  }

  @Test("A name that no encoding can keep is not sent", arguments: ["", ".", "..", "..."])
  func dots(_ name: String) async throws {
    let recorder = Recorder()
    let client = try recorder.client()
    let error = try await thrown(TransportError.self) { try await client.account(name) }
    #expect(error.kind == .notSent)
    #expect(recorder.requests.isEmpty)
  }

  @Test("A line's end in a key or credential begins no other header", arguments: ["a\r\nX-Evil: 1", "", "a b", "ä"])
  func headerInjection(_ key: String) async throws {
    let recorder = Recorder()
    let client = try recorder.client()
    let error = try await thrown(TransportError.self) {
      try await client.spend(.amount(1), from: "ada", idempotencyKey: key)
    }
    #expect(error.kind == .notSent)
    let other = try recorder.client("https://billing.example", .serverKey("a\r\nb"))
    #expect(try await thrown(TransportError.self) { try await other.account("ada") }.kind == .notSent)
    #expect(recorder.requests.isEmpty)
  }

  @Test("The service may lie below a path", arguments: ["https://x.example/billing", "https://x.example/billing/"])
  func base(_ base: String) async throws {
    let recorder = Recorder()
    _ = try? await recorder.client(base).readiness()
    #expect(recorder.requests.first?.url == "https://x.example/billing/readyz")
  }

  @Test("A spend has its key, its credential and its body")
  func spend() async throws {
    let request = try await sent {
      try await $0.spend(.action("image", quantity: 3, expecting: 30), from: "ada", note: "n", idempotencyKey: "job-1")
    }
    #expect(request.method == "POST")
    #expect(request.headers["Idempotency-Key"] == "job-1")
    #expect(request.headers["Authorization"] == "Bearer key_0123456789")
    #expect(request.headers["Content-Type"] == "application/json")
    #expect(body(request) == #"{"action":"image","expected_amount":30,"note":"n","quantity":3}"#)
  }

  @Test("Each call has a key of its own where none is given")
  func freshKeys() async throws {
    let recorder = Recorder()
    let client = try recorder.client()
    for _ in 0..<3 { _ = try? await client.spend(.amount(1), from: "ada") }
    #expect(Set(recorder.requests.compactMap { $0.headers["Idempotency-Key"] }).count == 3)
  }

  @Test("A checkout's addresses are sent as they are, with the place for its id")
  func checkout() async throws {
    let request = try await sent {
      try await $0.openCheckout(
        for: "ada", buying: .package("macro", autoReload: .init(threshold: 2000, consent: "v1")),
        successURL: "https://app.example/ok?id={CHECKOUT_SESSION_ID}", cancelURL: "https://app.example/no")
    }
    let expected =
      #"{"auto_reload":{"consent":"v1","threshold":2000},"cancel_url":"https://app.example/no","package":"macro","#
      + #""success_url":"https://app.example/ok?id={CHECKOUT_SESSION_ID}"}"#
    #expect(body(request) == expected)
  }

  @Test("Nothing is said, a number, and no bound are three things")
  func monthlyMaximum() async throws {
    let none = try await sent { try await $0.setAutoReload(of: "ada", to: .init(package: "micro")) }
    #expect(body(none) == #"{"enabled":true,"package":"micro"}"#)
    let some = try await sent { try await $0.setAutoReload(of: "ada", to: .init(monthlyMaximum: .amount(500))) }
    #expect(body(some) == #"{"enabled":true,"monthly_maximum":500}"#)
    let unbounded = try await sent { try await $0.setAutoReload(of: "ada", to: .init(monthlyMaximum: .unbounded)) }
    #expect(body(unbounded) == #"{"enabled":true,"monthly_maximum":null}"#)
  }

  @Test("Times are RFC 3339 in UTC, durations whole seconds")
  func times() async throws {
    let moment = Date(timeIntervalSince1970: 1_790_000_000.9)
    let balance = try await sent { try await $0.balance(of: "ada", at: moment) }
    #expect(balance.url.hasSuffix("/balance?at=2026-09-21T14%3A13%3A20Z"))
    let pause = try await sent { try await $0.pauseSubscription(of: "ada", until: moment) }
    #expect(body(pause) == #"{"until":"2026-09-21T14:13:20Z"}"#)
    let hold = try await sent { try await $0.hold(.amount(5), from: "ada", ttl: .seconds(90)) }
    #expect(body(hold) == #"{"amount":5,"ttl":90}"#)
    let result = try await sent { try await $0.paymentResult(of: "cs_1", wait: .seconds(25)) }
    #expect(result.url.hasSuffix("/v1/checkouts/cs_1?wait=25"))
    #expect(result.timeout == .seconds(65))
  }

  @Test("Somebody without a credential sends none, and none is ever shown")
  func credentials() async throws {
    let recorder = Recorder()
    _ = try? await recorder.client("https://x.example", .none).plans()
    #expect(recorder.requests.first?.headers["Authorization"] == nil)
    let secret = Credential.serverKey("tb_secret_1")
    let client = try recorder.client("https://x.example", secret)
    var dumped = ""
    dump(client, to: &dumped)
    for shown in ["\(secret)", String(reflecting: secret), "\(client)", dumped] {
      #expect(!shown.contains("tb_secret_1"))
    }
  }

  @Test("A piece of work is traced")
  func tracing() async throws {
    let request = try await sent { try await $0.tracing(requestID: "r-7", traceparent: "00-a-b-01").account("ada") }
    #expect(request.headers["X-Request-Id"] == "r-7")
    #expect(request.headers["traceparent"] == "00-a-b-01")
  }
}

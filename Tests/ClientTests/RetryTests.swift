import Foundation
import Testing

@testable import TollbridgeClient

@Suite("Client: what is repeated")
struct RetryTests {
  private func markSeen(_ script: Script) async throws -> Done { try await script.client().markPackagesSeen(by: "ada") }

  @Test(
    "What may have happened is asked for again with the same key",
    arguments: [
      [Script.Step.cut], [.empty], [.empty, .cut], [.problem(409, "idempotency_in_progress", retryAfter: 1)],
      [.problem(409, "idempotency_in_progress")], [.problem(429, "too_many_requests", retryAfter: 2)],
      [.problem(502, "bad_gateway", retryAfter: 1)], [.problem(503, "store_unavailable", retryAfter: 1)],
      [.problem(504, "late", retryAfter: 1)],
    ])
  func repeated(_ failures: [Script.Step]) async throws {
    let script = try await Script(failures + [.done])
    #expect(try await markSeen(script).status == "done")
    let requests = try await script.requests()
    #expect(requests.count == failures.count + 1)
    #expect(Set(requests.map { $0.headers["idempotency-key"] }).count == 1)
    #expect(Set(requests.map { $0.body }).count == 1)
    #expect(requests.allSatisfy { $0.headers["idempotency-key"]?.isEmpty == false })
    #expect(script.waits.count == failures.count)
  }

  @Test(
    "What the service has decided is not asked for again",
    arguments: [
      Script.Step.problem(400, "x", retryAfter: 1), .problem(402, "not_enough_credits"), .problem(404, "not_found"),
      .problem(409, "hold_settled", retryAfter: 1), .problem(422, "idempotency_mismatch"),
      .problem(500, "internal_error", retryAfter: 1), .problem(502, "provider_refused"),
      .problem(503, "provider_not_configured"),
    ])
  func decided(_ step: Script.Step) async throws {
    let script = try await Script([step, .done])
    let problem = try await thrown(Problem.self) { try await markSeen(script) }
    #expect(problem.status == step.status)
    #expect(try await script.requests().count == 1)
    #expect(script.waits.isEmpty)
  }

  @Test("It ends after so many attempts")
  func bounded() async throws {
    let script = try await Script([.problem(503, "store_unavailable", retryAfter: 1)])
    let problem = try await thrown(Problem.self) { try await markSeen(script) }
    #expect(problem.code == "store_unavailable")
    #expect(try await script.requests().count == 4)
    #expect(script.waits == [.seconds(1), .seconds(1), .seconds(1)])
  }

  @Test("Waits grow where the service does not say how long")
  func backoff() async throws {
    let script = try await Script([.empty])
    let error = try await thrown(TransportError.self) { try await markSeen(script) }
    #expect(error.kind == .connectionLost)
    #expect(script.waits == [.milliseconds(100), .milliseconds(200), .milliseconds(400)])
  }

  @Test("Waits stay below their bound, and chance at most doubles them")
  func jitter() {
    let lost = TransportError(.connectionLost, "")
    let low = RetryPolicy(attemptsMax: 60, random: { 0 })
    let high = RetryPolicy(attemptsMax: 60, random: { 0.999_999 })
    for attempt in 1..<60 {
      let (least, most) = (low.wait(after: lost, attempt: attempt), high.wait(after: lost, attempt: attempt))
      #expect(least ?? .zero >= .milliseconds(100) && most ?? .seconds(9) <= .seconds(5))
      #expect(most ?? .zero > least ?? .seconds(9))
    }
    #expect(low.wait(after: lost, attempt: 60) == nil)
    #expect(low.wait(after: TransportError(.notTrusted, ""), attempt: 1) == nil)
    #expect(low.wait(after: CancellationError(), attempt: 1) == nil)
  }

  @Test("A longer wait than is agreed to is the caller's to decide")
  func longRetryAfter() async throws {
    let script = try await Script([.problem(429, "too_many_requests", retryAfter: 31), .done])
    let problem = try await thrown(Problem.self) { try await markSeen(script) }
    #expect(problem.retryAfter == .seconds(31))
    #expect(try await script.requests().count == 1)
  }

  @Test("A service that answers too late is asked again")
  func tooLate() async throws {
    let script = try await Script([.init(body: "{}", seconds: 3), .done])
    let client = try script.client(timeout: .seconds(1))
    #expect(try await client.markPackagesSeen(by: "ada").status == "done")
    let requests = try await script.requests()
    #expect(requests.count == 2)
    #expect(Set(requests.map { $0.headers["idempotency-key"] }).count == 1)
  }

  @Test("What has no key and is no reading is never repeated")
  func unsafe() async throws {
    let script = try await Script([.empty, .done])
    let client = try script.client()
    let error = try await thrown(TransportError.self) {
      try await client.answer(to: Call(method: "POST", path: ["x"], body: Nothing())).status
    }
    #expect(error.kind == .connectionLost)
    #expect(try await script.requests().count == 1)
  }

  @Test("A redirect is not followed: a key goes nowhere else", arguments: [301, 302, 303, 307, 308])
  func redirect(_ status: Int) async throws {
    let elsewhere = try await Script([.done])
    let place = try elsewhere.client().baseURL.absoluteString + "/elsewhere"
    let script = try await Script([.init(status: status, headers: ["Location": place]), .done])
    let error = try await thrown(TransportError.self) { try await markSeen(script) }
    #expect(error.kind == .redirected)
    #expect(try await script.requests().count == 1)
    #expect(try await elsewhere.requests().isEmpty)
  }

  @Test("Where nobody listens it says so")
  func nobody() async throws {
    let policy = RetryPolicy(attemptsMax: 2, sleep: { _ in })
    let client = TollbridgeClient(baseURL: try #require(URL(string: "http://127.0.0.1:1")), retries: policy)
    #expect(try await thrown(TransportError.self) { try await client.health() }.kind == .cannotConnect)
  }

  @Test("A task that is cancelled stops waiting")
  func cancelled() async throws {
    let script = try await Script([.init(seconds: 25)])
    let client = try script.client()
    let start = ContinuousClock.now
    let task = Task { try await client.health() }
    try await Task.sleep(for: .milliseconds(300))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(start.duration(to: .now) < .seconds(20))
  }

  @Test("A payment is asked for until it is settled, and no longer than was said")
  func longPoll() async throws {
    func step(_ status: String) -> Script.Step {
      .init(
        body: #"{"id":"cs_1","account":"ada","status":"\#(status)","title":"","body":"","actions":[],"slow":false}"#)
    }
    let script = try await Script([step("processing"), step("processing"), step("succeeded")])
    #expect(try await script.client().settledPayment(of: "cs_1").status == .succeeded)
    #expect(try await script.requests().map(\.target) == Array(repeating: "/v1/checkouts/cs_1?wait=25", count: 3))
    let slow = try await Script([step("processing")])
    #expect(try await slow.client().settledPayment(of: "cs_1", within: .zero).status == .processing)
    #expect(try await slow.requests().map(\.target) == ["/v1/checkouts/cs_1?wait=0"])
  }
}

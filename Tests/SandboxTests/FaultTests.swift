import Native
import Sandbox
import Testing

@Suite("Faults")
struct FaultTests {
  private func request(key: String? = "k1") -> WebRequest {
    var request = WebRequest("POST", "/v1/customers", body: Array("email=a%40example.com".utf8))
    request.headers = [("Authorization", "Bearer sk_test_1")]
    if let key { request.headers.append(("Idempotency-Key", key)) }
    return request
  }

  private func customers(_ test: TestSandbox) async -> Int { await test.sandbox.world.all("customer").count }

  /// Each fault, what the first request gets, and how many customers there are after it and after its retry.
  static let table: [(fault: Fault, first: Int?, after: Int, retry: Int, replayed: Bool, afterRetry: Int)] = [
    (.dropAnswer, nil, 1, 200, true, 1),
    (.dropRequest, nil, 0, 200, false, 1),
    (.rateLimit, 429, 0, 200, false, 1),
    (.serverError(executes: true), 500, 1, 500, true, 1),
    (.serverError(executes: false), 500, 0, 500, true, 0),
    (.keyInUse, 409, 0, 200, false, 1),
    (.html, 200, 1, 200, true, 1),
    (.truncatedJSON, 200, 1, 200, true, 1),
  ]

  @Test("Each does what it says, and a retry with the same key sees what is saved", arguments: table.indices)
  func retry(_ index: Int) async {
    let row = Self.table[index]
    let test = await TestSandbox()
    await test.sandbox.add(FaultRule(row.fault, path: "/v1/cust*"))
    switch (await test.sandbox.respond(to: request()), row.first) {
    case (.close, nil): break
    case (.answer(let answer), let status?): #expect(answer.status == status)
    case (let other, _): Issue.record("\(row.fault): \(other)")
    }
    #expect(await customers(test) == row.after)
    guard case .answer(let second) = await test.sandbox.respond(to: request()) else {
      Issue.record("no answer to the retry")
      return
    }
    #expect(second.status == row.retry)
    #expect((second.header("Idempotent-Replayed") == "true") == row.replayed)
    #expect(await customers(test) == row.afterRetry)
  }

  @Test("What comes back broken is no JSON")
  func broken() async {
    for fault in [Fault.html, .truncatedJSON] {
      let test = await TestSandbox()
      await test.sandbox.add(FaultRule(fault))
      guard case .answer(let answer) = await test.sandbox.respond(to: request()) else { continue }
      #expect(JSON(reading: answer.body) == nil)
    }
  }

  @Test("A rule is for its method and path, and for so many requests")
  func rules() async {
    let test = await TestSandbox()
    await test.sandbox.add(FaultRule(.rateLimit, method: "POST", path: "/v1/customers", count: 2))
    var statuses: [Int] = []
    #expect(await test.call("GET", "/v1/customers").status == 200)
    for _ in 0..<3 {
      guard case .answer(let answer) = await test.sandbox.respond(to: request(key: nil)) else { continue }
      statuses.append(answer.status)
    }
    #expect(statuses == [429, 429, 200])
  }

  @Test("The same seed draws the same faults")
  func seeded() async {
    func statuses() async -> [Int] {
      let test = await TestSandbox()
      await test.sandbox.add(FaultRule(.rateLimit, count: nil, probability: 0.5))
      var statuses: [Int] = []
      for _ in 0..<30 {
        guard case .answer(let answer) = await test.sandbox.respond(to: request(key: nil)) else { continue }
        statuses.append(answer.status)
      }
      return statuses
    }
    let first = await statuses()
    #expect(Set(first) == [200, 429])
    #expect(await statuses() == first)
  }

  @Test("Over a real connection, a short body and a closed one are errors for the client")
  func overTheWire() async throws {
    let server = SandboxServer()
    let port = try await server.start()
    for fault in [Fault.shortBody, .dropRequest, .dropAnswer] {
      await server.sandbox.add(FaultRule(fault))
      await #expect(throws: HTTPRequestError.self) {
        try await OffThread.run {
          try HTTPRequest(url: "http://127.0.0.1:\(port)/v1/customers", timeoutMilliseconds: 5000)
            .post(Array("email=a".utf8), headers: ["Authorization: Bearer sk_test_1"])
        }
      }
    }
    await server.stop()
  }
}

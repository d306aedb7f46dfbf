import Foundation
import Native
import TestSupport
import Testing

/// What the transport's thread waits for: sockets, its clock and its callers, each without the others.
///
/// One after the other and with a server of their own: the suite beside this one has times to keep.
@Suite("The transport's thread", .serialized)
struct TransportLoopTests {
  private static let server: Result<LocalServer, any Error> = Result { try LocalServer() }

  private let transport = Local.transport()

  private func request(
    _ path: String, method: String = "GET", headers: [String] = [], body: [UInt8]? = nil, milliseconds: Int = 10_000
  ) throws -> TransportRequest {
    TransportRequest(
      method: method, url: try Self.server.get().url(path), headers: headers, body: body,
      timeoutMilliseconds: milliseconds)
  }

  private func text(_ answer: TransportAnswer) -> String { String(decoding: answer.body, as: UTF8.self) }

  @Test("Each request ends in its own time although no socket does anything")
  func clock() async throws {
    let transport = Local.transport { $0.connectionsMax = 32 }
    let started = ContinuousClock.now
    let ends = try await withThrowingTaskGroup(of: (Int, Duration).self) { group in
      for milliseconds in stride(from: 900, through: 100, by: -100) {
        let request = try request("/wait/20", milliseconds: milliseconds)
        group.addTask {
          #expect(await TransportTests.failure { try await transport.send(request) } == .timedOut)
          return (milliseconds, ContinuousClock.now - started)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    for (milliseconds, took) in ends { #expect(took >= .milliseconds(milliseconds - 2) && took < .seconds(15)) }
  }

  @Test("A request that is to be shorter than the one before it is")
  func shorter() async throws {
    #expect(try await transport.send(request("/status/200", milliseconds: 30_000)).status == 200)
    let started = ContinuousClock.now
    let request = try request("/wait/20", milliseconds: 200)
    #expect(await TransportTests.failure { try await transport.send(request) } == .timedOut)
    #expect(ContinuousClock.now - started < .seconds(15))
  }

  @Test("A request is sent and a cancellation heard while the thread sleeps")
  func sleep() async throws {
    for _ in 0..<3 {
      try await Task.sleep(for: .milliseconds(120))
      #expect(try await transport.send(request("/status/200")).status == 200)
    }
    let slow = try request("/wait/20", milliseconds: 30_000)
    let task = Task { await TransportTests.failure { try await transport.send(slow) } }
    try await Task.sleep(for: .milliseconds(300))
    let started = ContinuousClock.now
    task.cancel()
    #expect(await task.value == .canceled)
    #expect(ContinuousClock.now - started < .seconds(15))
  }

  @Test("Of many at once each gets its own answer")
  func many() async throws {
    let transport = Local.transport { $0.connectionsMax = 16 }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        let body = Array("\(number)".utf8)
        let request = try request("/echo?\(number)", method: "POST", body: body, milliseconds: 60_000)
        group.addTask {
          let answer = text(try await transport.send(request))
          #expect(answer.hasPrefix("POST /echo?\(number)\n") && answer.hasSuffix("\n\n\(number)"))
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("Each of many that are cancelled at any moment ends once, and the transport goes on")
  func race() async throws {
    let transport = Local.transport { $0.connectionsMax = 8 }
    let request = try request("/status/200", milliseconds: 30_000)
    let tasks = (0..<150).map { _ in Task { await TransportTests.failure { try await transport.send(request) } } }
    for (number, task) in tasks.enumerated() where !number.isMultiple(of: 3) {
      if number.isMultiple(of: 10) { try await Task.sleep(for: .microseconds(500)) }
      task.cancel()
    }
    for (number, task) in tasks.enumerated() {
      let error = await task.value
      #expect(error == nil || error == .canceled && !number.isMultiple(of: 3))
    }
    #expect(try await transport.send(request).status == 200)
  }

  @Test("A shutdown ends all of many, those that wait for a connection too")
  func shutdown() async throws {
    let transport = Local.transport { $0.connectionsMax = 4 }
    let request = try request("/wait/20", milliseconds: 30_000)
    let tasks = (0..<100).map { _ in Task { await TransportTests.failure { try await transport.send(request) } } }
    try await Task.sleep(for: .milliseconds(100))
    await transport.shutdown()
    for task in tasks { #expect(await task.value == .canceled) }
  }

  @Test("A kept connection whose peer is gone does not keep the next request from failing or being answered")
  func gone() async throws {
    var server: LocalServer? = try LocalServer()
    let url = try #require(server).url("/status/200")
    func call(_ url: String) -> TransportRequest {
      TransportRequest(method: "GET", url: url, headers: [], body: nil, timeoutMilliseconds: 5000)
    }
    #expect(try await transport.send(call(url)).status == 200)
    server = nil
    try await Task.sleep(for: .milliseconds(500))
    #expect(await TransportTests.failure { try await transport.send(call(url)) } == .couldNotConnect)
    #expect(try await transport.send(request("/status/200")).status == 200)
  }

  @Test("A handle changes what differs from the request before and keeps the rest")
  func differences() async throws {
    func send(_ method: String, _ path: String = "/echo", headers: [String] = [], body: String? = nil) async throws
      -> String
    {
      let bytes = body.map { Array($0.utf8) }
      return text(try await transport.send(request(path, method: method, headers: headers, body: bytes)))
    }
    for body in ["one", "longer than one", "", "two"] {
      let echo = try await send("POST", headers: ["X-Same: 1"], body: body)
      #expect(echo.hasPrefix("POST /echo\n") && echo.hasSuffix("\n\n\(body)") && echo.contains("X-Same: 1\n"))
      #expect(echo.contains("Content-Length: \(body.utf8.count)\n"))
    }
    let other = try await send("POST", headers: ["X-Other: 2"], body: "two")
    #expect(other.contains("X-Other: 2\n") && !other.contains("X-Same"))
    #expect(try await send("PUT", body: "put").hasSuffix("\n\nput"))
    #expect(try await send("PUT").hasPrefix("PUT /echo\n"))
    #expect(try await send("GET", "/echo?x").hasPrefix("GET /echo?x\n"))
    #expect(try await send("POST", body: "last").hasSuffix("\n\nlast"))
  }

  @Test("A request that is refused leaves nothing to the next")
  func refused() async throws {
    for (url, header) in [("/echo", "X: 1\r\nY: 2"), ("/a b", "X: 1")] {
      let bad = try request(url, headers: [header])
      #expect(await TransportTests.failure { try await transport.send(bad) }?.certainlyNotSent == true)
      #expect(try await !text(transport.send(request("/echo"))).contains("X: 1"))
    }
  }
}

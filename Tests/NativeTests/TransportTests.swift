import Foundation
import Native
import TestSupport
import Testing

/// What the suites here share.
enum Local {
  static let server: Result<LocalServer, any Error> = Result { try LocalServer() }

  static func transport(
    _ change: (inout TransportConfiguration) -> Void = { _ in }
  ) -> CurlTransport {
    var configuration = TransportConfiguration(allowsPlainHTTP: true)
    change(&configuration)
    return CurlTransport(configuration)
  }

  static func request(
    _ path: String, method: String = "GET", headers: [String] = [], body: [UInt8]? = nil, milliseconds: Int = 10_000
  ) throws -> TransportRequest {
    TransportRequest(
      method: method, url: try server.get().url(path), headers: headers, body: body, timeoutMilliseconds: milliseconds)
  }
}

@Suite("The transport")
struct TransportTests {
  private let transport = Local.transport()

  private func text(_ answer: TransportAnswer) -> String { String(decoding: answer.body, as: UTF8.self) }

  // MARK: What goes out and comes in

  @Test("A POST carries its headers and its body, and no Expect")
  func post() async throws {
    let answer = try await transport.send(
      Local.request("/echo?a=b", method: "POST", headers: ["X-One: 1", "X-Two: zwölf"], body: Array("grüße\0".utf8)))
    #expect(answer.status == 200)
    let lines = text(answer).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "POST /echo?a=b")
    #expect(lines.contains("X-One: 1") && lines.contains("Content-Length: 8"))
    #expect(lines.contains("User-Agent: Tollbridge"))
    #expect(!lines.contains { $0.hasPrefix("Expect") })
    #expect(lines.last == "grüße\0")
  }

  @Test("A body may be empty, and may be large")
  func bodies() async throws {
    let empty = try await transport.send(Local.request("/echo", method: "POST", body: []))
    #expect(text(empty).contains("Content-Length: 0") && text(empty).hasSuffix("\n\n"))
    let large = [UInt8](repeating: 0x61, count: 3_000_000)
    let echoed = try await transport.send(Local.request("/echo", method: "POST", body: large))
    #expect(echoed.body.suffix(large.count).elementsEqual(large))
  }

  @Test("Every method goes out under its name", arguments: ["GET", "DELETE", "PUT", "PATCH"])
  func methods(_ method: String) async throws {
    let answer = try await transport.send(Local.request("/echo", method: method))
    #expect(method == "PATCH" ? answer.status == 501 : text(answer).hasPrefix("\(method) /echo"))
  }

  @Test("A handle that was used for a POST sends a plain GET next")
  func nothingIsLeftOver() async throws {
    _ = try await transport.send(Local.request("/echo", method: "POST", headers: ["X-Old: 1"], body: [1]))
    let answer = try await transport.send(Local.request("/echo"))
    #expect(text(answer).hasPrefix("GET /echo") && !text(answer).contains("X-Old") && text(answer).hasSuffix("\n\n"))
  }

  @Test("Headers are found in any case, the first of a name, and not those of an interim answer")
  func headers() async throws {
    let answer = try await transport.send(Local.request("/echo"))
    #expect(answer.header("x-mixed-case") == "kept")
    #expect(answer.header("X-TWICE") == "first")
    #expect(answer.header("X-None") == nil)
    let second = try await transport.send(Local.request("/interim"))
    #expect(second.status == 200 && second.header("X-From") == nil && text(second) == "ok")
  }

  @Test("Any status is an answer; a redirect is not followed", arguments: [204, 302, 404, 500])
  func statuses(_ status: Int) async throws {
    let answer = try await transport.send(Local.request(status == 302 ? "/redirect" : "/status/\(status)"))
    #expect(answer.status == status)
    if status == 302 { #expect(answer.header("location") == "/echo") }
  }

  @Test("Connections are kept, and many requests run at once over no more than the limit")
  func connections() async throws {
    let transport = Local.transport { $0.connectionsMax = 4 }
    let ports = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<40 {
        group.addTask { String(decoding: try await transport.send(Local.request("/connection")).body, as: UTF8.self) }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect((1...4).contains(ports.count), "\(ports)")
    let again = try await transport.send(Local.request("/connection"))
    #expect(ports.contains(text(again)))
  }

  // MARK: Ends

  @Test("A cancelled request returns at once, and so does one that was cancelled before it began")
  func cancels() async throws {
    for path in ["/wait/20", "/drip"] {
      let request = try Local.request(path, milliseconds: 30_000)
      let task = Task { await Self.failure { try await transport.send(request) } }
      try await Task.sleep(for: .milliseconds(150))
      let started = ContinuousClock.now
      task.cancel()
      #expect(await task.value == .canceled)
      // Beside suites that keep every thread busy it takes a moment until the task goes on.
      #expect(ContinuousClock.now - started < .seconds(15))
    }
    let request = try Local.request("/wait/20")
    let early = Task {
      while !Task.isCancelled { await Task.yield() }
      return await Self.failure { try await transport.send(request) }
    }
    early.cancel()
    #expect(await early.value == .canceled)
  }

  @Test("Other requests go on while one waits and one is cancelled")
  func independence() async throws {
    let slow = try Local.request("/wait/20")
    let task = Task { await Self.failure { try await transport.send(slow) } }
    for _ in 0..<20 { #expect(try await transport.send(Local.request("/status/200")).status == 200) }
    task.cancel()
    #expect(await task.value == .canceled)
    #expect(try await transport.send(Local.request("/status/200")).status == 200)
  }

  @Test("After a shutdown what runs ends, what comes later is refused, and nothing hangs")
  func shutdown() async throws {
    let transport = Local.transport()
    let slow = try Local.request("/wait/20")
    let task = Task { await Self.failure { try await transport.send(slow) } }
    _ = try await transport.send(Local.request("/status/200"))
    try await Task.sleep(for: .milliseconds(100))
    await transport.shutdown()
    #expect(await task.value == .canceled)
    #expect(await Self.failure { try await transport.send(slow) } == .canceled)
    await transport.shutdown()
  }

  @Test("A transport that nobody holds any more ends its thread")
  func threads() async throws {
    func count() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
    let before = try count()
    for round in 0..<30 {
      let transport = Local.transport()
      #expect(try await transport.send(Local.request("/status/200")).status == 200)
      if round.isMultiple(of: 2) { await transport.shutdown() }
    }
    // A transport has a handle to wake it and a connection, at the least; other suites run beside this one.
    for _ in 0..<100 where try count() > before + 30 { try await Task.sleep(for: .milliseconds(50)) }
    #expect(try count() <= before + 30)
  }

  // MARK: Faults

  struct Fault: CustomTestStringConvertible {
    let path: String
    let error: TransportError
    var testDescription: String { path }
  }

  @Test(
    "Each broken answer is an error of its own",
    arguments: [
      Fault(path: "/wait/20", error: .timedOut), Fault(path: "/drip", error: .timedOut),
      Fault(path: "/cut", error: .connectionLost), Fault(path: "/empty", error: .connectionLost),
      Fault(path: "/bytes/200000", error: .answerTooLarge), Fault(path: "/zeros/50000000", error: .answerTooLarge),
      Fault(path: "/headers/90", error: .answerTooLarge),
    ])
  func faults(_ fault: Fault) async throws {
    let transport = Local.transport { $0.answerBytesMax = 64_000 }
    let started = ContinuousClock.now
    // Only what is to run out of time has little of it: another machine may be slow.
    let isLate = fault.error == .timedOut
    let request = try Local.request(fault.path, milliseconds: isLate ? 400 : 20_000)
    let error = await Self.failure { try await transport.send(request) }
    #expect(error == fault.error)
    #expect(error?.certainlyNotSent == false)
    #expect(!isLate || ContinuousClock.now - started < .seconds(15))
  }

  @Test("An answer that is no HTTP is told with libcurl's words, and may have been carried out")
  func garbage() async throws {
    let error = await Self.failure { try await transport.send(Local.request("/garbage")) }
    guard case .other = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.certainlyNotSent == false && error?.description.contains("HTTP/0.9") == true)
  }

  @Test("A request that waits for a connection ends in time, and was not sent")
  func queued() async throws {
    let transport = Local.transport { $0.connectionsMax = 1 }
    let slow = try Local.request("/wait/8")
    let task = Task { await Self.failure { try await transport.send(slow) } }
    try await Task.sleep(for: .milliseconds(100))
    let started = ContinuousClock.now
    let error = await Self.failure { try await transport.send(Local.request("/status/200", milliseconds: 300)) }
    #expect(error == .couldNotConnect)
    #expect(ContinuousClock.now - started < .seconds(6))
    #expect(await task.value == nil)
  }

  @Test("What never left says so")
  func notSent() async throws {
    func failure(_ url: String, headers: [String] = []) async -> TransportError? {
      await Self.failure {
        try await transport.send(
          TransportRequest(method: "GET", url: url, headers: headers, body: nil, timeoutMilliseconds: 3000))
      }
    }
    #expect(await failure("http://127.0.0.1:1/") == .couldNotConnect)
    #expect(await failure("http://nobody.invalid/") == .couldNotResolve)
    #expect(await failure("file:///etc/passwd") == .protocolRefused)
    #expect(await failure("ftp://127.0.0.1/") == .protocolRefused)
    #expect(await failure("https://") == .badURL)
    #expect(await failure("http://127.0.0.1:1/a b") == .badURL)
    #expect(await failure("http://127.0.0.1:1/\0") == .badURL)
    let injected = await failure("http://127.0.0.1:1/", headers: ["X: 1\r\nY: 2"])
    #expect(injected?.certainlyNotSent == true && injected != .couldNotConnect)
    for error in [TransportError.couldNotConnect, .couldNotResolve, .protocolRefused, .badURL] {
      #expect(error.certainlyNotSent)
    }
  }

  @Test("Plain HTTP is refused unless it is allowed")
  func plain() async throws {
    let transport = CurlTransport(TransportConfiguration())
    #expect(await Self.failure { try await transport.send(Local.request("/echo")) } == .protocolRefused)
  }

  static func failure(_ body: () async throws -> TransportAnswer) async -> TransportError? {
    do {
      _ = try await body()
      return nil
    } catch { return error as? TransportError }
  }
}

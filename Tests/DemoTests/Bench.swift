import Bridge
import Foundation
import Logging
import Native
import Sandbox
import Synchronization
import Testing

@testable import Demo

/// The demo, the service and the stand-in, each on its port, as `tollbridge dev` has them.
final class Bench: Sendable {
  static let apiKey = "demo_key_0123456789_abcdef"
  private static let secret = "whsec_demo_0123456789"
  private static let startsAt: Int64 = 1_790_000_000

  let sandbox: SandboxServer
  let demo: DemoApp
  let browser: Browser
  let sandboxOrigin: String
  let service: String
  private let running: Task<Void, Never>
  private let following: Task<Void, Never>

  init() async throws {
    let (servicePort, demoPort) = (try await Self.freePort(), try await Self.freePort())
    let service = "http://127.0.0.1:\(servicePort)"
    self.service = service
    var configuration = SandboxConfiguration()
    (configuration.startsAt, configuration.isFrozen) = (Self.startsAt, true)
    configuration.endpoints = [.init(url: service + "/webhooks/stripe", secret: Self.secret)]
    let sandbox = SandboxServer(configuration: configuration)
    sandboxOrigin = "http://127.0.0.1:\(try await sandbox.start())"
    self.sandbox = sandbox
    let time = Mutex64(Self.startsAt)
    following = Task {
      while !Task.isCancelled {
        time.value = await sandbox.sandbox.world.now
        try? await Task.sleep(for: .milliseconds(2))
      }
    }
    let settings = try Settings(environment: [
      "STRIPE_SECRET_KEY": "sk_test_demo_0123456789", "STRIPE_WEBHOOK_SECRET": Self.secret,
      "STRIPE_API_BASE": sandboxOrigin, "DATABASE_URL": "sqlite::memory:", "TOLLBRIDGE_API_KEYS": Self.apiKey,
      "TOLLBRIDGE_TOKEN_SECRET": "a_secret_of_the_demo_0123456789_abcdef",
      "TOLLBRIDGE_ALLOWED_ORIGINS": "http://127.0.0.1:\(demoPort)", "PORT": "\(servicePort)",
    ])
    var logger = Logger(label: "bench")
    logger.logLevel = .critical
    let bridge = try BridgeService(
      settings: settings, logger: logger, now: { time.value }, signatureClock: RealTime.unixSeconds,
      onDiskFailure: { Issue.record($0) })
    let (ports, listening) = AsyncStream<Int>.makeStream()
    running = Task { try? await bridge.run { listening.yield($0) } }
    for await _ in ports { break }
    demo = DemoApp(port: demoPort, service: service, apiKey: Self.apiKey, sandbox: sandboxOrigin)
    browser = Browser("http://127.0.0.1:\(try await demo.start())")
  }

  func stop() async {
    await demo.stop()
    running.cancel()
    await running.value
    await sandbox.stop()
    following.cancel()
  }

  private static func freePort() async throws -> Int {
    let app = DemoApp(service: "http://127.0.0.1:1", apiKey: "none")
    let port = try await app.start()
    await app.stop()
    return port
  }
}

/// A time that one task sets and another reads.
final class Mutex64: Sendable {
  private let mutex: Mutex<Int64>

  init(_ value: Int64) { mutex = Mutex(value) }

  var value: Int64 {
    get { mutex.withLock { $0 } }
    set { mutex.withLock { $0 = newValue } }
  }
}

/// What came back for a request.
struct Page: Sendable {
  let status: Int
  let text: String
  let policy: String?
}

/// A page's script as far as it asks its backend.
struct Browser: Sendable {
  let origin: String
  private let transport = CurlTransport(TransportConfiguration(allowsPlainHTTP: true))

  init(_ origin: String) { self.origin = origin }

  func get(_ path: String) async throws -> Page { try await send("GET", path, nil) }

  /// - Parameter body: members of the JSON object, as text.
  func ask(_ path: String, _ body: String, headers: [String] = []) async throws -> Page {
    try await send("POST", path, "{\(body)}", headers)
  }

  private func send(_ method: String, _ path: String, _ body: String?, _ more: [String] = []) async throws -> Page {
    let answer = try await transport.send(
      TransportRequest(
        method: method, url: origin + path, headers: ["Content-Type: application/json"] + more,
        body: body.map { Array($0.utf8) }, timeoutMilliseconds: 40_000))
    return Page(
      status: answer.status, text: String(decoding: answer.body, as: UTF8.self),
      policy: answer.header("content-security-policy"))
  }
}

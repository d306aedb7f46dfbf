import Bridge
import Foundation
import Logging
import Native
import Sandbox
import Synchronization

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
      "TOLLBRIDGE_ALLOWED_ORIGINS": "http://127.0.0.1:\(demoPort)", "PORT": "\(servicePort)",
    ])
    var logger = Logger(label: "bench")
    logger.logLevel = .critical
    let bridge = try BridgeService(
      settings: settings, logger: logger, now: { time.value }, signatureClock: RealTime.unixSeconds)
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

  /// What a person does takes a moment, and Stripe's time is whole seconds: what happens within one has no order.
  func act(_ path: String, _ fields: [String: String] = [:]) async throws -> Page {
    await later()
    return try await browser.act(path, fields)
  }

  private func later() async {
    await sandbox.sandbox.advance(by: 60)
    try? await Task.sleep(for: .milliseconds(20))
  }

  /// Pays at the stand-in as a person does, and comes back.
  func pay(_ page: Page, _ action: String = "pay") async throws -> Page {
    await later()
    return try await browser.follow(try await browser.post(try page.leadsTo(), ["action": action]))
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
  let html: String
  let location: String?
  let policy: String?

  func leadsTo() throws -> String {
    guard status == 303, let location else { throw Missing(words: "no redirect but \(status): \(html)") }
    return location
  }

  /// A value of a hidden field of the form that has this button's label.
  func field(_ name: String, ofFormWith label: String) throws -> String {
    let forms = html.components(separatedBy: "<form").dropFirst().map { $0.components(separatedBy: "</form>")[0] }
    guard let form = forms.first(where: { $0.contains(">\(label)</button>") }),
      let rest = form.components(separatedBy: "name=\"\(name)\" value=\"").dropFirst().first
    else { throw Missing(words: "no form \(label) with \(name)") }
    return rest.components(separatedBy: "\"")[0]
  }

  struct Missing: Error { let words: String }
}

/// A browser without scripts.
struct Browser: Sendable {
  let origin: String
  private let transport = CurlTransport(TransportConfiguration(allowsPlainHTTP: true))

  init(_ origin: String) { self.origin = origin }

  func get(_ path: String) async throws -> Page { try await send("GET", path, nil) }

  func post(_ path: String, _ fields: [String: String], headers: [String] = []) async throws -> Page {
    let body = fields.map { "\(Link.encoded($0))=\(Link.encoded($1))" }.joined(separator: "&")
    return try await send("POST", path, body, headers)
  }

  /// The form is posted and its redirect is followed.
  func act(_ path: String, _ fields: [String: String] = [:]) async throws -> Page {
    try await follow(try await post(path, fields))
  }

  func follow(_ page: Page) async throws -> Page { page.status == 303 ? try await get(try page.leadsTo()) : page }

  /// Whether the page says so within a second: a webhook may still be on its way.
  func shows(_ words: String) async throws -> Bool {
    for _ in 0..<20 {
      if try await get("/").html.contains(words) { return true }
      try await Task.sleep(for: .milliseconds(50))
    }
    return false
  }

  private func send(_ method: String, _ path: String, _ body: String?, _ more: [String] = []) async throws -> Page {
    let url = path.hasPrefix("http") ? path : origin + path
    let answer = try await transport.send(
      TransportRequest(
        method: method, url: url, headers: ["Content-Type: application/x-www-form-urlencoded"] + more,
        body: body.map { Array($0.utf8) }, timeoutMilliseconds: 40_000))
    return Page(
      status: answer.status, html: String(decoding: answer.body, as: UTF8.self), location: answer.header("location"),
      policy: answer.header("content-security-policy"))
  }
}

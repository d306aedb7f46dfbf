import Bridge
import Foundation
import Logging
import Native
import Sandbox
import Synchronization
import Testing

/// The service with the stand-in for the provider, each on a port of its own, and a person who pays there.
final class Bench: Sendable {
  static let serverKey = "client_server_key_0123456789"
  static let operatorKey = "client_operator_key_0123456789"
  /// The app's pages.
  static let app = "https://app.example"

  let url: URL
  private let sandbox: SandboxServer
  private let running: Task<Void, Never>
  private let following: Task<Void, Never>
  private let transport = CurlTransport(TransportConfiguration(allowsPlainHTTP: true))

  init() async throws {
    let (startsAt, secret): (Int64, String) = (1_790_000_000, "whsec_client_0123456789")
    var configuration = SandboxConfiguration()
    (configuration.startsAt, configuration.isFrozen) = (startsAt, true)
    let sandbox = SandboxServer(configuration: configuration)
    let origin = "http://127.0.0.1:\(try await sandbox.start())"
    let settings = try Settings(environment: [
      "STRIPE_SECRET_KEY": "sk_test_client_0123456789", "STRIPE_WEBHOOK_SECRET": secret, "STRIPE_API_BASE": origin,
      "DATABASE_URL": "sqlite::memory:", "TOLLBRIDGE_API_KEYS": Self.serverKey,
      "TOLLBRIDGE_OPERATOR_KEYS": Self.operatorKey, "TOLLBRIDGE_ALLOWED_ORIGINS": Self.app, "PORT": "0",
      "TOLLBRIDGE_TOKEN_SECRET": "7f3a9c1e5b8d2046af71c3e9d5b8024617fa93ce",
    ])
    let holder = TimeHolder(startsAt)
    following = Task {
      while !Task.isCancelled {
        holder.value = await sandbox.sandbox.world.now
        try? await Task.sleep(for: .milliseconds(2))
      }
    }
    var logger = Logger(label: "client")
    logger.logLevel = .critical
    let service = try BridgeService(
      settings: settings, logger: logger, now: { holder.value }, signatureClock: RealTime.unixSeconds,
      onDiskFailure: { Issue.record($0) })
    let (ports, listening) = AsyncStream<Int>.makeStream()
    running = Task { try? await service.run { listening.yield($0) } }
    var port = 0
    for await known in ports {
      port = known
      break
    }
    let address = "http://127.0.0.1:\(port)"
    await sandbox.sandbox.with { world in
      world.add(.init(url: address + "/webhooks/stripe", secret: secret))
    }
    url = try #require(URL(string: address))
    self.sandbox = sandbox
  }

  func stop() async {
    running.cancel()
    await running.value
    await sandbox.stop()
    following.cancel()
  }

  /// Some seconds pass for both: what happens within one has no order.
  func pass(_ seconds: Int64 = 60) async throws {
    await sandbox.sandbox.advance(by: seconds)
    try await Task.sleep(for: .milliseconds(20))
  }

  /// Presses the button of the stand-in's checkout form, and says where that leads.
  func pay(_ page: URL, _ button: String = "pay") async throws -> String? {
    try await pass()
    let answer = try await transport.send(
      TransportRequest(
        method: "POST", url: page.absoluteString, headers: ["Content-Type: application/x-www-form-urlencoded"],
        body: Array("action=\(button)".utf8), timeoutMilliseconds: 20_000))
    return answer.header("location")
  }
}

/// A time that one task sets and another reads.
private final class TimeHolder: Sendable {
  private let mutex: Mutex<Int64>

  init(_ value: Int64) { mutex = Mutex(value) }

  var value: Int64 {
    get { mutex.withLock { $0 } }
    set { mutex.withLock { $0 = newValue } }
  }
}

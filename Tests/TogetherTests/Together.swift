import Foundation
import Logging
import Native
import Synchronization
import TestSupport

@testable import Billing
@testable import Bridge
@testable import Sandbox
@testable import Store
@testable import Stripe

/// The product and the stand-in, one beside the other: calls go over real HTTP, webhooks are handed over by a sender
/// that a test holds in its hand.
struct Together {
  let server: SandboxServer
  let origin: String
  let post: Post
  let clock: TestClock
  let secret: SigningSecret
  private(set) var service: Side

  var sandbox: Sandbox { server.sandbox }

  /// - Parameters:
  ///   - startsAt: the time of both, which stands still unless it is moved.
  ///   - policy: how the client tries again.
  init(
    version: APIVersion = .newest, startsAt: Int64 = 1_790_000_000, policy: RetryPolicy = .standard,
    breaker: CircuitBreaker = CircuitBreaker(), limit: Duration = .seconds(25), storePath: String? = nil,
    goods: [Good] = Good.example
  ) async throws {
    clock = TestClock(startsAt)
    post = Post()
    let text = "whsec_together_0123456789"
    secret = try SigningSecret(text)
    var configuration = SandboxConfiguration()
    configuration.startsAt = startsAt
    configuration.goods = goods
    configuration.isFrozen = true
    configuration.endpoints = [.init(url: "http://127.0.0.1/webhooks/stripe", secret: text, version: version)]
    configuration.sender = post
    server = SandboxServer(configuration: configuration)
    origin = "http://127.0.0.1:\(try await server.start())"
    service = try Side(
      origin: origin, secret: secret, clock: clock, policy: policy, breaker: breaker, limit: limit, path: storePath)
  }

  /// Lets webhooks come straight in from now on.
  func connect() { post.connect { [service] body, signature in await service.receive(body, signature) } }

  /// Both clocks forward by so many seconds, with everything that comes due at the stand-in.
  func advance(_ seconds: Int64) async {
    clock.advance(seconds)
    await sandbox.advance(by: seconds)
    _ = await sandbox.courier.flush()
  }

  /// Plays a scenario; our clock follows the stand-in's.
  @discardableResult
  func play(_ name: String, for account: String, plan: String? = nil) async throws -> ScenarioReport {
    let scenario = try Self.require(Scenario.named(name), "no scenario \(name)")
    let report = try await sandbox.play(scenario, Play.Cast(account: account, plan: plan))
    clock.set(await sandbox.world.now)
    _ = await sandbox.courier.flush()
    return report
  }

  func stop() async { await server.stop() }

  static func require<Value>(_ value: Value?, _ words: String) throws -> Value {
    guard let value else { throw Missing(description: words) }
    return value
  }

  struct Missing: Error, CustomStringConvertible {
    let description: String
  }
}

/// One running product: its store, its inbox, and what asks the provider.
struct Side: Sendable {
  let store: SQLiteStore
  let inbox: Inbox
  let ledgers: Ledgers
  let client: StripeClient
  let dispatcher: Dispatcher
  let verbs: Verbs
  let results: Results
  let reconciler: Reconciler
  let receiver: Receiver
  let clock: TestClock

  init(
    origin: String, secret: SigningSecret, clock: TestClock, policy: RetryPolicy = .standard,
    breaker: CircuitBreaker = CircuitBreaker(), limit: Duration = .seconds(25), path: String? = nil
  ) throws {
    let catalog = try CatalogFile.load(nil)
    let deployment = Deployment(livemode: false)
    self.clock = clock
    store = try SQLiteStore(path: path)
    inbox = Inbox(store: store, catalog: catalog, carriesOut: true, now: { clock.now })
    ledgers = Ledgers(store: store, catalog: catalog)
    client = StripeClient(
      transport: CurlTransport(TransportConfiguration(allowsPlainHTTP: true, connectionsMax: 32)),
      key: try SecretKey("sk_test_together"), base: origin, policy: policy, breaker: breaker)
    var logger = Logger(label: "together")
    logger.logLevel = .critical
    dispatcher = Dispatcher(
      inbox: inbox, ledgers: ledgers, client: client, deployment: deployment, logger: logger, attemptLimit: limit,
      now: { clock.now })
    verbs = Verbs(
      inbox: inbox, dispatcher: dispatcher, client: client, ledgers: ledgers, answerLimit: limit, now: { clock.now })
    results = Results(inbox: inbox, ledgers: ledgers, client: client, deployment: deployment, now: { clock.now })
    reconciler = Reconciler(inbox: inbox, store: store, client: client, deployment: deployment, now: { clock.now })
    receiver = Receiver(verifier: WebhookVerifier(secrets: [secret]), deployment: deployment)
  }

  /// The status that the webhook's route would answer.
  func receive(_ body: [UInt8], _ signature: String) async -> Int {
    do {
      let delivery = try receiver.receive(body, signature: Array(signature.utf8), now: nil, receivedAt: clock.now)
      _ = try await inbox.receive(delivery)
      return 200
    } catch { return 500 }
  }

  func state(_ account: String) throws -> AccountState? { try ledgers.account(account, at: clock.now)?.state }

  /// All accounts as they stand now.
  func states() throws -> [String: AccountState] {
    var states: [String: AccountState] = [:]
    for account in try ledgers.accounts() { states[account] = try state(account) }
    return states
  }

  func findings() throws -> [String] { try Verify(ledgers).report { _ in }.findings }

  /// Works off whatever is due, until nothing is pending or too much time has passed on the clock.
  func workOff(rounds: Int = 200, stepping seconds: Int64 = 60) async throws {
    for _ in 0..<rounds {
      let accounts = try store.read { try $0.accountsWithDueIntents(now: clock.now, limit: 1000) }
      for account in accounts { await dispatcher.start(account) }
      while await dispatcher.isBusy { try await Task.sleep(for: .milliseconds(2)) }
      if try store.read({ try $0.intentCounts() })["pending"] ?? 0 == 0 { return }
      clock.advance(seconds)
    }
  }
}

/// Hands webhooks over; until it is connected it keeps them.
final class Post: WebhookSender {
  typealias Receive = @Sendable ([UInt8], String) async -> Int

  struct Letter: Sendable {
    let body: [UInt8]
    let signature: String
  }

  private let state = Mutex<(receive: Receive?, kept: [Letter])>((nil, []))

  var kept: [Letter] { state.withLock { $0.kept } }

  func connect(_ receive: @escaping Receive) { state.withLock { $0.receive = receive } }
  func disconnect() { state.withLock { $0.receive = nil } }

  func post(_ body: [UInt8], to url: String, signature: String) async -> Int? {
    let receive = state.withLock { state in
      state.kept.append(Letter(body: body, signature: signature))
      return state.receive
    }
    return await receive?(body, signature) ?? 200
  }
}

/// A clock that a test moves.
final class TestClock: Sendable {
  private let time: Mutex<Int64>

  init(_ start: Int64) { time = Mutex(start) }

  var now: Int64 { time.withLock { $0 } }
  func advance(_ seconds: Int64) { time.withLock { $0 += seconds } }
  func set(_ moment: Int64) { time.withLock { $0 = max($0, moment) } }
}

import Foundation
import Logging
import Native
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Store
@testable import Stripe

/// A store with an endpoint that answers by a script, a clock that is moved by hand, and couriers to it.
final class HookBench: Sendable {
  static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private static let server: Result<LocalServer, any Error> = Result { try LocalServer() }
  private static let transport = CurlTransport(TransportConfiguration(allowsPlainHTTP: true))

  /// What came in.
  struct Told: Sendable {
    let id: String
    let time: Int64
    let signature: String
    let type: String
    let body: String
    let json: JSONValue

    var account: String { json["data"]?["account"]?.string ?? "" }
    var sequence: Int64 { json["data"]?["sequence"]?.integer ?? 0 }
    var covers: Int64 { json["data"]?["covers"]?.integer ?? 0 }
    var changed: [String] { json["data"]?["changed"]?.elements.compactMap(\.string) ?? [] }
    var available: Int64? { json["data"]?["state"]?["balance"]?["available"]?.integer }
  }

  let scene: Scene
  let url: String
  let time = IntakeTests.SharedTime(1_800_000_000)
  let registry = PrometheusRegistry()

  init(_ script: String = #"[{"status":200}]"#, path: String? = nil) async throws {
    scene = try Scene(now: { [time] in time.now }, path: path)
    url = try Self.endpoint()
    try await Self.play(script, at: url)
  }

  /// An address on this machine of which nothing is known yet.
  static func endpoint(_ path: String = "/script/\(UUID().uuidString)") throws -> String { try server.get().url(path) }

  static func play(_ script: String, at url: String) async throws {
    let made = try await transport.send(
      TransportRequest(method: "POST", url: url, headers: [], body: Array(script.utf8), timeoutMilliseconds: 5000))
    #expect(made.status == 204)
  }

  static func told(at url: String) async throws -> [Told] {
    let answer = try await transport.send(
      TransportRequest(method: "GET", url: url, headers: [], body: nil, timeoutMilliseconds: 5000))
    return try JSONValue(scanning: answer.body).elements.map { request in
      let body = request["body"]?.string ?? ""
      let headers = request["headers"]
      let json = try JSONValue(scanning: Array(body.utf8))
      return Told(
        id: headers?["webhook-id"]?.string ?? "", time: Int64(headers?["webhook-timestamp"]?.string ?? "") ?? 0,
        signature: headers?["webhook-signature"]?.string ?? "", type: json["type"]?.string ?? "", body: body, json: json
      )
    }
  }

  func told() async throws -> [Told] { try await Self.told(at: url) }

  func settings(_ url: String? = nil, secrets: String = secret, ranges: String = "127.0.0.1") throws -> HookSettings {
    // The server plays what is asked for below the name of its script.
    try HookSettings([
      "TOLLBRIDGE_HOOK_URLS": url ?? "\(self.url)/hook", "TOLLBRIDGE_HOOK_SECRETS": secrets,
      "TOLLBRIDGE_HOOK_PRIVATE": ranges,
    ])
  }

  var messages: HookMessages {
    get throws {
      HookMessages(
        inbox: scene.inbox, ledgers: Ledgers(store: scene.store, catalog: try Stage.catalog),
        now: { [time] in time.now })
    }
  }

  func courier(_ settings: HookSettings? = nil) throws -> HookCourier {
    let settings = try settings ?? self.settings()
    let endpoint = try #require(settings.endpoints.first)
    var logger = Logger(label: "hooks")
    logger.logLevel = .critical
    return try HookCourier(
      endpoint, inbox: scene.inbox, messages: try messages,
      sender: HookSender(endpoint, settings, clock: { [time] in time.now }),
      metrics: HookMetrics(factory: registry), logger: logger, clock: { [time] in time.now }, dice: { $0.lowerBound })
  }

  /// Lets a courier do all that it can do by now.
  func run(_ courier: HookCourier) async throws {
    await courier.tick()
    try await idle(courier)
  }

  func idle(_ courier: HookCourier) async throws {
    while await courier.isBusy { try await Task.sleep(for: .milliseconds(2)) }
  }

  func grant(_ count: Int, to account: String = "ada", _ id: String = "g") async throws {
    let account = try #require(AccountID(account))
    for number in 0..<count { try await scene.grant(1, to: account, id: "\(id)\(number)") }
  }

  func deliveries(_ status: HookDelivery.Status? = nil) throws -> [HookDelivery] {
    try scene.store.read { try $0.hookDeliveries(status: status, limit: 1000) }
  }

  func rows() throws -> [OutboxRow] { try scene.store.read { try $0.outbox(after: 0, limit: 10_000) } }

  func count(_ outcome: HookMetrics.Outcome) -> Int {
    let name = "tollbridge_hooks_total{outcome=\"\(outcome.rawValue)\"} "
    let line = registry.text().split(separator: "\n").first { $0.hasPrefix(name) }
    return line.flatMap { Int($0.dropFirst(name.count)) } ?? 0
  }
}

import Foundation
import Logging
import Native
import Testing

@testable import Billing
@testable import Bridge
@testable import Stripe

/// A running service on a port of its own, asked over real HTTP. Whatever it answers is held against what its table of
/// routes says of it.
final class LiveService: Sendable {
  static let serverKey = "live_server_key_0123456789"
  static let operatorKey = "live_operator_key_9876543210"
  static let tokenSecret = "7f3a9c1e5b8d2046af71c3e9d5b8024617fa93ce"
  static let startsAt: Int64 = 1_790_000_000

  /// Who asks.
  enum Who: Sendable, Equatable {
    case nobody, server, operatorKey
    case token(String)
    case raw(String)
  }

  struct Reply: Sendable {
    let status: Int
    let json: JSONValue
    private let answer: TransportAnswer

    init(_ answer: TransportAnswer) throws {
      self.answer = answer
      status = answer.status
      let isJSON = (answer.header("content-type") ?? "").contains("json")
      json = try JSONValue(scanning: isJSON ? answer.body : Array("null".utf8))
    }

    func header(_ name: String) -> String? { answer.header(name) }
    var text: String { String(decoding: answer.body, as: UTF8.self) }
    var code: String? { json["code"]?.string }
    var pointer: String? { json["errors"]?.elements.first?["pointer"]?.string }
    var isReplayed: Bool { header("idempotency-replayed") == "true" }
  }

  let origin: String
  let routes: [Route]
  let tokens: AccountTokens?
  private let running: Task<Void, Never>
  private let transport = CurlTransport(TransportConfiguration(allowsPlainHTTP: true, connectionsMax: 64))

  init(
    now: @escaping @Sendable () -> Int64 = { LiveService.startsAt }, path: String? = nil, more: [String: String] = [:]
  ) async throws {
    let environment = [
      "DATABASE_URL": path.map { "sqlite:\($0)" } ?? "sqlite::memory:", "TOLLBRIDGE_API_KEYS": Self.serverKey,
      "TOLLBRIDGE_OPERATOR_KEYS": Self.operatorKey, "TOLLBRIDGE_TOKEN_SECRET": Self.tokenSecret,
      "TOLLBRIDGE_ALLOWED_ORIGINS": "https://app.example", "PORT": "0",
    ]
    let settings = try Settings(environment: environment.merging(more) { _, new in new })
    tokens = settings.credentials.tokens
    var logger = Logger(label: "live")
    logger.logLevel = .critical
    let service = try BridgeService(settings: settings, logger: logger, now: now, onDiskFailure: { Issue.record($0) })
    routes = service.everyRoute
    let (ports, listening) = AsyncStream<Int>.makeStream()
    running = Task { try? await service.run { listening.yield($0) } }
    var port = 0
    for await known in ports {
      port = known
      break
    }
    origin = "http://127.0.0.1:\(port)"
  }

  func stop() async {
    running.cancel()
    await running.value
  }

  func token(_ account: String) async throws -> Who {
    let account = try #require(AccountID(account))
    let minted = try #require(tokens)
    return .token(try await minted.mint(account: account, ttlSeconds: 900, origin: nil, now: Self.startsAt).token)
  }

  // MARK: Asking

  func get(_ path: String, _ who: Who = .server) async throws -> Reply { try await send("GET", path, who) }

  func post(_ path: String, _ body: String = "{}", _ who: Who = .server, key: String? = nil) async throws -> Reply {
    try await send("POST", path, who, body, key.map { ["Idempotency-Key: \($0)"] } ?? [])
  }

  func send(
    _ method: String, _ path: String, _ who: Who = .server, _ body: String? = nil, _ headers: [String] = []
  ) async throws -> Reply {
    let type =
      body == nil || headers.contains { $0.hasPrefix("Content-Type") } ? [] : ["Content-Type: application/json"]
    let answer = try await transport.send(
      TransportRequest(
        method: method, url: origin + path, headers: Self.authorization(who) + type + headers,
        body: body.map { Array($0.utf8) }, timeoutMilliseconds: 20_000))
    let reply = try Reply(answer)
    conforms(reply, method, path)
    return reply
  }

  private static func authorization(_ who: Who) -> [String] {
    switch who {
    case .nobody: []
    case .server: ["Authorization: Bearer \(serverKey)"]
    case .operatorKey: ["Authorization: Bearer \(operatorKey)"]
    case .token(let token): ["Authorization: Bearer \(token)"]
    case .raw(let value): ["Authorization: \(value)"]
    }
  }

  /// Holds an answer against the table: its status and its form.
  private func conforms(_ reply: Reply, _ method: String, _ path: String) {
    let plain = path.prefix { $0 != "?" }
    guard let route = routes.first(where: { $0.verb == method && $0.matches(plain) }) else { return }
    if reply.status == route.reply.status {
      if case .json(let schema) = route.reply.content {
        #expect(schema.violations(reply.json).isEmpty, "\(method) \(path): \(schema.violations(reply.json))")
      }
    } else {
      #expect(route.allProblems.contains(reply.status), "\(method) \(path) answers \(reply.status): \(reply.text)")
      #expect(Problem.schema.violations(reply.json).isEmpty, "\(method) \(path): \(reply.text)")
      #expect(reply.header("content-type") == "application/problem+json")
    }
    #expect(reply.header("x-request-id") != nil)
  }
}

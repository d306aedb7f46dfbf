import Foundation
import Logging
import Native
import Testing

@testable import Billing
@testable import Bridge
@testable import Stripe

/// The routes of what is for sale, over real HTTP.
@Suite("The routes of what is for sale")
struct ShopRouteTests {
  static let key = "shop_key_0123456789_abcdef"

  struct Answer {
    let status: Int
    let json: JSONValue

    var code: String? { json["code"]?.string }
    var pointer: String? { json["errors"]?.elements.first?["pointer"]?.string }
  }

  /// A service without a provider, on a port of its own.
  final class Live: Sendable {
    private let origin: String
    private let running: Task<Void, Never>
    private let transport = CurlTransport(TransportConfiguration(allowsPlainHTTP: true))

    init() async throws {
      let settings = try Settings(environment: [
        "DATABASE_URL": "sqlite::memory:", "TOLLBRIDGE_API_KEYS": ShopRouteTests.key, "PORT": "0",
      ])
      var logger = Logger(label: "shop")
      logger.logLevel = .critical
      let service = try BridgeService(settings: settings, logger: logger, now: { 1_790_000_000 })
      let (ports, listening) = AsyncStream<Int>.makeStream()
      running = Task { try? await service.run { listening.yield($0) } }
      var port = 0
      for await known in ports {
        port = known
        break
      }
      origin = "http://127.0.0.1:\(port)"
    }

    func get(_ path: String, key: String = ShopRouteTests.key) async throws -> Answer {
      try await send("GET", path, nil, ["Authorization: Bearer \(key)"])
    }

    func post(_ path: String, _ body: String, id: String? = nil) async throws -> Answer {
      let headers = ["Authorization: Bearer \(ShopRouteTests.key)"] + (id.map { ["Idempotency-Key: \($0)"] } ?? [])
      return try await send("POST", path, body, headers)
    }

    private func send(_ method: String, _ path: String, _ body: String?, _ headers: [String]) async throws -> Answer {
      let answer = try await transport.send(
        TransportRequest(
          method: method, url: origin + path, headers: headers, body: body.map { Array($0.utf8) },
          timeoutMilliseconds: 10_000))
      return Answer(status: answer.status, json: try JSONValue(scanning: answer.body))
    }

    func stop() async {
      running.cancel()
      await running.value
    }
  }

  @Test("Each answers behind the server key, for an account and for nobody")
  func answers() async throws {
    let live = try await Live()
    let paths = [
      "/v1/plans", "/v1/plans?interval=year&account=ada", "/v1/packages", "/v1/packages?account=ada",
      "/v1/quote?action=image", "/v1/accounts/ada/auto-reload",
    ]
    for path in paths {
      #expect(try await live.get(path).status == 200, "\(path)")
      #expect(try await live.get(path, key: "none").code == "unauthorized", "\(path)")
    }
    let plans = try await live.get("/v1/plans?account=ada").json
    #expect(plans["interval"]?.string == "month")
    #expect(plans["cards"]?.elements.first?["button"]?["label"]?.string == "Current plan")
    #expect(try await live.get("/v1/plans").json["cards"]?.elements[1]["button"]?["state"]?.string == "sign_in")
    #expect(try await live.get("/v1/packages").json["eligibility"]?.string == "locked")
    #expect(try await live.get("/v1/quote?action=video&quantity=3").json["amount"]?.integer == 300)
    await live.stop()
  }

  @Test(
    "A value that cannot be is named",
    arguments: [
      ("/v1/plans?interval=week", "/interval"), ("/v1/plans?region=moon", "/region"),
      ("/v1/packages?account=a%20b", "/account"), ("/v1/quote", "/action"),
      ("/v1/quote?action=image&quantity=0", "/quantity"), ("/v1/quote?action=image&quantity=x", "/quantity"),
    ])
  func refused(_ path: String, _ pointer: String) async throws {
    let live = try await Live()
    let answer = try await live.get(path)
    #expect((answer.status, answer.pointer) == (422, pointer))
    await live.stop()
  }

  @Test("Seen is a command of its own, once; a preview changes nothing and wants no key")
  func posts() async throws {
    let live = try await Live()
    let seen = "/v1/accounts/ada/seen"
    #expect(try await live.post(seen, #"{"what":"one_time"}"#).code == "idempotency_key_missing")
    #expect(try await live.post(seen, #"{"what":"all"}"#, id: "s0").pointer == "/what")
    for id in ["s1", "s1", "s2"] {
      #expect(try await live.post(seen, #"{"what":"one_time"}"#, id: id).status == 200)
    }
    let preview = "/v1/accounts/ada/subscription/change/preview"
    let macro = try await live.post(preview, #"{"plan":"macro","interval":"year"}"#)
    #expect(macro.status == 200)
    #expect(macro.json["timing"]?.string == "checkout")
    #expect(macro.json["credits"]?.integer == 20_000)
    #expect(macro.json["estimate"]?["amount"]?.integer == 19_200)
    #expect(macro.json["estimate_text"]?.string == "$192")
    #expect(macro.json.members.contains { $0.0 == "at" } && macro.json["at"]?.string == nil)
    #expect(try await live.post(preview, #"{"plan":"nano"}"#).pointer == "/plan")
    #expect(try await live.post(preview, #"{"plan":"none"}"#).status == 422)
    #expect(try await live.get("/v1/quote?action=none").code == "action_not_found")
    await live.stop()
  }
}

import Foundation
import TestSupport
import Testing

@testable import Bridge
@testable import Stripe

/// Who may call what: every route by every credential, and one account's token against another's account.
@Suite("Who may call what")
struct AccessTests {
  private static let who: [(Caller, LiveService.Who)] = [
    (.nobody, .nobody), (.server, .server), (.operator, .operatorKey),
  ]

  @Test("docs/api.md names every route and its callers as they are; a change of who may call is read as a diff")
  func agreed() async throws {
    let live = try await LiveService()
    let rows = live.routes.map { route in
      let callers = Caller.allCases.filter(route.callers.contains).map(\.rawValue).joined(separator: ", ")
      let asked = route.query.map(\.name).joined(separator: "`, `")
      return "| `\(route.verb) \(route.path)` | \(callers) | \(route.summary)\(asked.isEmpty ? "" : " (`\(asked)`)") |"
    }
    let actual = (["| route | callers | |", "| --- | --- | --- |"] + rows).joined(separator: "\n")
    let page = Fixtures.root.appending(path: "docs/api.md")
    #expect(try Golden.tail(of: page, after: "## Routes\n\n", actual: actual) == actual)
    #expect(Set(live.routes.map(\.name)).count == live.routes.count)
    await live.stop()
  }

  @Test("Every route is open to whom it names and shut to everybody else")
  func matrix() async throws {
    let live = try await LiveService()
    let own = try await live.token("ada")
    var count = 0
    for route in live.routes where !route.callers.contains(.provider) {
      let path = Self.path(route, account: "ada")
      for (caller, who) in Self.who + [(.account, own)] {
        let reply = try await ask(live, route, path, who)
        let isShut = ["unauthorized", "not_allowed"].contains(reply.code)
        #expect(isShut != route.callers.contains(caller), "\(route.verb) \(route.path) by \(caller): \(reply.text)")
        if isShut { #expect(reply.status == (caller == .nobody ? 401 : 403), "\(route.path) by \(caller)") }
        count += 1
      }
      // A bad credential never counts as none where one matters.
      for bad in ["Bearer nobody_knows_this_key_at_all", "Basic YWRhOmFkYQ==", "Bearer a.b.c", "Bearer"] {
        let reply = try await ask(live, route, path, .raw(bad))
        #expect((reply.status == 401) == route.path.hasPrefix("/v1/"), "\(route.path) by \(bad): \(reply.status)")
      }
    }
    #expect(count == (live.routes.count - 1) * 4)
    await live.stop()
  }

  @Test("A token reaches nothing of another account, whatever route it tries")
  func crawl() async throws {
    let live = try await LiveService()
    let (ada, eve) = (try await live.token("ada"), try await live.token("eve"))
    let grant = try await live.post(
      "/v1/accounts/ada/grants", #"{"amount":500,"reason":"a start"}"#, .operatorKey, key: "g")
    #expect(grant.status == 201)
    let spend = try await live.post("/v1/accounts/ada/spends", #"{"amount":3}"#, key: "s").json["id"]?.string ?? ""
    let before = try await live.get("/v1/accounts/ada").text
    for route in live.routes where route.path.hasPrefix("/v1/") {
      let ids = route.parameters.contains { $0.name == "account" } ? "x" : spend
      let reply = try await ask(live, route, Self.path(route, account: "ada", id: ids), eve)
      #expect(!reply.text.contains("ada"), "\(route.verb) \(route.path): \(reply.text)")
      if route.path.contains("{") { #expect([403, 404, 503].contains(reply.status), "\(route.path): \(reply.text)") }
      if route.query.contains(where: { $0.name == "account" }), route.callers.contains(.account) {
        let asked = try await live.get("\(route.path)?account=ada&action=image", eve)
        #expect([403, 422].contains(asked.status), "\(route.path): \(asked.text)")
      }
    }
    #expect(try await live.get("/v1/accounts/ada").text == before)
    #expect(try await live.get("/v1/accounts/ada", ada).status == 200)
    await live.stop()
  }

  @Test("A key with an Origin is refused: keys do not belong in a browser")
  func browser() async throws {
    let live = try await LiveService()
    for who in [LiveService.Who.server, .operatorKey] {
      let reply = try await live.send("GET", "/v1/accounts/ada", who, nil, ["Origin: https://app.example"])
      #expect((reply.status, reply.code) == (403, "key_in_browser"))
    }
    let token = try await live.token("ada")
    let reply = try await live.send("GET", "/v1/accounts/ada", token, nil, ["Origin: https://app.example"])
    #expect(reply.status == 200)
    #expect(reply.header("access-control-allow-origin") == "https://app.example")
    #expect(reply.json["customer"]?.string == nil)
    let stranger = try await live.send("GET", "/v1/accounts/ada", token, nil, ["Origin: https://evil.example"])
    #expect(stranger.header("access-control-allow-origin") == nil)
    #expect(stranger.header("vary") == "Origin, Accept-Language, Accept-Encoding")
    await live.stop()
  }

  @Test("A browser that asks before it sends is told what the app's own pages may do, and nothing else")
  func preflight() async throws {
    let live = try await LiveService()
    func ask(_ path: String, _ method: String, _ origin: String) async throws -> LiveService.Reply {
      try await live.send(
        "OPTIONS", path, .nobody, nil, ["Origin: \(origin)", "Access-Control-Request-Method: \(method)"])
    }
    let good = try await ask("/v1/accounts/ada/checkouts", "POST", "https://app.example")
    #expect((good.status, good.header("access-control-allow-origin")) == (204, "https://app.example"))
    for (path, method, origin) in [
      ("/v1/accounts/ada/checkouts", "POST", "https://evil.example"), ("/v1/accounts/ada/checkouts", "POST", "null"),
      ("/v1/accounts/ada/spends", "POST", "https://app.example"), ("/v1/events", "GET", "https://app.example"),
    ] {
      #expect(try await ask(path, method, origin).header("access-control-allow-origin") == nil, "\(path) \(origin)")
    }
    await live.stop()
  }

  private func ask(
    _ live: LiveService, _ route: Route, _ path: String, _ who: LiveService.Who
  ) async throws -> LiveService.Reply {
    try await live.send(
      route.verb, path, who, route.body == nil ? nil : "{}",
      route.repetition == .harmless ? [] : ["Idempotency-Key: \(route.name)"])
  }

  private static func path(_ route: Route, account: String, id: String = "x") -> String {
    route.path.split(separator: "/").map { part -> String in
      part == "{account}" ? account : part.hasPrefix("{") ? id : String(part)
    }.reduce("") { "\($0)/\($1)" }
  }
}

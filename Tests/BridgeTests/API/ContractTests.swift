import Foundation
import TestSupport
import Testing

@testable import Bridge
@testable import Stripe

/// What every route has in common, by the contract.
@Suite("The contract")
struct ContractTests {
  @Test("Every route of the design is in the table", .enabled(if: Fixtures.shared("design/api.md") != nil))
  func complete() async throws {
    let live = try await LiveService()
    let text = try String(contentsOf: try #require(Fixtures.shared("design/api.md")), encoding: .utf8)
    let known = Set(live.routes.map { "\($0.verb) \(Self.bare($0.path))" })
    for route in Self.routes(in: text) { #expect(known.contains(route), "\(route) is missing") }
    #expect(Self.routes(in: text).count > 45)
    await live.stop()
  }

  @Test("The description names every route with its callers, and resolves its own references")
  func description() async throws {
    let live = try await LiveService()
    let document = try await live.get("/openapi.json", .nobody).json
    #expect(document["openapi"]?.string == "3.1.0")
    for route in live.routes {
      let operation = try #require(document["paths"]?[route.path]?[route.verb.lowercased()])
      #expect(operation["operationId"]?.string == route.name)
      #expect(operation["security"]?.elements.count == route.callers.count)
      #expect(operation["responses"]?[String(route.reply.status)] != nil)
    }
    let text = try await live.get("/openapi.json", .nobody).text
    for reference in text.matches(of: /"#\/components\/schemas\/(\w+)"/) {
      #expect(document["components"]?["schemas"]?[String(reference.1)] != nil, "\(reference.1)")
    }
    await live.stop()
  }

  @Test(
    "A body as the contract writes it is understood: what stops it is no member that it lacks",
    arguments: [
      ("POST", "subscription/change", #"{"plan":"micro","interval":"month"}"#, 503),
      (
        "POST", "checkouts",
        #"{"package":"macro","auto_reload":{"threshold":2000},"success_url":"https://app.example/a","#
          + #""cancel_url":"https://app.example/b"}"#, 503
      ), ("PUT", "auto-reload", #"{"enabled":true,"package":"macro","threshold":2000}"#, 403),
    ])
  func understood(_ method: String, _ path: String, _ body: String, _ status: Int) async throws {
    let live = try await LiveService()
    let reply = try await live.send(method, "/v1/accounts/ada/\(path)", .server, body, ["Idempotency-Key: k"])
    #expect(reply.status == status, "\(reply.text)")
    await live.stop()
  }

  @Test(
    "What cannot be is named",
    arguments: [
      ("GET", "/v1/plans?interval=week", nil, 422, "/interval"), ("GET", "/v1/plans?region=moon", nil, 422, "/region"),
      ("GET", "/v1/plans?colour=red", nil, 422, "/colour"),
      ("GET", "/v1/plans?interval=month&interval=year", nil, 422, "/interval"),
      ("GET", "/v1/packages?account=a%20b", nil, 422, "/account"), ("GET", "/v1/quote", nil, 422, "/action"),
      ("GET", "/v1/quote?action=image&quantity=0", nil, 422, "/quantity"),
      ("GET", "/v1/quote?action=image&quantity=01", nil, 422, "/quantity"),
      ("GET", "/v1/accounts/a%2Fb", nil, 422, "/account"), ("GET", "/v1/accounts//balance", nil, 422, "/account"),
      ("GET", "/v1/accounts/", nil, 422, "/account"), ("GET", "//v1/plans", nil, 404, nil),
      ("GET", "/v1/accounts/ada/ledger?limit=101", nil, 422, "/limit"),
      ("GET", "/v1/accounts/ada/ledger?after=x", nil, 422, "/after"),
      ("POST", "/v1/accounts/ada/spends", #"{"amount":0}"#, 422, "/amount"),
      ("POST", "/v1/accounts/ada/spends", #"{"amount":1.5}"#, 422, "/amount"),
      ("POST", "/v1/accounts/ada/spends", #"{"amount":"1"}"#, 422, "/amount"),
      ("POST", "/v1/accounts/ada/spends", #"{"amount":null}"#, 422, "/amount"),
      ("POST", "/v1/accounts/ada/spends", #"{"amount":9223372036854775808}"#, 422, "/amount"),
      ("POST", "/v1/accounts/ada/spends", #"{"ammount":1}"#, 422, "/ammount"),
      ("POST", "/v1/accounts/ada/spends", #"{"amount":1,"a/b~c":1}"#, 422, "/a~1b~0c"),
      ("POST", "/v1/accounts/ada/spends", "{}", 422, "/amount"),
      ("POST", "/v1/accounts/ada/spends", #"{"amount":1,"amount":2}"#, 400, nil),
      ("POST", "/v1/accounts/ada/spends", "[1]", 422, ""), ("POST", "/v1/accounts/ada/spends", "{", 400, nil),
      ("POST", "/v1/accounts/ada/seen", #"{"what":"all"}"#, 422, "/what"),
      ("GET", "/v1/nothing", nil, 404, nil), ("PATCH", "/v1/plans", nil, 405, nil),
      ("DELETE", "/v1/accounts/ada/balance", nil, 405, nil), ("GET", "/webhooks/stripe", nil, 405, nil),
    ] as [(String, String, String?, Int, String?)])
  func refused(_ method: String, _ path: String, _ body: String?, _ status: Int, _ pointer: String?) async throws {
    let live = try await LiveService()
    let reply = try await live.send(method, path, .server, body, ["Idempotency-Key: k"])
    #expect((reply.status, reply.pointer) == (status, pointer), "\(reply.text)")
    if status == 405 { #expect(reply.header("allow") != nil) }
    await live.stop()
  }

  @Test("A body that is too large, or no JSON, or without a key where one is needed")
  func bodies() async throws {
    let live = try await LiveService()
    let path = "/v1/accounts/ada/spends"
    let large = #"{"amount":1,"note":"\#(String(repeating: "x", count: 70_000))"}"#
    #expect(try await live.post(path, large, key: "k").status == 413)
    let form = try await live.send(
      "POST", path, .server, "amount=1", ["Content-Type: application/x-www-form-urlencoded", "Idempotency-Key: k"])
    #expect((form.status, form.code) == (415, "not_json"))
    #expect(try await live.post(path, #"{"amount":1}"#).code == "idempotency_key_missing")
    for key in [" ", "a b", String(repeating: "k", count: 256)] {
      #expect(try await live.post(path, #"{"amount":1}"#, key: key).code == "idempotency_key_missing", "\(key)")
    }
    await live.stop()
  }

  @Test("Lists go page by page to their end, each row once")
  func pages() async throws {
    let live = try await LiveService()
    _ = try await live.post("/v1/accounts/ada/grants", #"{"amount":500,"reason":"a start"}"#, .operatorKey, key: "g")
    for number in 0..<7 { _ = try await live.post("/v1/accounts/ada/spends", #"{"amount":2}"#, key: "s\(number)") }
    for list in ["/v1/accounts/ada/ledger", "/v1/accounts/ada/timeline"] {
      let whole = try await live.get("\(list)?limit=100").json["data"]?.elements.map { $0["number"]?.integer } ?? []
      var (after, seen): (String?, [Int64?]) = (nil, [])
      repeat {
        let page = try await live.get("\(list)?limit=3" + (after.map { "&after=\($0)" } ?? "")).json
        let rows = page["data"]?.elements ?? []
        #expect(rows.count <= 3)
        seen += rows.map { $0["number"]?.integer }
        after = page["next_cursor"]?.string
      } while after != nil && seen.count < 100
      #expect(seen == whole, "\(list)")
      #expect(whole.count >= 8, "\(list)")
    }
    await live.stop()
  }

  @Test("A request is found again by its id; a trace's id is read, and a bent one is not")
  func identity() async throws {
    let live = try await LiveService()
    let named = try await live.send("GET", "/v1/nothing", .server, nil, ["X-Request-Id: mine-1"])
    #expect(named.header("x-request-id") == "mine-1" && named.json["request_id"]?.string == "mine-1")
    #expect(try await live.get("/healthz", .nobody).header("x-request-id")?.hasPrefix("req_") == true)
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    #expect(TraceContext("00-\(trace)-00f067aa0ba902b7-01")?.traceID == trace)
    for bent in [
      "", "00-\(trace)-00f067aa0ba902b7", "ff-\(trace)-00f067aa0ba902b7-01", "00-\(trace)-0000000000000000-01",
    ] {
      #expect(TraceContext(bent) == nil)
    }
    await live.stop()
  }

  @Test("Metrics have one series a route and outcome, whatever paths are asked for")
  func metrics() async throws {
    let live = try await LiveService()
    for number in 0..<50 {
      _ = try await live.get("/v1/accounts/someone\(number)")
      _ = try await live.get("/no/\(number)")
    }
    let text = try await live.get("/metrics", .nobody).text
    #expect(text.contains(#"route="/v1/accounts/{account}",status="2xx"} 50"#))
    #expect(!text.contains("someone"))
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("tollbridge_http") }.count <= live.routes.count * 5)
    await live.stop()
  }

  /// `GET PUT /v1/accounts/{id}` and `POST /v1/holds/{id}/capture {amount} | /release`, one by one.
  private static func routes(in text: String) -> [String] {
    guard let block = text.split(separator: "## Routes").last?.split(separator: "```").dropFirst().first else {
      return []
    }
    var routes: [String] = []
    for match in block.matches(
      of: /((?:GET|POST|PUT|DELETE)(?: +(?:GET|POST|PUT|DELETE))*) +(\/[^ \[\n]+)(\[\/preview\])?/)
    {
      for method in match.1.split(separator: " ") {
        let path = match.2.split(separator: "?")[0]
        guard !path.hasPrefix("/ui") else { continue }
        routes.append("\(method) \(bare(String(path)))")
        if match.3 != nil { routes.append("\(method) \(bare(String(path)))/preview") }
      }
    }
    let subscription = "/v1/accounts/*/subscription/"
    return routes + ["uncancel", "pause", "resume"].map { "POST \(subscription)\($0)" }
      + ["POST /v1/holds/*/release", "POST /v1/refund-requests/*/decline", "GET /readyz", "GET /metrics"]
  }

  /// A path whose parameters have no names.
  private static func bare(_ path: String) -> String { path.replacing(/\{\w+\}/, with: "*") }
}

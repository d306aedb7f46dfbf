import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Stripe

/// Hooks and the feed of a running service, over real HTTP.
@Suite("Hooks and the feed of a service")
struct HookRouteTests {
  private let scratch = ScratchFolder()

  private static func live(_ url: String, path: String? = nil) async throws -> LiveService {
    try await LiveService(
      path: path,
      more: [
        "TOLLBRIDGE_HOOK_URLS": "\(url)/hook", "TOLLBRIDGE_HOOK_SECRETS": HookBench.secret,
        "TOLLBRIDGE_HOOK_PRIVATE": "127.0.0.1",
      ])
  }

  private func grant(_ live: LiveService, _ account: String, _ key: String) async throws {
    let reply = try await live.post(
      "/v1/accounts/\(account)/grants", #"{"amount":5,"reason":"a test"}"#, .operatorKey, key: key)
    #expect(reply.status == 201)
  }

  /// Asks until it is so, for at most ten seconds.
  private func eventually(_ isSo: () async throws -> Bool) async throws {
    for _ in 0..<500 {
      if try await isSo() { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("it never came to be so")
  }

  @Test("A hook is the feed's message: the same id, and the state that GET gives")
  func same() async throws {
    let url = try HookBench.endpoint()
    try await HookBench.play(#"[{"status":204}]"#, at: url)
    let live = try await Self.live(url)
    for account in ["ada", "ben"] { try await grant(live, account, account) }
    try await eventually { try await HookBench.told(at: url).count >= 2 }
    let told = try await HookBench.told(at: url)
    let feed = try await live.get("/v1/feed").json
    let ids = feed["data"]?.elements.compactMap { $0["id"]?.string } ?? []
    for message in told { #expect(ids.contains(message.id)) }
    for account in ["ada", "ben"] {
      let whole = try await live.get("/v1/accounts/\(account)").json
      let hook = try #require(told.last { $0.account == account })
      let line = try #require(feed["data"]?.elements.last { $0["data"]?["account"]?.string == account })
      for state in [hook.json["data"]?["state"], line["data"]?["state"]] {
        #expect(
          state.map { String(decoding: $0.rawBytes, as: UTF8.self) } == String(decoding: whole.rawBytes, as: UTF8.self))
      }
      #expect(line["id"]?.string == hook.id)
    }
    // The service's clock stands still here, the signature's does too.
    #expect(told.allSatisfy { $0.time == LiveService.startsAt })
    let metrics = try await live.get("/metrics", .nobody).text
    #expect(metrics.contains(#"tollbridge_hooks_total{outcome="delivered"} \#(told.count)"#))
    #expect(metrics.contains(#"tollbridge_hook_deliveries{status="dead"} 0"#))
    try await eventually { try await live.get("/metrics", .nobody).text.contains("tollbridge_hook_backlog 0\n") }
    await live.stop()
  }

  @Test("The feed goes page by page to its end, and its cursor can be kept")
  func pages() async throws {
    let live = try await LiveService()
    let empty = try await live.get("/v1/feed").json
    #expect(empty["data"]?.elements.isEmpty == true && empty["next_cursor"]?.string == nil)
    for number in 0..<7 { try await grant(live, "account\(number % 3)", "g\(number)") }
    let whole = try await live.get("/v1/feed?limit=100").json["data"]?.elements.compactMap { $0["id"]?.string } ?? []
    #expect(whole.count >= 7 && Set(whole).count == whole.count)
    var (after, seen, more): (String?, [String], Bool) = (nil, [], true)
    while more {
      let page = try await live.get("/v1/feed?limit=3" + (after.map { "&after=\($0)" } ?? "")).json
      let ids = page["data"]?.elements.compactMap { $0["id"]?.string } ?? []
      #expect(ids.last == page["next_cursor"]?.string)
      (after, more) = (page["next_cursor"]?.string, page["has_more"]?.bool == true && !ids.isEmpty)
      seen += ids
    }
    #expect(seen == whole)
    let last = try #require(after)
    let end = try await live.get("/v1/feed?after=\(last)").json
    #expect(end["data"]?.elements.isEmpty == true && end["next_cursor"]?.string == last)
    try await grant(live, "ada", "later")
    #expect(try await live.get("/v1/feed?after=\(last)").json["data"]?.elements.count == 1)
    await live.stop()
  }

  @Test("Who waits for the feed is answered as soon as something happens, and when the time is over")
  func waits() async throws {
    let live = try await LiveService()
    try await grant(live, "ada", "first")
    let last = try #require(try await live.get("/v1/feed").json["next_cursor"]?.string)
    let start = ContinuousClock.now
    #expect(try await live.get("/v1/feed?after=\(last)&wait=1").json["data"]?.elements.isEmpty == true)
    #expect(start.duration(to: .now) >= .seconds(1))
    async let waited = live.get("/v1/feed?after=\(last)&wait=20")
    try await Task.sleep(for: .milliseconds(300))
    try await grant(live, "ben", "second")
    #expect(try await waited.json["data"]?.elements.first?["data"]?["account"]?.string == "ben")
    #expect(start.duration(to: .now) < .seconds(15))
    await live.stop()
  }

  @Test(
    "A cursor that this feed never gave is refused: nothing may be left out unseen",
    arguments: ["1", "msg_1", "msg_1_1", "msg_999_6ab13b80", "x"])
  func foreign(_ cursor: String) async throws {
    let live = try await LiveService()
    try await grant(live, "ada", "g")
    let reply = try await live.get("/v1/feed?after=\(cursor)")
    #expect((reply.status, reply.pointer) == (422, "/after"))
    await live.stop()
  }

  @Test("What an endpoint would not take is listed with its reason and sent again on demand")
  func resend() async throws {
    let url = try HookBench.endpoint()
    try await HookBench.play(#"[{"status":410},{"status":200}]"#, at: url)
    let live = try await Self.live(url)
    try await grant(live, "ada", "g")
    try await eventually {
      try await live.get("/v1/hook-deliveries?status=pending", .operatorKey).json["data"]?.elements.isEmpty == false
    }
    let row = try await live.get("/v1/hook-deliveries", .operatorKey).json["data"]?.elements.first
    #expect(row?["endpoint"]?.string == "\(url)/hook" && row?["account"]?.string == "ada")
    #expect(row?["reason"]?.string == "answered 410: it wants nothing more")
    let id = try #require(row?["id"]?.string)
    #expect(try await live.get("/v1/hook-deliveries?status=dead", .operatorKey).json["data"]?.elements.isEmpty == true)
    #expect(try await live.get("/v1/hook-deliveries?after=\(id)&limit=1", .operatorKey).status == 200)
    #expect(try await live.get("/v1/hook-deliveries?after=x", .operatorKey).status == 422)
    #expect(try await live.post("/v1/hook-deliveries/\(id)/resend", "{}", .operatorKey).status == 200)
    try await eventually {
      try await live.get("/v1/hook-deliveries?status=done", .operatorKey).json["data"]?.elements.isEmpty == false
    }
    #expect(try await HookBench.told(at: url).map(\.id) == [row?["message"]?.string, row?["message"]?.string])
    for missing in ["x", "ep_000000000000_1", "\(id)0"] {
      #expect(try await live.post("/v1/hook-deliveries/\(missing)/resend", "{}", .operatorKey).status == 404)
    }
    await live.stop()
  }

  @Test("A delivery to an endpoint that is configured no more is listed, and cannot be resent")
  func left() async throws {
    let path = scratch.newPath()
    let url = try HookBench.endpoint()
    try await HookBench.play(#"[{"status":500}]"#, at: url)
    let live = try await Self.live(url, path: path)
    try await grant(live, "ada", "g")
    try await eventually {
      try await live.get("/v1/hook-deliveries", .operatorKey).json["data"]?.elements.isEmpty == false
    }
    await live.stop()
    let other = try await LiveService(path: path)
    let row = try await other.get("/v1/hook-deliveries", .operatorKey).json["data"]?.elements.first
    #expect(row?["account"]?.string == "ada" && row?["endpoint"]?.string == nil)
    let id = try #require(row?["id"]?.string)
    let reply = try await other.post("/v1/hook-deliveries/\(id)/resend", "{}", .operatorKey)
    #expect((reply.status, reply.code) == (409, "hook_endpoint_missing"))
    await other.stop()
  }
}

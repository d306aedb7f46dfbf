import Billing
import Foundation
import Native
import Testing

@testable import Bridge
@testable import Stripe

/// The same key is the same thing: answers that are kept, and what they are kept for.
@Suite("Idempotency-Key")
struct IdempotencyTests {
  private static let spends = "/v1/accounts/ada/spends"

  @Test("The same request is answered as before; another under its key is refused")
  func replayed() async throws {
    let live = try await LiveService()
    let first = try await live.post(Self.spends, #"{"amount":7,"note":"a"}"#, key: "k")
    #expect((first.status, first.isReplayed) == (201, false))
    // Neither white space nor the order of members makes another request.
    for body in [#"{"amount":7,"note":"a"}"#, #"{ "note":"a", "amount":7 }"#, #"{"note":"\u0061","amount":7}"#] {
      let again = try await live.post(Self.spends, body, key: "k")
      #expect((again.status, again.isReplayed, again.text) == (201, true, first.text), "\(body)")
    }
    // Nor does another way to write the path.
    let spelled = try await live.post("/v1/accounts/%61da/spends", #"{"amount":7,"note":"a"}"#, key: "k")
    #expect((spelled.status, spelled.isReplayed, spelled.text) == (201, true, first.text))
    for (path, body) in [
      (Self.spends, #"{"amount":8,"note":"a"}"#), (Self.spends, #"{"amount":7}"#),
      ("/v1/accounts/eve/spends", #"{"amount":7,"note":"a"}"#), ("/v1/accounts/ada/holds", #"{"amount":7}"#),
    ] {
      let other = try await live.post(path, body, key: "k")
      #expect((other.status, other.code) == (422, "idempotency_mismatch"), "\(path) \(body): \(other.text)")
    }
    #expect(try await live.get("/v1/accounts/ada/balance").json["available"]?.integer == 73)
    await live.stop()
  }

  @Test("A refusal is not kept: the same key does it once it can be done")
  func refusals() async throws {
    let live = try await LiveService()
    let body = #"{"amount":100}"#
    let short = try await live.post(Self.spends, body, key: "k")
    #expect((short.status, short.json["shortfall"]?.integer) == (402, 20))
    #expect(short.json["guidance"]?["code"]?.string == "not_enough_credits")
    let grant = try await live.post(
      "/v1/accounts/ada/grants", #"{"amount":20,"reason":"a gift"}"#, .operatorKey, key: "g")
    #expect(grant.status == 201)
    #expect(try await live.post(Self.spends, body, key: "k").status == 201)
    await live.stop()
  }

  @Test("Keys of two callers have nothing to do with each other")
  func scopes() async throws {
    let live = try await LiveService()
    let (ada, eve) = (try await live.token("ada"), try await live.token("eve"))
    for (who, account) in [(LiveService.Who.server, "ada"), (ada, "ada"), (eve, "eve")] {
      let seen = try await live.post("/v1/accounts/\(account)/seen", #"{"what":"one_time"}"#, who, key: "same")
      #expect((seen.status, seen.isReplayed) == (200, false))
    }
    await live.stop()
  }

  @Test("64 at once under one key are one spend and 64 equal answers")
  func together() async throws {
    let live = try await LiveService()
    let answers = try await withThrowingTaskGroup(of: LiveService.Reply.self) { group in
      for _ in 0..<64 { group.addTask { try await live.post(Self.spends, #"{"amount":7}"#, key: "k") } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(answers.map(\.text)).count == 1 && answers.allSatisfy { $0.status == 201 })
    #expect(answers.filter { !$0.isReplayed }.count == 1)
    #expect(try await live.get("/v1/accounts/ada/balance").json["available"]?.integer == 73)
    await live.stop()
  }

  @Test("While a request is carried out, the same one waits and another under its key is refused")
  func carriedOut() throws {
    let running = RunningKeys()
    func key(_ name: String, _ asked: String) throws -> AnswerKey {
      try AnswerKey(scope: "server", key: name, asked: Array(asked.utf8))
    }
    let (first, other) = (try key("k", "cancel ada"), try key("k", "cancel eve"))
    #expect(try running.begin(first))
    #expect(try !running.begin(first))
    #expect { try running.begin(other) } throws: { ($0 as? Refusal)?.code == "idempotency_mismatch" }
    #expect(try running.begin(try key("l", "cancel eve")))
    running.end(first)
    #expect(try running.begin(other))
  }

  @Test("A spend goes back once into the lots it came from; a hold is settled once")
  func undone() async throws {
    let live = try await LiveService()
    let spend = try await live.post(Self.spends, #"{"amount":30}"#, key: "s").json["id"]?.string ?? ""
    #expect(spend.hasPrefix("sp_"))
    let back = try await live.post("/v1/spends/\(spend)/reverse", #"{"amount":10}"#, key: "r")
    #expect((back.status, back.json["balance"]?["available"]?.integer) == (200, 60))
    #expect(try await live.post("/v1/spends/\(spend)/reverse", #"{"amount":10}"#, key: "r").isReplayed)
    #expect(try await live.post("/v1/spends/\(spend)/reverse", #"{"amount":11}"#, key: "r2").status == 409)
    #expect(try await live.post("/v1/spends/sp_none/reverse", "{}", key: "r3").status == 404)
    let hold = try await live.post("/v1/accounts/ada/holds", #"{"amount":50}"#, key: "h").json["id"]?.string ?? ""
    #expect(try await live.get("/v1/accounts/ada/balance").json["held"]?.integer == 50)
    #expect(try await live.post("/v1/holds/\(hold)/capture", #"{"amount":51}"#, key: "c1").status == 422)
    #expect(try await live.post("/v1/holds/\(hold)/capture", #"{"amount":20}"#, key: "c").status == 200)
    #expect(try await live.post("/v1/holds/\(hold)/release", key: "c2").status == 409)
    let balance = try await live.get("/v1/accounts/ada/balance").json
    #expect((balance["available"]?.integer, balance["held"]?.integer) == (40, 0))
    await live.stop()
  }

  @Test("Slots are taken up to the limit, renewed, given back; a lease ends by itself")
  func slots() async throws {
    let live = try await LiveService()
    let (path, body) = ("/v1/accounts/ada/slots", #"{"feature":"concurrent_tasks","ttl":60}"#)
    let taken = try await live.post(path, body, key: "t1")
    let slot = taken.json["id"]?.string ?? ""
    #expect((taken.status, slot.hasPrefix("sl_")) == (201, true))
    let refused = try await live.post(path, body, key: "t2")
    #expect((refused.status, refused.json["guidance"]?["code"]?.string) == (403, "concurrent_generation_limit"))
    #expect(try await live.get(path).json["data"]?.elements.count == 1)
    #expect(try await live.post("/v1/slots/\(slot)/renew", #"{"ttl":90}"#, key: "n").status == 200)
    let check = try await live.post("/v1/accounts/ada/check", #"{"feature":"concurrent_tasks"}"#)
    #expect((check.json["allowed"]?.bool, check.json["used"]?.integer) == (false, 1))
    #expect(try await live.send("DELETE", "/v1/slots/\(slot)").status == 200)
    #expect(try await live.post(path, body, key: "t3").status == 201)
    #expect(try await live.send("DELETE", "/v1/slots/sl_none").status == 404)
    await live.stop()
  }
}

import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Store
@testable import Stripe

@Suite("Hooks that are delivered")
struct HookDeliveryTests {
  private let scratch = ScratchFolder()

  /// As the outbox writes it.
  private static func list(_ names: [String]) -> String { "[\"" + names.joined(separator: "\",\"") + "\"]" }

  @Test("A hook tells what happened with the whole state, signed by each secret")
  func whole() async throws {
    let bench = try await HookBench()
    let other = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    let courier = try bench.courier(bench.settings(secrets: "\(HookBench.secret),\(other)"))
    try await bench.grant(1)
    bench.time.advance(7)
    try await bench.run(courier)
    let told = try #require(try await bench.told().first)
    let row = try #require(try bench.rows().first)
    #expect(told.id == HookMessageID(row).text && told.id == told.json["id"]?.string)
    #expect((told.type, told.account, told.sequence, told.covers) == ("account.state_changed", "ada", 1, 1))
    #expect(Self.list(told.changed) == row.changed && told.changed.contains("balance") && told.available == 81)
    #expect(told.time == 1_800_000_007)
    #expect(told.json["timestamp"]?.string == "2027-01-15T08:00:00Z")
    #expect(HookMessage.schema.violations(told.json).isEmpty, "\(HookMessage.schema.violations(told.json))")
    let signatures = try HookSecret.list("\(HookBench.secret),\(other)").map {
      try $0.signature(told.id, told.time, Array(told.body.utf8))
    }
    #expect(told.signature == signatures.joined(separator: " ") && Set(signatures).count == 2)
    #expect(bench.count(.delivered) == 1)
    await courier.close()
  }

  @Test("Each account is told in its order, several at once, every change once")
  func order() async throws {
    let bench = try await HookBench()
    let courier = try bench.courier()
    let accounts = (0..<12).map { "account\($0)" }
    for round in 0..<6 {
      for account in accounts { try await bench.grant(1, to: account, "g\(round)") }
      await courier.wake()
    }
    try await bench.run(courier)
    let told = try await bench.told()
    for account in accounts {
      let own = told.filter { $0.account == account }
      #expect(own.reduce(0) { $0 + $1.covers } == 6, "\(account)")
      // Each covers what follows on the one before it: nothing is left out, nothing comes twice.
      var reached: Int64 = 0
      for message in own {
        #expect(message.sequence == reached + message.covers)
        reached = message.sequence
      }
      #expect(own.last?.available == 86)
    }
    await courier.close()
    #expect(try bench.deliveries().isEmpty)
    let again = try bench.courier()
    try await bench.run(again)
    #expect(try await bench.told().count == told.count)
    await again.close()
  }

  @Test("What waits of one account is told at once, by the newest; what is no change of state stands by itself")
  func coalesced() async throws {
    let bench = try await HookBench(#"[{"status":500},{"status":200}]"#)
    let courier = try bench.courier()
    try await bench.grant(1)
    try await bench.run(courier)
    try await bench.grant(3, to: "ada", "more")
    try bench.scene.store.write(now: 0) {
      try $0.enqueue(kind: "refund_request.created", account: "ada", sequence: 5, changed: "[]", event: nil)
      for number in [6, 7] as [Int64] {
        try $0.enqueue(
          kind: "account.state_changed", account: "ada", sequence: number, changed: #"["period"]"#, event: nil)
      }
    }
    await courier.wake()
    #expect(try await bench.told().count == 1)
    bench.time.advance(5)
    try await bench.run(courier)
    let (told, rows) = (try await bench.told().dropFirst(), try bench.rows())
    #expect(told.map(\.sequence) == [4, 5, 7] && told.map(\.covers) == [4, 1, 2])
    // The first row names all that the others name.
    #expect(told.first.map { Self.list($0.changed) } == rows.first?.changed && told.last?.changed == ["period"])
    #expect(told.map(\.type) == ["account.state_changed", "refund_request.created", "account.state_changed"])
    #expect(told.map(\.id) == [3, 4, 6].map { HookMessageID(rows[$0]).text })
    await courier.close()
    #expect(try bench.deliveries(.pending).isEmpty)
  }

  @Test("An endpoint that is new is told what happens from then on")
  func new() async throws {
    let bench = try await HookBench()
    try await bench.grant(3)
    let courier = try bench.courier()
    try await bench.grant(1, to: "ben")
    try await bench.run(courier)
    #expect(try await bench.told().map(\.account) == ["ben"])
    await courier.close()
  }

  @Test("After a start it goes on where it was, and what failed is tried on")
  func restart() async throws {
    let path = scratch.newPath()
    let bench = try await HookBench(
      #"{"\"account\":\"ada\"":[{"status":500},{"status":200}],"":[{"status":200}]}"#, path: path)
    let first = try bench.courier()
    for account in ["ada", "ben", "cleo"] { try await bench.grant(2, to: account) }
    try await bench.run(first)
    await first.close()
    #expect(try bench.deliveries().map(\.status) == [.pending, .pending])
    try await bench.grant(1, to: "ben", "later")
    let before = try await bench.told().count
    let second = try bench.courier()
    try await bench.run(second)
    // Ada waits for her turn.
    #expect(try await bench.told().dropFirst(before).map { [$0.account, "\($0.sequence)"] } == [["ben", "3"]])
    bench.time.advance(5)
    try await bench.run(second)
    let last = try #require(try await bench.told().last)
    #expect((last.account, last.sequence, last.covers) == ("ada", 2, 2))
    await second.close()
    #expect(try bench.deliveries().map(\.status) == [.done, .done])
    #expect(try bench.deliveries().allSatisfy { $0.attempts == 2 })
    let third = try bench.courier()
    try await bench.run(third)
    #expect(try await bench.told().count == before + 2)
    await third.close()
  }

  @Test("A stop in the middle of much leaves nothing out and repeats nothing")
  func stop() async throws {
    let bench = try await HookBench(#"[{"status":200,"seconds":0.05}]"#)
    let first = try bench.courier()
    for number in 0..<40 { try await bench.grant(1, to: "account\(number)") }
    await first.tick()
    await first.close()
    let sent = try await bench.told().count
    #expect(sent == HookCourier.sendingMax)
    #expect(try bench.deliveries(.pending).count == 40 - sent)
    let second = try bench.courier()
    try await bench.run(second)
    await second.close()
    let told = try await bench.told().map(\.account)
    #expect(told.count == 40 && Set(told).count == 40)
  }

  @Test("What was sent and not noted down before a crash is sent again; nothing is left out")
  func crash() async throws {
    let bench = try await HookBench()
    let lost = try bench.courier()
    for account in ["ada", "ben"] { try await bench.grant(1, to: account) }
    try await bench.run(lost)
    // It is not closed: what it knows is gone.
    let again = try bench.courier()
    try await bench.run(again)
    let ids = try await bench.told().map(\.id)
    #expect(ids.count == 4 && Set(ids).count == 2)
    await again.close()
  }
}

import Foundation
import Native
import Testing

@testable import Billing
@testable import Bridge
@testable import Store
@testable import Stripe

@Suite("Hooks that fail")
struct HookFailureTests {
  /// One account is refused again and again.
  private static let adaFails = #"{"\"account\":\"ada\"":[{"status":500}],"":[{"status":200}]}"#

  @Test("A hook is tried again by the schedule, ten times in all, and then lies dead until it is resent")
  func dead() async throws {
    let script = #"[\#(String(repeating: #"{"status":500},"#, count: 10)){"status":200}]"#
    let bench = try await HookBench(script)
    let courier = try bench.courier()
    try await bench.grant(1)
    try await bench.run(courier)
    for (number, pause) in HookSchedule.pauses.enumerated() {
      bench.time.advance(pause - 1)
      try await bench.run(courier)
      #expect(try await bench.told().count == number + 1)
      bench.time.advance(1)
      try await bench.run(courier)
      #expect(try await bench.told().count == number + 2)
    }
    bench.time.advance(1_000_000)
    try await bench.run(courier)
    #expect(try await bench.told().count == 10)
    #expect(bench.count(.failed) == 9 && bench.count(.dead) == 1)
    // What comes later is told all the same.
    try await bench.grant(1, to: "ada", "later")
    try await bench.run(courier)
    let later = try #require(try await bench.told().last)
    #expect((later.sequence, later.covers) == (2, 1))
    await courier.close()
    let row = try #require(try bench.rows().first)
    let dead = try bench.deliveries()
    #expect(dead.map(\.status) == [.dead] && dead.first?.attempts == 10 && dead.first?.reason == "answered 500")

    let again = try bench.courier()
    try await bench.run(again)
    #expect(try await bench.told().count == 11)
    try await again.resend(row)
    try await bench.idle(again)
    #expect(try await bench.told().last?.id == HookMessageID(row).text)
    await again.close()
    #expect(try bench.deliveries().map(\.status) == [.done])
  }

  @Test("One account's failing holds up no other, however long it lasts")
  func alone() async throws {
    let bench = try await HookBench(Self.adaFails)
    let courier = try bench.courier()
    for round in 0..<4 {
      try await bench.grant(1, to: "ada", "r\(round)")
      try await bench.grant(1, to: "ben", "r\(round)")
      bench.time.advance(600)
      try await bench.run(courier)
    }
    let told = try await bench.told()
    #expect(told.filter { $0.account == "ben" }.map(\.sequence) == [1, 2, 3, 4])
    #expect(told.filter { $0.account == "ada" }.map(\.sequence) == [1, 2, 3])
    await courier.close()
    // The cursor is past them all, and what Ada must still be told lies in the store.
    let name = HookProgress.cursorName(courier.endpoint)
    #expect(try bench.scene.store.read { try $0.cursor(name) } == 8)
    #expect(try bench.deliveries(.pending).count == 4)
  }

  @Test("Where nothing gets through, the endpoint rests; once something does, all that waits is tried at once")
  func rest() async throws {
    let refusals = String(repeating: #"{"status":503},"#, count: 14)
    let bench = try await HookBench(#"[\#(refusals){"status":200}]"#)
    let courier = try bench.courier()
    for number in 0..<40 { try await bench.grant(1, to: "account\(number)") }
    try await bench.run(courier)
    let asked = try await bench.told().count
    // Those that were under way when it began to rest, and no more.
    #expect(asked >= HookHealth.accountsMax && asked <= HookHealth.accountsMax + HookCourier.sendingMax)
    try await bench.run(courier)
    #expect(try await bench.told().count == asked)
    for _ in 0..<12 {
      bench.time.advance(60)
      try await bench.run(courier)
    }
    #expect(Set(try await bench.told().dropFirst(14).map(\.account)).count == 40)
    await courier.close()
    #expect(try bench.deliveries(.pending).isEmpty)
  }

  @Test("Once one message arrives, those that had to wait for minutes are tried at once")
  func recovers() async throws {
    let bench = try await HookBench(#"[\#(String(repeating: #"{"status":503},"#, count: 10)){"status":200}]"#)
    let courier = try bench.courier()
    for number in 0..<5 { try await bench.grant(1, to: "account\(number)") }
    for _ in 0..<6 {
      try await bench.run(courier)
      bench.time.advance(60)
    }
    #expect(try await bench.told().count == 10)
    try await bench.grant(1, to: "late")
    try await bench.run(courier)
    #expect(Set(try await bench.told().dropFirst(10).map(\.account)).count == 6)
    await courier.close()
  }

  @Test("An endpoint that rests is asked again at once when an operator resends")
  func rested() async throws {
    let bench = try await HookBench(#"[\#(String(repeating: #"{"status":503},"#, count: 5)){"status":200}]"#)
    let courier = try bench.courier()
    for number in 0..<5 { try await bench.grant(1, to: "account\(number)") }
    try await bench.run(courier)
    try await bench.grant(1, to: "late")
    try await bench.run(courier)
    #expect(try await bench.told().count == 5)
    try await courier.resend(try #require(try bench.rows().first))
    try await bench.run(courier)
    #expect(Set(try await bench.told().dropFirst(5).map(\.account)) == ["account0", "late"])
    await courier.close()
  }

  @Test("Retry-After lengthens a pause, up to a day, and never shortens one")
  func retryAfter() async throws {
    let date = HTTPDate.text(1_800_000_000 + 900)
    for (header, pause) in [("120", 120), ("1", 5), ("999999", 86_400), (date, 900), ("soon", 5), ("-4", 5)] {
      let bench = try await HookBench(#"[{"status":429,"headers":{"Retry-After":"\#(header)"}},{"status":200}]"#)
      let courier = try bench.courier()
      try await bench.grant(1)
      try await bench.run(courier)
      bench.time.advance(Int64(pause) - 1)
      try await bench.run(courier)
      #expect(try await bench.told().count == 1, "\(header)")
      bench.time.advance(1)
      try await bench.run(courier)
      #expect(try await bench.told().count == 2, "\(header)")
      await courier.close()
    }
  }

  @Test("410 ends it: nothing more is sent until an operator resends, and nothing is lost")
  func gone() async throws {
    let bench = try await HookBench(#"[{"status":410},{"status":200}]"#)
    let courier = try bench.courier()
    try await bench.grant(1)
    try await bench.run(courier)
    try await bench.grant(1, to: "ben")
    bench.time.advance(1_000_000)
    try await bench.run(courier)
    #expect(try await bench.told().count == 1)
    #expect(bench.count(.gone) == 1)
    let row = try #require(try bench.rows().first)
    try await courier.resend(row)
    try await bench.run(courier)
    #expect(try await bench.told().map(\.account).sorted() == ["ada", "ada", "ben"])
    await courier.close()
    #expect(try bench.deliveries().map(\.status) == [.done])
  }

  @Test("A redirect is not followed, and an address that is not allowed is not connected to")
  func elsewhere() async throws {
    let bench = try await HookBench()
    for (url, ranges, reason) in [
      (try HookBench.endpoint("/redirect"), "127.0.0.1", "answered 302; redirects are not followed"),
      (bench.url + "/hook", "10.0.0.0/8", "127.0.0.1 may not be connected to: see TOLLBRIDGE_HOOK_PRIVATE"),
      (bench.url.replacing("http://127.0.0.1", with: "https://localhost"), "10.0.0.0/8", "may not be connected to"),
      (try HookBench.endpoint("/bytes/300000"), "true", "the answer is larger than is taken"),
      ("http://127.0.0.1:1/", "true", "no connection could be made"),
    ] {
      let courier = try bench.courier(bench.settings(url, ranges: ranges))
      try await bench.grant(1, to: "ada", url)
      try await bench.run(courier)
      await courier.close()
      let delivery = try bench.scene.store.read { try $0.pendingHooks(of: courier.endpoint.key) }.first?.delivery
      #expect(delivery?.reason?.contains(reason) == true, "\(url): \(delivery?.reason ?? "-")")
    }
    #expect(try await bench.told().isEmpty)
  }
}

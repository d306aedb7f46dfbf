import Foundation
import Testing

@testable import Billing
@testable import Bridge
@testable import Store

@Suite("What hooks are made of")
struct HookValueTests {
  // The first is the example that Standard Webhooks gives; all were computed by another program.
  @Test(
    "Signatures are those of Standard Webhooks",
    arguments: [
      (
        HookBench.secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, #"{"test": 2432232314}"#,
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
      ),
      (
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==",
        "msg_42_6ab1f380", 1_790_000_000, #"{"é":""}"#, "v1,+bg/AJt6cUk8RZtSkQFJI2cQzFmV5KWK9CWxlZg73tM="
      ),
      (HookBench.secret, "msg_1_1", 1, "", "v1,faG4qyx+7zzdt9fSgG453oCw7grxemmDBt6sVGlaZjQ="),
    ] as [(String, String, Int64, String, String)])
  func signature(_ secret: String, _ id: String, _ time: Int64, _ body: String, _ expected: String) throws {
    #expect(try HookSecret.list(secret)[0].signature(id, time, Array(body.utf8)) == expected)
  }

  @Test("A secret prints redacted")
  func masked() throws {
    let secret = try HookSecret.list(HookBench.secret)[0]
    var dumped = ""
    dump(secret, to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), dumped, "\(secret.customMirror.children.count)"] {
      #expect(!text.contains("MfKQ9r8"))
    }
  }

  private static func row(
    _ seq: Int64, _ account: String = "ada", sequence: Int64? = nil, kind: String = "account.state_changed"
  ) -> OutboxRow {
    OutboxRow(
      seq: seq, account: account, kind: kind, sequence: sequence ?? seq, changed: "[]", eventID: nil,
      createdAt: 1_790_000_000)
  }

  @Test("A message's id says its row and nothing else does")
  func ids() {
    let id = HookMessageID(Self.row(42))
    #expect(id.text == "msg_42_6ab13b80" && HookMessageID(id.text) == id)
    for text in [
      "", "msg_", "msg_42", "msg_42_", "msg_042_6ab13b80", "msg_42_6AB13B80", "42_6ab13b80", "msg_0_1", "msg_-1_1",
    ] {
      #expect(HookMessageID(text) == nil, "\(text)")
    }
  }

  @Test("Pauses are those of the schedule, lengthened by chance up to a fifth")
  func schedule() {
    var total: Int64 = 0
    for attempts in 1...9 as ClosedRange<Int64> {
      let least = HookSchedule.pauseSeconds(afterAttempts: attempts, asked: nil) { $0.lowerBound }
      let most = HookSchedule.pauseSeconds(afterAttempts: attempts, asked: nil) { $0.upperBound }
      #expect(HookSchedule.isWorthTrying(afterAttempts: attempts))
      #expect(least == HookSchedule.pauses[Int(attempts) - 1] && most == least + least / 5)
      total += least
    }
    #expect(total == 5 + 300 + 1800 + 3600 * (2 + 5 + 10 + 14 + 20 + 24))
    #expect(!HookSchedule.isWorthTrying(afterAttempts: 10))
  }

  @Test("An endpoint rests once five accounts fail, is asked by one at a time, and is well after one success")
  func health() {
    var health = HookHealth()
    for _ in 0..<9 { health.fail("ada", at: 100) }
    for account in ["ben", "cleo", "dan"] { health.fail(account, at: 100) }
    #expect(health.isWell && health.room(at: 100, most: 8) == 8)
    health.fail("eve", at: 100)
    #expect(!health.isWell && health.room(at: 104, most: 8) == 0 && health.room(at: 105, most: 8) == 1)
    // What was under way then changes nothing.
    health.fail("fay", at: 101)
    #expect(health.room(at: 105, most: 8) == 1)
    for (time, pause) in [(105, 10), (115, 20), (135, 40), (175, 60), (235, 60)] as [(Int64, Int64)] {
      health.fail("ada", at: time)
      #expect(health.room(at: time + pause - 1, most: 8) == 0 && health.room(at: time + pause, most: 8) == 1)
    }
    let wasIll = health.succeed()
    let isIllAgain = health.succeed()
    #expect(wasIll && !isIllAgain && health.room(at: 236, most: 8) == 8)
  }

  @Test("A queue keeps the order of rows, whatever comes when, and takes one that is there already once")
  func queue() {
    var queue = HookQueue()
    let added = [3, 5, 2, 5, 3].map { queue.add(HookQueue.Item(row: Self.row($0), attempts: 1)) }
    #expect(added == [true, true, true, false, false])
    #expect(queue.take()?.rows.map(\.seq) == [2, 3])
    let again = queue.add(HookQueue.Item(row: Self.row(2)))
    #expect(!again && !queue.isReady)
    let early = queue.add(HookQueue.Item(row: Self.row(1)))
    queue.hold(queue.end(), until: 9)
    #expect(early && queue.waiting.map(\.row.seq) == [1, 2, 3, 5] && !queue.isReady)
    queue.heldUntil = nil
    #expect(queue.take()?.rows.map(\.seq) == [1, 2, 3] && queue.waiting.map(\.row.seq) == [5])
  }

  @Test("The cursor stays before the first row that is neither delivered nor kept")
  func progress() throws {
    let endpoint = try #require(HookEndpoint("https://app.example/hooks"))
    let store = try SQLiteStore(path: nil)
    func saved(_ progress: inout HookProgress) throws -> Int64? {
      if let save = progress.takeSave() {
        try store.write(now: 0) { try save.write($0) }
        progress.saved(save)
      }
      return try store.read { try $0.cursor(HookProgress.cursorName(endpoint)) }
    }
    var progress = HookProgress(endpoint, cursor: 0, settled: [6])
    let isNew = (1...6).map { progress.take(Self.row($0)) }
    #expect(isNew == [true, true, true, true, true, false])
    for seq in [2, 3, 5] as [Int64] { progress.deliver(seq, attempts: 1) }
    #expect(try saved(&progress) == nil)
    progress.keep(HookQueue.Item(row: Self.row(1), attempts: 1), nextAttemptAt: 7, reason: "answered 500")
    #expect(try saved(&progress) == 3)
    progress.deliver(4, attempts: 1)
    progress.deliver(1, attempts: 2)
    #expect(try saved(&progress) == 6)
    #expect(progress.openCount == 0)
    #expect(try store.read { try $0.hookDeliveries(status: nil, limit: 9) }.map(\.status) == [.done])
    let hasMore = progress.takeSave() != nil
    #expect(!hasMore)
  }
}

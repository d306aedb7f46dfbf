import Foundation
import Native
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Store

@Suite("Reading accounts beside the inbox")
struct ReadingTests {
  private let scratch = ScratchFolder()

  @Test("Whoever was answered finds what he was answered, and readers never go back")
  func readYourWrites() async throws {
    let scene = try Scene(path: scratch.newPath())
    let ledgers = Ledgers(store: scene.store, catalog: try Stage.catalog, recent: scene.inbox.recent)
    try await scene.grant(100_000)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          var least = Credits.max
          for number in 0..<150 {
            let left = try await scene.inbox.take(Scene.spend(1, "t\(task)n\(number)")).1.available
            let seen = try #require(try ledgers.account("ada", at: 1_800_000_000)).balance.available
            #expect(seen <= left && seen <= least)
            least = seen
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try ledgers.account("ada", at: 1_800_000_000)?.state == ledgers.fold("ada", at: nil)?.state)
    try scene.store.close()
  }

  @Test("What the provider tells, a region, and time that passes are seen at once")
  func told() async throws {
    let time = IntakeTests.SharedTime(1_800_000_000)
    let scene = try Scene(now: { time.now })
    let catalog = try Stage.catalog
    let ledgers = Ledgers(store: scene.store, catalog: catalog, recent: scene.inbox.recent)
    let plain = Ledgers(store: scene.store, catalog: catalog)
    #expect(try ledgers.account("ada", at: time.now) == nil)
    try await scene.grant(10)
    for number in 0..<20 {
      let session = Payload.session("cs_\(number)", customer: "cus_1", payment: "pi_\(number)", reference: "ada")
      try await scene.deliver(Payload.event("evt_\(number)", "checkout.session.completed", session, at: time.now - 5))
      #expect(try ledgers.account("ada", at: time.now)?.state.balance.purchased == 5000 * Credits(number + 1))
      try await scene.grant(1, id: "g\(number)")
      time.advance(86_400)
      #expect(try ledgers.account("ada", at: time.now)?.state == plain.account("ada", at: time.now)?.state)
    }
  }

  @Test("What is kept is bounded, and a few heavy values stay for as long as they are touched")
  func bounded() {
    var cache = Generations<Int, String>(weightMax: 100)
    for number in 0..<1000 { cache.store("light", weight: 1, for: number) }
    #expect((0..<1000).count { cache[$0] != nil } <= 202)
    for round in 0..<50 {
      for heavy in 0..<6 {
        #expect(round == 0 || cache.take(-1 - heavy) != nil)
        cache.store("heavy", weight: 1000, for: -1 - heavy)
      }
    }
    cache.store("small", weight: 1, for: 5000)
    for _ in 0..<50 { cache.store("heavy", weight: 100_000, for: -1) }
    #expect(cache[5000] != nil)
    // The first turn makes them the old generation, the second drops them.
    for number in 0..<200 { cache.store("light", weight: 1, for: number) }
    #expect(cache[-1] == nil)
  }

  @Test("A flood of what the provider tells drops nobody whom the app uses")
  func flood() throws {
    var cache = AccountCache()
    var entry = CachedAccount(facts: [], booked: [:], standing: .init(state: nil, head: .empty, sequence: 0))
    entry.isUsed = true
    cache.store(entry, for: Scene.ada)
    entry.isUsed = false
    let others = (0..<30_000).compactMap { AccountID("told-\($0)") }
    for other in others { cache.store(entry, for: other) }
    #expect(cache[Scene.ada] != nil && cache.take(Scene.ada)?.isUsed == true)
    #expect(others.count { cache[$0] != nil } < 17_000)
  }

  @Test("An account that was dropped while it was read is read again: nobody told it what happened since")
  func dropped() throws {
    let (recent, catalog, moment) = (RecentAccounts(), try Stage.catalog, Instant(clamping: 1_800_000_000))
    func account(spends count: Int64) throws -> Account {
      let facts = (1...count).map { number in
        let spend = Spend(id: "s\(number)", amount: 1, action: nil, note: nil)
        return Fact(event: spend.id, type: "app.spent", occurredAt: moment, body: .app(.spent(spend)), sequence: number)
      }
      return try Account(facts, catalog: catalog, at: moment)
    }
    let (heavy, old, new) = (try account(spends: 8000), try account(spends: 1), try account(spends: 2))
    _ = try recent.account("ada") {
      for number in 0..<24 { _ = try recent.account("other \(number)") { heavy } }
      recent.note([Scene.ada: .changed])
      return old
    }
    #expect(try recent.account("ada") { new }?.factCount == 2)
    recent.note([Scene.ada: .changed])
    #expect(try recent.account("ada") { old }?.factCount == 1)
  }

  @Test("What was not committed is forgotten")
  func rollback() async throws {
    let scene = try Scene()
    try await scene.grant(100)
    let before = try #require(try scene.balance()).available
    try scene.store.write(now: 0) {
      try $0.db.execute(
        "CREATE TRIGGER no_bad BEFORE INSERT ON entries WHEN NEW.cause = 'spend:bad' BEGIN SELECT RAISE(ABORT, 'no'); END"
      )
    }
    let ledgers = Ledgers(store: scene.store, catalog: try Stage.catalog, recent: scene.inbox.recent)
    _ = try ledgers.account("ada", at: 1_800_000_000)
    for number in 0..<5 {
      _ = try? await scene.inbox.take(Scene.spend(7, "bad"))
      #expect(try ledgers.account("ada", at: 1_800_000_000)?.balance.available == before - Credits(number))
      _ = try await scene.inbox.take(Scene.spend(1, "s\(number)"))
    }
    #expect(try scene.balance()?.available == before - 5)
    #expect(try scene.findings().isEmpty)
  }
}

import Foundation
import Testing

@testable import Billing
@testable import Bridge
@testable import Store

@Suite("Slots")
struct SlotTests {
  private let tasks = "concurrent_tasks"
  private let ada = Scene.ada

  private func ben() throws -> AccountID { try #require(AccountID("ben")) }

  @Test("However many ask at once, no more are taken than the plan allows", arguments: [1])
  func neverOver(_ limit: Int) async throws {
    let time = IntakeTests.SharedTime(1_800_000_000)
    let scene = try Scene(now: { time.now })
    for round in 0..<5 {
      let taken = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<64 {
          group.addTask {
            (try? await scene.inbox.take(SlotCommand.acquire(tasks, id: "r\(round)s\(number)", for: ada))) != nil
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(taken == limit)
      #expect(try scene.inbox.slots(of: ada).count == limit)
      time.advance(601)
    }
    #expect(try scene.inbox.slots(of: ada).isEmpty)
    #expect(try scene.store.read { try $0.appFacts(of: "ada") }.isEmpty)
    #expect(try scene.store.read { try $0.entryCount() } == 0)
  }

  @Test("A lease that ran out leaves its row to the next change, and is not renewed")
  func expired() async throws {
    let time = IntakeTests.SharedTime(1_800_000_000)
    let scene = try Scene(now: { time.now })
    let slot = try await scene.inbox.take(SlotCommand.acquire(tasks, id: "a", seconds: 60, for: ada))
    #expect((slot.takenAt, slot.expiresAt) == (time.now, time.now + 60))
    time.advance(59)
    let renewed = try await scene.inbox.take(SlotCommand.renew("a", seconds: 100, of: nil))
    #expect((renewed.takenAt, renewed.expiresAt) == (slot.takenAt, time.now + 100))
    time.advance(100)
    await #expect { try await scene.inbox.take(SlotCommand.renew("a", of: ada)) } throws: {
      $0.refusal?.code == "slot_expired" && $0.refusal?.kind == .conflict(choices: ["acquire"])
    }
    _ = try await scene.inbox.take(SlotCommand.acquire(tasks, id: "b", for: ada))
    #expect(try scene.store.read { try $0.slots(of: "ada") }.map(\.id) == ["b"])
    await #expect { try await scene.inbox.take(SlotCommand.renew("a", of: ada)) } throws: {
      $0.refusal?.code == "slot_not_found"
    }
    time.advance(600)
    #expect(try await scene.inbox.take(SlotCommand.acquire(tasks, id: "b", for: ada)).takenAt == time.now)
  }

  @Test("The same slot asked for again is the same; for something else, or by another, it is refused")
  func again() async throws {
    let scene = try Scene()
    let slot = try await scene.inbox.take(SlotCommand.acquire(tasks, id: "a", for: ada))
    #expect(try await scene.inbox.take(SlotCommand.acquire(tasks, id: "a", for: ada)) == slot)
    for command in [
      SlotCommand.acquire("portrait_models", id: "a", for: ada), .acquire(tasks, id: "a", for: try ben()),
    ] {
      await #expect { try await scene.inbox.take(command) } throws: { $0.refusal?.code == "idempotency_mismatch" }
    }
  }

  @Test("Another account's slot is neither renewed nor released")
  func others() async throws {
    let scene = try Scene()
    _ = try await scene.inbox.take(SlotCommand.acquire(tasks, id: "a", for: ada))
    for command in [SlotCommand.renew("a", of: try ben()), .release("a", of: try ben()), .release("x", of: nil)] {
      await #expect { try await scene.inbox.take(command) } throws: { $0.refusal?.code == "slot_not_found" }
    }
    #expect(try await scene.inbox.take(SlotCommand.release("a", of: nil)).account == "ada")
    #expect(try scene.inbox.slots(of: ada).isEmpty)
  }

  @Test("What was answered under a key is answered again, though the slot is gone")
  func kept() async throws {
    let scene = try Scene()
    let key = try AnswerKey(scope: "", key: "k", asked: [])
    let acquire = SlotCommand.acquire(tasks, id: "a", for: ada)
    let render: @Sendable (StoredSlot) -> KeptAnswer = { KeptAnswer(status: 201, body: Array($0.id.utf8)) }
    let first = try await scene.inbox.answer(acquire, key: key, render: render)
    _ = try await scene.inbox.take(SlotCommand.release("a", of: ada))
    #expect(try await scene.inbox.answer(acquire, key: key, render: render) == .replayed(first.answer))
    #expect(try scene.inbox.slots(of: ada).isEmpty)
  }
}

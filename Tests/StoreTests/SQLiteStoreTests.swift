import Foundation
import Native
import TestSupport
import Testing

@testable import Billing
@testable import Store

@Suite("The embedded store")
struct SQLiteStoreTests {
  private let scratch = ScratchFolder()

  private func event(_ id: String) -> NewEvent {
    NewEvent(
      id: id, type: "t", apiVersion: nil, created: 1, livemode: false, providerAccount: "", receivedAt: 1,
      body: [1, 2, 3])
  }

  private func movement(_ cause: String, _ amount: Int64 = 5) -> Movement {
    Movement(
      cause: cause, from: .issuedRefill, to: .walletPlan, amount: amount, effectiveAt: Instant(clamping: 1), event: "e",
      note: .takenBack)
  }

  @Test("Commits are durable: synchronous is FULL on the connection that writes")
  func synchronous() throws {
    let store = try SQLiteStore(path: scratch.newPath())
    let level = try store.write(now: 0) { try $0.db.integer("PRAGMA synchronous") }
    #expect(level == 2)
    #expect(try store.write(now: 0) { try $0.db.text("PRAGMA journal_mode") } == "wal")
    #expect(try store.write(now: 0) { try $0.db.integer("PRAGMA wal_autocheckpoint") } == 0)
  }

  @Test("A store's file is its owner's alone, and its log too")
  func permissions() throws {
    let path = scratch.newPath()
    let store = try SQLiteStore(path: path)
    for end in ["", "-wal"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: path + end)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
    try store.close()
  }

  @Test("A file that was removed takes nothing more, whoever still has it open")
  func removed() throws {
    let path = scratch.newPath()
    let store = try SQLiteStore(path: path)
    try FileManager.default.removeItem(atPath: path)
    #expect {
      try store.write(now: 0) { try $0.db.run("INSERT INTO links VALUES ('a', 'b')") }
    } throws: { error in
      (error as? StoreError)?.endsTheProcess == true
    }
    try store.close()
  }

  @Test("What is no database is said to be none")
  func noDatabase() throws {
    let path = scratch.newPath()
    try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
    #expect { try SQLiteStore(path: path) } throws: { error in
      if case StoreError.corrupt = error { true } else { false }
    }
  }

  @Test("A second writer is refused with words, a reader is not")
  func locked() throws {
    let path = scratch.newPath()
    let store = try SQLiteStore(path: path)
    #expect { try SQLiteStore(path: path) } throws: { error in
      if case StoreError.locked = error { true } else { false }
    }
    #expect(throws: Never.self) { try SQLiteStore(path: path, access: .readOnly).read { try $0.entryCount() } }
    try store.close()
  }

  @Test("The lock is the file's, by whatever link it was named, also before the file is there")
  func lockedByLink() throws {
    let path = scratch.newPath()
    let link = path + ".link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    defer { try? FileManager.default.removeItem(atPath: link) }
    for (first, second) in [(link, path), (path, link)] {
      let store = try SQLiteStore(path: first)
      #expect { try SQLiteStore(path: second) } throws: { error in
        if case StoreError.locked = error { true } else { false }
      }
      try store.close()
    }
  }

  @Test("An event is stored once, whatever comes with it")
  func onlyOnce() throws {
    let store = try SQLiteStore(path: nil)
    try store.write(now: 0) { try $0.insert(event("evt_1"), seq: 1, status: "applied", reason: nil, account: nil) }
    #expect(try store.write(now: 0) { try $0.contains(event("evt_1")) })
    #expect(throws: StoreError.self) {
      try store.write(now: 0) { try $0.insert(event("evt_1"), seq: 2, status: "applied", reason: nil, account: nil) }
    }
  }

  @Test(
    "The schema itself keeps the ledger: nothing is changed, deleted, doubled, negative or to itself",
    arguments: [
      "UPDATE entries SET amount = 6", "DELETE FROM entries", "UPDATE events SET body = x'00'", "DELETE FROM events",
      "INSERT INTO entries SELECT account, 2, cause, revision, source, target, amount, effective_at, event_id, note, booked_at, chain FROM entries",
      "INSERT INTO entries SELECT account, 2, 'x', 0, source, target, 0, effective_at, event_id, note, booked_at, chain FROM entries",
      "INSERT INTO entries SELECT account, 2, 'x', 0, source, target, -1, effective_at, event_id, note, booked_at, chain FROM entries",
      "INSERT INTO entries SELECT account, 2, 'x', 0, source, source, 1, effective_at, event_id, note, booked_at, chain FROM entries",
      "INSERT INTO entries SELECT account, 2, 'x', 0, source, target, 'many', effective_at, event_id, note, booked_at, chain FROM entries",
    ])
  func schemaKeeps(_ sql: String) throws {
    let store = try SQLiteStore(path: nil)
    try store.write(now: 0) { transaction in
      try transaction.insert(event("evt_1"), seq: 1, status: "applied", reason: nil, account: nil)
      _ = try transaction.append([movement("refill:1")], to: "ada", after: .empty)
    }
    #expect(throws: StoreError.self) { try store.write(now: 0) { try $0.db.execute(sql) } }
  }

  @Test("The same cause again is a further revision, and sums add up")
  func revisions() throws {
    let store = try SQLiteStore(path: nil)
    let head = try store.write(now: 0) {
      try $0.append([movement("a", 5), movement("a", 7)], to: "ada", after: .empty)
    }
    #expect(head.entries == 2)
    let booked = try store.read { try $0.booked(of: "ada") }
    #expect(booked == [PostingKey(cause: "a", from: .issuedRefill, to: .walletPlan): 12])
    #expect(try store.read { try $0.entries(of: "ada") }.map(\.revision) == [0, 1])
  }

  @Test("A transaction that throws leaves nothing")
  func rollsBack() throws {
    struct Stop: Error {}
    let store = try SQLiteStore(path: nil)
    #expect(throws: StoreError.self) {
      try store.write(now: 0) { transaction in
        try transaction.insert(event("evt_1"), seq: 1, status: "applied", reason: nil, account: nil)
        throw Stop()
      }
    }
    #expect(try store.read { try $0.eventCounts() }.isEmpty)
  }

  @Test("A closed store says so, and lets another in")
  func closed() throws {
    let path = scratch.newPath()
    let store = try SQLiteStore(path: path)
    try store.close()
    #expect(throws: StoreError.self) { try store.read { try $0.newestSeq() } }
    #expect(throws: StoreError.self) { try store.write(now: 0) { try $0.nextSeq() } }
    let other = try SQLiteStore(path: path)
    #expect(try other.write(now: 0) { try $0.nextSeq() } == 1)
    try other.close()
  }

  @Test("Readers cannot write, and see what was committed while a transaction is under way")
  func readers() throws {
    let store = try SQLiteStore(path: scratch.newPath())
    #expect(throws: StoreError.self) { try store.read { try $0.db.execute("DELETE FROM links") } }
    try store.write(now: 0) { transaction in
      try transaction.insert(event("evt_1"), seq: 1, status: "applied", reason: nil, account: nil)
      #expect(try store.read { try $0.newestSeq() } == 0)
    }
    #expect(try store.read { try $0.newestSeq() } == 1)
    try store.close()
  }

  @Test(
    "Of two events of one id the one that is an account's is shown; a folder is no store, and nothing is left beside it"
  )
  func sameID() throws {
    let store = try SQLiteStore(path: nil)
    try store.write(now: 1) {
      try $0.insert(event("evt_1"), seq: 1, status: "ignored", reason: "another account's", account: nil)
      let ours = NewEvent(
        id: "evt_1", type: "t", apiVersion: nil, created: 1, livemode: false, providerAccount: "acct_1", receivedAt: 1,
        body: [1])
      try $0.insert(ours, seq: 2, status: "applied", reason: nil, account: "ada")
    }
    #expect(try store.read { try $0.event("evt_1") }?.account == "ada")
    #expect(throws: StoreError.self) { try SQLiteStore(path: scratch.url.path) }
    #expect(!FileManager.default.fileExists(atPath: scratch.url.path + ".lock"))
  }
}

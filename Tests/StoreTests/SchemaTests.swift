import Foundation
import Native
import TestSupport
import Testing

@testable import Store

@Suite("The schema and how a store comes to it")
struct SchemaTests {
  private let scratch = ScratchFolder()

  @Test(
    "A store of a newer program is left alone",
    arguments: [
      "PRAGMA user_version = 99",
      "PRAGMA user_version = 0; CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);"
        + "INSERT INTO grdb_migrations VALUES ('1: inbox, ledger, accounts, outbox'), ('99: from the future')",
    ])
  func newer(_ mark: String) throws {
    let path = scratch.newPath()
    let store = try SQLiteStore(path: path)
    try store.write(now: 0) { try $0.db.execute("COMMIT; \(mark); BEGIN") }
    try store.close()
    #expect { try SQLiteStore(path: path) } throws: { error in
      if case StoreError.otherSchema = error { true } else { false }
    }
  }

  @Test("Another program's database is left as it is")
  func foreign() throws {
    let path = scratch.newPath()
    try SQLiteConnection(path: path).execute("CREATE TABLE songs (id INTEGER PRIMARY KEY); PRAGMA user_version = 3")
    #expect { try SQLiteStore(path: path) } throws: { error in "\(error)".contains("another program's") }
    let tables = try SQLiteConnection(path: path).integer("SELECT count(*) FROM sqlite_master")
    #expect(tables == 1)
  }

  /// A store as the first schema had it: one event that tells a fact of ada's, one that failed, one that nobody owns.
  private func storeOfBefore(_ mark: String) throws -> String {
    let path = scratch.newPath()
    let db = try SQLiteConnection(path: path)
    try db.execute(Schema.first)
    try db.execute(
      """
      INSERT INTO events
        (seq, provider_account, livemode, event_id, created, received_at, body, status, account)
      VALUES (1, '', 0, 'evt_1', 7, 1, x'010203', 'applied', 'ada'),
        (2, '', 0, 'evt_2', 9, 1, x'04', 'failed', NULL), (3, '', 0, 'evt_3', 8, 1, x'05', 'parked', 'bob');
      INSERT INTO facts VALUES ('ada', 1);
      INSERT INTO entries VALUES ('ada', 1, 'refill:1', 0, 'a', 'b', 5, 1, 'evt_1', 'n', 1, x'00');
      \(mark)
      """)
    return path
  }

  @Test(
    "A store of before opens, keeps its rows and is counted from then on",
    arguments: [
      "PRAGMA user_version = 1",
      "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);"
        + "INSERT INTO grdb_migrations VALUES ('1: inbox, ledger, accounts, outbox')",
    ])
  func before(_ mark: String) throws {
    let path = try storeOfBefore(mark)
    #expect(throws: StoreError.self) { try SQLiteStore(path: path, access: .readOnly) }
    let store = try SQLiteStore(path: path)
    #expect(try store.read { try $0.db.integer("PRAGMA user_version") } == Schema.newest)
    #expect(try store.read { try $0.event("evt_1") }?.body == [1, 2, 3])
    #expect(try store.read { try $0.facts(of: "ada") }.map(\.seq) == [1])
    #expect(try store.read { try $0.facts(of: "bob") }.isEmpty)
    #expect(try store.read { try $0.eventCounts() } == ["applied": 1, "failed": 1, "parked": 1])
    #expect(try store.read { try $0.newestEventTime() } == 9)
    #expect(try store.read { try $0.entries(of: "ada") }.map(\.amount) == [5])
    #expect(try store.read { try $0.damage() }.isEmpty)
    #expect(throws: StoreError.self) { try store.write(now: 0) { try $0.db.execute("DELETE FROM entries") } }
    try store.close()
    #expect(try SQLiteStore(path: path, access: .readOnly).read { try $0.newestSeq() } == 3)
  }

  @Test("What is asked of all events is answered by an index, and what one account told as well")
  func indices() throws {
    let store = try SQLiteStore(path: nil)
    for question in [
      "SELECT max(created) FROM events", "SELECT count(*) FROM events", "SELECT seq FROM events WHERE account = 'a'",
      "SELECT status, count(*) FROM events WHERE status <> 'applied' GROUP BY status",
    ] {
      let plan = try store.read {
        try $0.db.rows("EXPLAIN QUERY PLAN \(question)") { row throws(SQLiteError) in
          try row.text(3)
        }
      }
      #expect(plan.count == 1 && plan.allSatisfy { $0.contains("COVERING INDEX") }, "\(question): \(plan)")
    }
  }
}

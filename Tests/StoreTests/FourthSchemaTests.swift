import Foundation
import Native
import TestSupport
import Testing

@testable import Store

@Suite("The fourth schema")
struct FourthSchemaTests {
  private let scratch = ScratchFolder()

  /// A store as the third schema had it, with what ada and ben were told, and what they did.
  private func storeOfBefore() throws -> String {
    let path = scratch.newPath()
    let db = try SQLiteConnection(path: path)
    try Schema.migrate(db, to: 3)
    try db.execute(
      """
      INSERT INTO accounts VALUES ('ada', 'free', 'none', NULL, NULL, 2, x'01', 5), ('ben', 'free', 'none', NULL, NULL, 0, x'', 5),
        ('cy', 'free', 'none', NULL, NULL, 0, x'', 5);
      INSERT INTO outbox (account, kind, event_id, created_at) VALUES ('ada', 'account.state_changed', 'evt_1', 1),
        ('ben', 'account.state_changed', NULL, 2), ('ada', 'account.state_changed', NULL, 3);
      INSERT INTO app_facts VALUES ('ada', 1, 'touch', 'touched', 1, '{}'), ('ada', 2, 'key:a', 'spent', 2, '{"amount":1,"id":"key:a"}'),
        ('ben', 1, 'touch', 'touched', 1, '{}');
      """)
    return path
  }

  @Test("A store of before keeps its rows; what was told is numbered by account")
  func before() throws {
    let path = try storeOfBefore()
    #expect(throws: StoreError.self) { try SQLiteStore(path: path, access: .readOnly) }
    let store = try SQLiteStore(path: path)
    let rows = try store.read { try $0.outbox(after: 0, limit: 10) }
    #expect(rows.map(\.account) == ["ada", "ben", "ada"])
    #expect(rows.map(\.sequence) == [1, 1, 2])
    #expect(rows.map(\.changed) == ["[]", "[]", "[]"])
    #expect(rows.map(\.eventID) == ["evt_1", nil, nil])
    let ends = try store.write(now: 0) { transaction in
      try ["ada", "ben", "cy", "dee"].map { try transaction.end(of: $0).sequence }
    }
    #expect(ends == [2, 1, 0, 0])
    #expect(try store.read { try $0.appFacts(of: "ada") }.map(\.id) == ["touch", "key:a"])
    #expect(try store.read { try $0.appFacts(of: "ada") }.last?.body == #"{"amount":1,"id":"key:a"}"#)
    #expect(try store.read { try $0.damage() }.isEmpty)
    for sql in ["UPDATE app_facts SET body = ''", "DELETE FROM app_facts"] {
      #expect(throws: StoreError.self) { try store.write(now: 0) { try $0.db.execute(sql) } }
    }
    try store.close()
  }

  @Test("A fact's id leads to its account, unless several decided one under it")
  func factByID() throws {
    let store = try SQLiteStore(path: try storeOfBefore())
    #expect(try store.read { try $0.account(ofFact: "key:a") } == "ada")
    #expect(try store.read { try $0.account(ofFact: "touch") } == nil)
    #expect(try store.read { try $0.account(ofFact: "key:b") } == nil)
    let again = StoredAppFact(sequence: 3, id: "key:a", name: "spent", occurredAt: 1, body: "{}")
    #expect(throws: StoreError.self) { try store.write(now: 0) { try $0.insert(again, of: "ada") } }
    try store.close()
  }

  @Test(
    "What is asked often is found by an index",
    arguments: [
      "SELECT account FROM app_facts WHERE fact_id = 'a' LIMIT 2",
      "SELECT body FROM app_facts WHERE account = 'a' ORDER BY sequence",
      "SELECT body FROM answers WHERE id = x'00'", "SELECT min(number) FROM answers",
      "SELECT id FROM slots WHERE account = 'a'", "SELECT seq FROM outbox WHERE seq > 1 ORDER BY seq LIMIT 5",
      "SELECT seq FROM hook_deliveries WHERE (endpoint, seq) > ('', 0) ORDER BY endpoint, seq LIMIT 5",
    ])
  func indices(_ question: String) throws {
    let store = try SQLiteStore(path: nil)
    let plan = try store.read {
      try $0.db.rows("EXPLAIN QUERY PLAN \(question)") { row throws(SQLiteError) in try row.text(3) }
    }
    #expect(plan.contains { $0.hasPrefix("SEARCH") } && !plan.contains { $0.hasPrefix("SCAN") }, "\(plan)")
  }

  @Test("Slots are listed by account, renewed, given back; leases that are over go with the next change")
  func slots() throws {
    let store = try SQLiteStore(path: nil)
    let slots = [("a", "ada", 10), ("b", "ada", 20), ("c", "ben", 10), ("d", "ada", nil)].map {
      StoredSlot(id: $0.0, account: $0.1, feature: "tasks", takenAt: 1, expiresAt: $0.2.map(Int64.init))
    }
    try store.write(now: 0) { transaction in
      for slot in slots { try transaction.insert(slot) }
      try transaction.renew("b", expiresAt: 30)
      try transaction.deleteExpiredSlots(of: "ada", at: 10)
    }
    #expect(try store.read { try $0.slots(of: "ada") }.map(\.id) == ["b", "d"])
    #expect(try store.read { try $0.slot("b") }?.expiresAt == 30)
    #expect(try store.read { try $0.slot("c") } == slots[2])
    try store.write(now: 0) { try $0.deleteSlot("d") }
    #expect(try store.read { try $0.slots(of: "ada") }.map(\.id) == ["b"])
    #expect(throws: StoreError.self) { try store.write(now: 0) { try $0.insert(slots[2]) } }
  }

  @Test("Deliveries that could not be made are found by endpoint and page by page, and forgotten once done")
  func hooks() throws {
    let store = try SQLiteStore(path: nil)
    let deliveries = [
      HookDelivery(endpoint: "a", seq: 1, status: .pending, attempts: 1, nextAttemptAt: 20, reason: "503"),
      HookDelivery(endpoint: "a", seq: 2, status: .dead, attempts: 9, nextAttemptAt: nil, reason: "gone"),
      HookDelivery(endpoint: "b", seq: 1, status: .pending, attempts: 1, nextAttemptAt: 10),
    ]
    try store.write(now: 0) { transaction in for delivery in deliveries { try transaction.save(delivery) } }
    try store.write(now: 0) { transaction in
      for (account, kind) in [("ada", "one"), ("ben", "two")] {
        try transaction.enqueue(kind: kind, account: account, sequence: 1, changed: "[]", event: nil)
      }
    }
    let pending = try store.read { try $0.pendingHooks(of: "a") }
    #expect(pending.map(\.delivery) == [deliveries[0]] && pending.map(\.row.account) == ["ada"])
    #expect(try store.read { try $0.settledHooks(of: "a", after: 0) } == [2])
    #expect(try store.read { try $0.settledHooks(of: "a", after: 2) }.isEmpty)
    #expect(try store.read { try $0.outboxRow(2) }?.kind == "two")
    #expect(try store.read { try $0.hookDeliveryCounts() } == [.pending: 2, .dead: 1])
    #expect(try store.read { try $0.hookDeliveries(status: nil, limit: 2) } == Array(deliveries[..<2]))
    #expect(try store.read { try $0.hookDeliveries(status: nil, after: ("a", 2), limit: 2) } == [deliveries[2]])
    #expect(try store.read { try $0.hookDeliveries(status: .dead, limit: 5) } == [deliveries[1]])
    let done = HookDelivery(endpoint: "a", seq: 1, status: .done, attempts: 2, nextAttemptAt: nil)
    try store.write(now: 0) { try $0.save(done) }
    #expect(try store.read { try $0.hookDelivery("a", 1) } == done)
    try store.write(now: 0) { try $0.forgetDoneHooks(before: 0) }
    #expect(try store.read { try $0.hookDelivery("a", 1) } == done)
    try store.write(now: 0) { try $0.forgetDoneHooks(before: 1) }
    #expect(try store.read { try $0.hookDeliveries(status: nil, limit: 5) } == Array(deliveries[1...]))
  }
}

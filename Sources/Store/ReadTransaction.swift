package import Billing
internal import GRDB

/// The verbs of one consistent read.
package struct ReadTransaction {
  let db: Database

  package func event(_ id: String) throws -> StoredEvent? {
    try StoredEvent.fetch(db, "WHERE event_id = ? ORDER BY seq LIMIT 1", [id]).first
  }

  /// The newest events first, filtered.
  package func events(
    status: String?, type: String?, account: String?, before: Int64?, limit: Int
  ) throws -> [StoredEvent] {
    try StoredEvent.fetch(
      db,
      """
      WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR type = ?2) AND (?3 IS NULL OR account = ?3)
        AND (?4 IS NULL OR seq < ?4) ORDER BY seq DESC LIMIT ?5
      """, [status, type, account, before, limit])
  }

  /// The number of the newest event; 0 in an empty store.
  package func newestSeq() throws -> Int64 { try Int64.fetchOne(db, sql: "SELECT max(seq) FROM events") ?? 0 }

  /// How many events there are of each status, among those that came after the event numbered `seq`.
  package func eventCounts(after seq: Int64 = 0) throws -> [String: Int] {
    let sql = "SELECT status, count(*) FROM events \(seq > 0 ? "WHERE seq > \(seq)" : "") GROUP BY status"
    var counts: [String: Int] = [:]
    for row in try Row.fetchAll(db, sql: sql) { counts[row[0]] = row[1] }
    return counts
  }

  /// The time of the newest event that is stored, by the provider's clock.
  package func newestEventTime() throws -> Int64? { try Int64.fetchOne(db, sql: "SELECT max(created) FROM events") }

  package func accounts(after: String, limit: Int) throws -> [String] {
    try String.fetchAll(
      db.cachedStatement(sql: "SELECT account FROM accounts WHERE account > ? ORDER BY account LIMIT ?"),
      arguments: [after, limit])
  }

  package func facts(of account: String) throws -> [StoredEvent] {
    try StoredEvent.fetch(db, "WHERE seq IN (SELECT event_seq FROM facts WHERE account = ?) ORDER BY seq", [account])
  }

  package func head(of account: String) throws -> LedgerHead {
    try WriteTransaction(db: db, now: 0).head(of: account)
  }

  package func entries(of account: String) throws -> [StoredEntry] { try StoredEntry.fetch(db, account) }

  package func booked(of account: String) throws -> [PostingKey: Credits] { try StoredEntry.sums(db, account) }

  package func entryCount() throws -> Int { try Int.fetchOne(db, sql: "SELECT count(*) FROM entries") ?? 0 }

  package func failedCount() throws -> Int {
    try Int.fetchOne(db, sql: "SELECT count(*) FROM events WHERE status = 'failed'") ?? 0
  }

  /// What SQLite itself finds wrong with the file and its references.
  package func damage() throws -> [String] {
    let found = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
    let dangling = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map {
      "a row of \($0[0] as String) refers to nothing"
    }
    return found + dangling
  }
}

extension StoredEntry {
  /// The chain link that this entry must carry after `previous`.
  package func expectedChain(after previous: [UInt8], account: String) throws -> [UInt8] {
    try LedgerChain.next(
      after: previous, account: account, number: number, cause: cause, source: source, target: target, amount: amount,
      effectiveAt: effectiveAt, event: event)
  }
}

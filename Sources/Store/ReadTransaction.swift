package import Billing
internal import Native

/// The verbs of one consistent read.
package struct ReadTransaction {
  let db: SQLiteConnection

  /// The event of that id, nil where there is none. Of several, as one of another mode or another's account may be, one
  /// that failed, else the one that is an account's.
  package func event(_ id: String) throws -> StoredEvent? {
    try StoredEvent.fetch(db, "WHERE event_id = ? ORDER BY status = 'failed' DESC, account IS NULL, seq LIMIT 1", [id])
      .first
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
  package func newestSeq() throws -> Int64 { try db.integer("SELECT max(seq) FROM events") ?? 0 }

  /// How many events there are of each status, among those that came after the event numbered `seq`.
  package func eventCounts(after seq: Int64 = 0) throws -> [String: Int] {
    guard seq == 0 else { return try counts("WHERE seq > ?", [seq]) }
    // Of nearly all events no index says the status: those that are left are applied.
    var counts = try counts("WHERE status <> 'applied'", [])
    let applied = Int(try db.integer("SELECT count(*) FROM events") ?? 0) - counts.values.reduce(0, +)
    if applied > 0 { counts["applied"] = applied }
    return counts
  }

  private func counts(_ condition: String, _ values: [any SQLiteValue]) throws -> [String: Int] {
    let sql = "SELECT status, count(*) FROM events \(condition) GROUP BY status"
    let counts = try db.rows(sql, values) { row throws(SQLiteError) in (try row.text(0), Int(try row.integer(1))) }
    return Dictionary(counts) { one, _ in one }
  }

  /// The time of the oldest event that is stored, by the provider's clock.
  package func oldestEventTime() throws -> Int64? { try db.integer("SELECT min(created) FROM events") }

  /// The time of the newest event that is stored, by the provider's clock.
  package func newestEventTime() throws -> Int64? { try db.integer("SELECT max(created) FROM events") }

  /// Names of accounts, `limit` of them, that follow `after` in their order.
  package func accounts(after: String, limit: Int) throws -> [String] {
    try db.rows("SELECT account FROM accounts WHERE account > ? ORDER BY account LIMIT ?", [after, limit]) {
      row throws(SQLiteError) in try row.text(0)
    }
  }

  /// Names that anything in the store gives as an account's: its row, its events, its own facts or its entries.
  package func everyAccount(after: String, limit: Int) throws -> [String] {
    let sources = ["accounts", "events", "app_facts", "entries"].map { table in
      "SELECT * FROM (SELECT DISTINCT account FROM \(table) WHERE account > ?1 ORDER BY account LIMIT ?2)"
    }
    return try db.rows(sources.joined(separator: " UNION ") + " ORDER BY account LIMIT ?2", [after, limit]) {
      row throws(SQLiteError) in try row.text(0)
    }
  }

  /// What each key is linked to: an account, or several that claim it, separated by spaces; a free one is absent.
  package func links(_ keys: [String]) throws -> [String: String] {
    let statement = try db.statement("SELECT account FROM links WHERE key = ?")
    var links: [String: String] = [:]
    for key in keys { links[key] = try statement.first([key]) { row throws(SQLiteError) in try row.text(0) } }
    return links
  }

  /// The events that tell an account's facts.
  package func facts(of account: String) throws -> [StoredEvent] { try StoredEvent.facts(db, account) }

  /// Events that tell no account's fact, in the order in which they were stored, behind one of them.
  package func unattachedEvents(after seq: Int64, limit: Int) throws -> [StoredEvent] {
    // Without the index of accounts, which would be sorted anew for each page.
    try StoredEvent.fetch(db, "WHERE +account IS NULL AND seq > ? ORDER BY seq LIMIT ?", [seq, limit])
  }

  /// How many numbers of stored events are gone: each event has the next one.
  package func missingEvents() throws -> Int64 {
    try db.integer("SELECT coalesce(max(seq), 0) - count(*) FROM events") ?? 0
  }

  /// Whether an event waits for one of `keys`.
  package func isWaiting(_ seq: Int64, for keys: [String]) throws -> Bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM waiting WHERE key = ? AND event_seq = ?)"
    return try keys.contains { try db.integer(sql, [$0, seq]) == 1 }
  }

  /// The end of an account's chain of entries.
  package func head(of account: String) throws -> LedgerHead { try LedgerHead.fetch(db, account) }

  /// An account's entries in their order.
  package func entries(of account: String) throws -> [StoredEntry] {
    try StoredEntry.fetch(db, "WHERE account = ? ORDER BY number", [account])
  }

  /// What is booked for an account, summed by posting.
  package func booked(of account: String) throws -> [PostingKey: Credits] { try StoredEntry.sums(db, account) }

  /// How many entries the whole ledger has.
  package func entryCount() throws -> Int { Int(try db.integer("SELECT count(*) FROM entries") ?? 0) }

  /// How many events wait for another attempt.
  package func failedCount() throws -> Int {
    Int(try db.integer("SELECT count(*) FROM events WHERE status = 'failed'") ?? 0)
  }

  /// The version of SQLite that is linked: `3.40.1`.
  package func sqliteVersion() throws -> String { try db.text("SELECT sqlite_version()") ?? "?" }

  /// What SQLite itself finds wrong with the file and its references.
  package func damage() throws -> [String] {
    let found = try db.rows("PRAGMA integrity_check(20)") { row throws(SQLiteError) in try row.text(0) }
    let dangling = try db.rows("PRAGMA foreign_key_check") { row throws(SQLiteError) in try row.text(0) }
    return found.filter { $0 != "ok" } + dangling.map { "a row of \($0) refers to nothing" }
  }
}

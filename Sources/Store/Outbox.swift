internal import Native

/// Something that the app must be told.
package struct OutboxRow: Sendable, Equatable {
  /// Its place among all rows; rows are committed in this order.
  package let seq: Int64
  package let account: String
  package let kind: String
  /// Its place among the account's rows, from 1, without a gap.
  package let sequence: Int64
  /// The members of the account's state that changed, as a JSON array of their names.
  package let changed: String
  /// The event that brought it about; nil where none did.
  package let eventID: String?
  package let createdAt: Int64

  fileprivate static func fetch(
    _ db: SQLiteConnection, _ condition: String, _ values: [any SQLiteValue]
  ) throws -> [OutboxRow] {
    try db.rows(
      "SELECT seq, account, kind, sequence, changed, event_id, created_at FROM outbox \(condition)", values
    ) { row throws(SQLiteError) in
      OutboxRow(
        seq: try row.integer(0), account: try row.text(1), kind: try row.text(2), sequence: try row.integer(3),
        changed: try row.text(4), eventID: try row.textIfAny(5), createdAt: try row.integer(6))
    }
  }
}

extension ReadTransaction {
  /// What was queued after `seq`, the oldest first.
  package func outbox(after seq: Int64, limit: Int) throws -> [OutboxRow] {
    try OutboxRow.fetch(db, "WHERE seq > ? ORDER BY seq LIMIT ?", [seq, limit])
  }

  /// The row of that number; nil where there is none.
  package func outboxRow(_ seq: Int64) throws -> OutboxRow? {
    try OutboxRow.fetch(db, "WHERE seq = ?", [seq]).first
  }

  /// The number of the newest row; 0 where there is none.
  package func newestOutboxSeq() throws -> Int64 { try db.integer("SELECT max(seq) FROM outbox") ?? 0 }
}

extension WriteTransaction {
  /// Queues what the app must be told, in the transaction that made it true.
  ///
  /// - Parameters:
  ///   - sequence: its place among the account's rows, which the account's own row keeps.
  ///   - changed: a JSON array of names.
  package func enqueue(kind: String, account: String, sequence: Int64, changed: String, event: String?) throws {
    try db.run(
      "INSERT INTO outbox (account, kind, event_id, created_at, sequence, changed) VALUES (?, ?, ?, ?, ?, ?)",
      [account, kind, event, now, sequence, changed])
  }
}

internal import Native

/// How far a row of the outbox got on its way to one endpoint of the app, where it did not get there at once.
package struct HookDelivery: Sendable, Equatable {
  package enum Status: String, Sendable, CaseIterable {
    case pending
    /// It was tried for as long as it is worth trying; a person must look at it.
    case dead
    case done
  }

  package let endpoint: String
  /// The outbox's row.
  package let seq: Int64
  package let status: Status
  package let attempts: Int64
  /// Nil where it is not tried again.
  package let nextAttemptAt: Int64?
  /// Why the last attempt failed.
  package let reason: String?

  package init(
    endpoint: String, seq: Int64, status: Status, attempts: Int64, nextAttemptAt: Int64?, reason: String? = nil
  ) {
    self.endpoint = endpoint
    self.seq = seq
    self.status = status
    self.attempts = attempts
    self.nextAttemptAt = nextAttemptAt
    self.reason = reason
  }

  fileprivate static func fetch(
    _ db: SQLiteConnection, _ condition: String, _ values: [any SQLiteValue]
  ) throws -> [HookDelivery] {
    try db.rows(
      "SELECT endpoint, seq, status, attempts, next_attempt_at, reason FROM hook_deliveries \(condition)", values
    ) { row throws(SQLiteError) in
      HookDelivery(
        endpoint: try row.text(0), seq: try row.integer(1), status: Status(rawValue: try row.text(2)) ?? .dead,
        attempts: try row.integer(3), nextAttemptAt: try row.integerIfAny(4), reason: try row.textIfAny(5))
    }
  }
}

extension ReadTransaction {
  /// What one endpoint must still be told of rows that it was not told of at once, in the order of the rows.
  package func pendingHooks(of endpoint: String) throws -> [(row: OutboxRow, delivery: HookDelivery)] {
    let pending = try HookDelivery.fetch(db, "WHERE endpoint = ? AND status = 'pending' ORDER BY seq", [endpoint])
    return try pending.compactMap { delivery in try outboxRow(delivery.seq).map { ($0, delivery) } }
  }

  /// The rows after `seq` that one endpoint was told of after all, or never will be.
  package func settledHooks(of endpoint: String, after seq: Int64) throws -> [Int64] {
    try HookDelivery.fetch(db, "WHERE endpoint = ? AND seq > ? AND status <> 'pending'", [endpoint, seq]).map(\.seq)
  }

  /// How many deliveries there are of each status.
  package func hookDeliveryCounts() throws -> [HookDelivery.Status: Int] {
    let counts = try db.rows("SELECT status, count(*) FROM hook_deliveries GROUP BY status") {
      row throws(SQLiteError) in
      (HookDelivery.Status(rawValue: try row.text(0)) ?? .dead, Int(try row.integer(1)))
    }
    return Dictionary(counts) { one, _ in one }
  }

  /// Deliveries in the order of their endpoints and rows, filtered.
  ///
  /// - Parameter after: the last one of the page before; nil begins.
  package func hookDeliveries(
    status: HookDelivery.Status?, after: (endpoint: String, seq: Int64)? = nil, limit: Int
  ) throws -> [HookDelivery] {
    try HookDelivery.fetch(
      db, "WHERE (?1 IS NULL OR status = ?1) AND (endpoint, seq) > (?2, ?3) ORDER BY endpoint, seq LIMIT ?4",
      [status?.rawValue, after?.endpoint ?? "", after?.seq ?? 0, limit])
  }

  package func hookDelivery(_ endpoint: String, _ seq: Int64) throws -> HookDelivery? {
    try HookDelivery.fetch(db, "WHERE endpoint = ? AND seq = ?", [endpoint, seq]).first
  }
}

extension WriteTransaction {
  /// Writes how far a delivery got.
  package func save(_ delivery: HookDelivery) throws {
    try db.run(
      """
      INSERT INTO hook_deliveries (endpoint, seq, status, attempts, next_attempt_at, reason, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (endpoint, seq) DO UPDATE SET status = excluded.status, attempts = excluded.attempts,
        next_attempt_at = excluded.next_attempt_at, reason = excluded.reason, updated_at = excluded.updated_at
      """,
      [
        delivery.endpoint, delivery.seq, delivery.status.rawValue, delivery.attempts, delivery.nextAttemptAt,
        delivery.reason, now,
      ])
  }

  /// Forgets deliveries that were done before `time`.
  package func forgetDoneHooks(before time: Int64) throws {
    try db.run("DELETE FROM hook_deliveries WHERE status = 'done' AND updated_at < ?", [time])
  }
}

internal import Native

/// A slot of a feature that an account took.
package struct StoredSlot: Sendable, Equatable {
  package let id: String
  package let account: String
  package let feature: String
  package let takenAt: Int64
  /// The first moment at which it is free again by itself; nil until it is given back.
  package let expiresAt: Int64?

  package init(id: String, account: String, feature: String, takenAt: Int64, expiresAt: Int64?) {
    self.id = id
    self.account = account
    self.feature = feature
    self.takenAt = takenAt
    self.expiresAt = expiresAt
  }

  fileprivate static func fetch(
    _ db: SQLiteConnection, _ condition: String, _ values: [any SQLiteValue]
  ) throws -> [StoredSlot] {
    try db.rows("SELECT id, account, feature, taken_at, expires_at FROM slots \(condition)", values) {
      row throws(SQLiteError) in
      StoredSlot(
        id: try row.text(0), account: try row.text(1), feature: try row.text(2), takenAt: try row.integer(3),
        expiresAt: try row.integerIfAny(4))
    }
  }
}

extension ReadTransaction {
  /// The slots that are kept of an account, in the order they were taken; of leases also those whose time is over.
  package func slots(of account: String) throws -> [StoredSlot] {
    try StoredSlot.fetch(db, "WHERE account = ? ORDER BY taken_at, id", [account])
  }

  package func slot(_ id: String) throws -> StoredSlot? { try StoredSlot.fetch(db, "WHERE id = ?", [id]).first }
}

extension WriteTransaction {
  package func insert(_ slot: StoredSlot) throws {
    try db.run(
      "INSERT INTO slots (id, account, feature, taken_at, expires_at) VALUES (?, ?, ?, ?, ?)",
      [slot.id, slot.account, slot.feature, slot.takenAt, slot.expiresAt])
  }

  /// Writes until when a slot is taken.
  package func renew(_ slot: String, expiresAt: Int64?) throws {
    try db.run("UPDATE slots SET expires_at = ? WHERE id = ?", [expiresAt, slot])
  }

  package func deleteSlot(_ id: String) throws { try db.run("DELETE FROM slots WHERE id = ?", [id]) }

  /// Forgets the leases of an account that were over at `moment`.
  package func deleteExpiredSlots(of account: String, at moment: Int64) throws {
    try db.run("DELETE FROM slots WHERE account = ? AND expires_at <= ?", [account, moment])
  }
}

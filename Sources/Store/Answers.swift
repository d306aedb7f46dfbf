internal import Native

/// An answer as it was given once, under the key of the request that asked for it.
package struct StoredAnswer: Sendable, Equatable {
  /// Who asked by which key.
  package let id: [UInt8]
  /// What exactly was asked.
  package let fingerprint: [UInt8]
  package let account: String?
  package let status: Int
  package let body: [UInt8]

  package init(id: [UInt8], fingerprint: [UInt8], account: String?, status: Int, body: [UInt8]) {
    self.id = id
    self.fingerprint = fingerprint
    self.account = account
    self.status = status
    self.body = body
  }
}

extension ReadTransaction {
  /// The answer that is kept under an id; nil where none is.
  package func answer(_ id: [UInt8]) throws -> StoredAnswer? {
    try db.first("SELECT fingerprint, account, status, body FROM answers WHERE id = ?", [id]) {
      row throws(SQLiteError) in
      StoredAnswer(
        id: id, fingerprint: try row.blob(0), account: try row.textIfAny(1), status: Int(try row.integer(2)),
        body: try row.blob(3))
    }
  }

  /// Whether an answer of before `time` is kept.
  package func hasAnswers(before time: Int64) throws -> Bool {
    try db.integer("SELECT created_at FROM answers ORDER BY number LIMIT 1", []).map { $0 < time } ?? false
  }
}

extension WriteTransaction {
  /// Keeps an answer under its id, which must be a new one.
  package func keep(_ answer: StoredAnswer) throws {
    try db.run(
      "INSERT INTO answers (id, fingerprint, account, status, body, created_at) VALUES (?, ?, ?, ?, ?, ?)",
      [answer.id, answer.fingerprint, answer.account, answer.status, answer.body, now])
  }

  /// Forgets answers of before `time` among the `limit` oldest. Their numbers follow the order of their giving.
  /// How many they were.
  package func forgetAnswers(before time: Int64, limit: Int) throws -> Int {
    try db.run(
      """
      DELETE FROM answers WHERE created_at < ? AND number < (SELECT min(number) FROM answers) + ?
      """, [time, limit])
    return db.changes
  }
}

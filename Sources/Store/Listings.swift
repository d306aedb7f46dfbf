internal import Native

/// What is read page by page.
extension ReadTransaction {
  /// An account's entries that follow the one numbered `after`, in their order.
  package func entries(of account: String, after: Int64, limit: Int) throws -> [StoredEntry] {
    try StoredEntry.fetch(db, "WHERE account = ? AND number > ? ORDER BY number LIMIT ?", [account, after, limit])
  }

  /// Accounts in the order of their ids: those whose id begins with `search`, and the one whose customer or
  /// subscription it is.
  ///
  /// - Parameter after: the id of the account before the first; nil begins.
  package func accounts(matching search: String, after: String?, limit: Int) throws -> [AccountSummary] {
    try db.rows(
      """
      SELECT account, plan, status, customer, subscription FROM (
        SELECT * FROM accounts WHERE account > ?2 AND account >= ?1 AND account < ?1 || char(1114111)
        UNION SELECT * FROM accounts WHERE account > ?2 AND account = (SELECT account FROM links WHERE key = ?1)
      ) ORDER BY account LIMIT ?3
      """, [search, after ?? "", limit]
    ) { row throws(SQLiteError) in
      AccountSummary(
        account: try row.text(0), plan: try row.text(1), status: try row.text(2), customer: try row.textIfAny(3),
        subscription: try row.textIfAny(4))
    }
  }

  // The names stand in the statements themselves: only then is the index over them used.

  /// Requests for money back over all accounts, the newest first.
  ///
  /// - Parameter after: the id of the request before the first; nil begins.
  package func refundRequests(after: String?, limit: Int) throws -> [(account: String, id: String)] {
    let place = try after.flatMap { id in
      try db.first("SELECT occurred_at FROM app_facts WHERE fact_id = ?", [id]) { row throws(SQLiteError) in
        try row.integer(0)
      }
    }
    return try db.rows(
      """
      SELECT account, fact_id FROM app_facts
      WHERE name = 'refund_requested' AND (?1 IS NULL OR (occurred_at, fact_id) < (?1, ?2))
      ORDER BY occurred_at DESC, fact_id DESC LIMIT ?3
      """, [place, after, limit]
    ) { row throws(SQLiteError) in (try row.text(0), try row.text(1)) }
  }

  /// What an account asked back, and what was decided of that.
  package func refundFacts(of account: String) throws -> [StoredAppFact] {
    try StoredAppFact.fetch(
      db, "WHERE account = ? AND name IN ('refund_requested', 'refund_decided') ORDER BY sequence", [account])
  }
}

/// An account as a list shows it, as of its last change.
package struct AccountSummary: Sendable {
  package let account: String
  package let plan: String
  package let status: String
  package let customer: String?
  package let subscription: String?
}

package import Billing
internal import Native

/// The verbs of one write transaction. It lives as long as the closure that it is handed to.
package struct WriteTransaction {
  let db: SQLiteConnection
  /// When this transaction writes, unix seconds.
  package let now: Int64

  // MARK: Inbox

  /// The number that the next event gets.
  package func nextSeq() throws -> Int64 { (try db.integer("SELECT max(seq) FROM events") ?? 0) + 1 }

  /// Whether an event is stored already.
  package func contains(_ event: NewEvent) throws -> Bool {
    try db.integer(
      "SELECT 1 FROM events WHERE event_id = ? AND provider_account = ? AND livemode = ?",
      [event.id, event.providerAccount, event.livemodeColumn]) != nil
  }

  /// Which of `ids` name an event that is stored, of whatever account and mode.
  package func storedIDs(_ ids: [String]) throws -> Set<String> {
    let statement = try db.statement("SELECT event_id FROM events WHERE event_id = ? LIMIT 1")
    return Set(
      try ids.filter { id in try statement.first([id]) { row throws(SQLiteError) in row.isNull(0) } != nil })
  }

  /// Stores a received event, with its bytes as they came.
  package func insert(_ event: NewEvent, seq: Int64, status: String, reason: String?, account: String?) throws {
    try db.run(
      """
      INSERT INTO events
        (seq, provider_account, livemode, event_id, type, api_version, created, received_at, body,
         status, reason, account)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        seq, event.providerAccount, event.livemodeColumn, event.id, event.type, event.apiVersion, event.created,
        event.receivedAt, event.body, status, reason, account,
      ])
  }

  /// Writes what became of an event.
  package func mark(_ seq: Int64, status: String, reason: String?, account: String?) throws {
    try db.run(
      "UPDATE events SET status = ?, reason = ?, account = ?, next_attempt_at = NULL WHERE seq = ?",
      [status, reason, account, seq])
  }

  /// Keeps an event for another attempt.
  package func markFailed(_ seq: Int64, reason: String, attempts: Int64, nextAttemptAt: Int64) throws {
    try db.run(
      "UPDATE events SET status = 'failed', reason = ?, attempts = ?, next_attempt_at = ? WHERE seq = ?",
      [reason, attempts, nextAttemptAt, seq])
  }

  /// Failed events whose next attempt is due, the oldest first.
  package func dueFailures(limit: Int) throws -> [StoredEvent] {
    try StoredEvent.fetch(
      db, "WHERE status = 'failed' AND next_attempt_at <= ? ORDER BY next_attempt_at, seq LIMIT ?", [now, limit])
  }

  /// The event of that id, nil where there is none.
  package func event(_ id: String) throws -> StoredEvent? { try ReadTransaction(db: db).event(id) }

  // MARK: Ledger

  /// The end of an account's chain of entries, and how often the app was told of the account.
  package func end(of account: String) throws -> (head: LedgerHead, sequence: Int64) {
    try db.first("SELECT entries, chain, sequence FROM accounts WHERE account = ?", [account]) {
      row throws(SQLiteError) in
      (LedgerHead(entries: try row.integer(0), chain: try row.blob(1)), try row.integer(2))
    } ?? (.empty, 0)
  }

  /// What is booked for an account, summed by posting.
  package func booked(of account: String) throws -> [PostingKey: Credits] { try StoredEntry.sums(db, account) }

  /// Appends entries and returns the new end of the chain.
  package func append(_ entries: [Movement], to account: String, after head: LedgerHead) throws -> LedgerHead {
    var head = head
    for entry in entries {
      head.entries += 1
      head.chain = try LedgerChain.next(
        after: head.chain, account: account, number: head.entries, cause: entry.cause, source: entry.from.rawValue,
        target: entry.to.rawValue, amount: entry.amount, effectiveAt: entry.effectiveAt.seconds, event: entry.event)
      try insert(entry, account, head)
    }
    return head
  }

  private func insert(_ entry: Movement, _ account: String, _ head: LedgerHead) throws {
    try db.run(
      """
      INSERT INTO entries
        (account, number, cause, revision, source, target, amount, effective_at, event_id, note, booked_at, chain)
      VALUES (?1, ?2, ?3,
        (SELECT count(*) FROM entries WHERE account = ?1 AND cause = ?3 AND source = ?4 AND target = ?5),
        ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
      """,
      [
        account, head.entries, entry.cause, entry.from.rawValue, entry.to.rawValue, entry.amount,
        entry.effectiveAt.seconds, entry.event, entry.note.description, now, head.chain,
      ])
  }

  /// Writes an account's row, new or changed.
  package func save(_ row: AccountRow) throws {
    try db.run(
      """
      INSERT INTO accounts (account, plan, status, customer, subscription, entries, chain, sequence, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (account) DO UPDATE SET plan = excluded.plan, status = excluded.status,
        customer = excluded.customer, subscription = excluded.subscription, entries = excluded.entries,
        chain = excluded.chain, sequence = excluded.sequence, updated_at = excluded.updated_at
      """,
      [
        row.account, row.plan, row.status, row.customer, row.subscription, row.head.entries, row.head.chain,
        row.sequence, now,
      ])
  }
}

extension NewEvent {
  fileprivate var livemodeColumn: Int { livemode.map { $0 ? 1 : 0 } ?? -1 }
}

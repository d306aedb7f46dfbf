internal import Native

/// How the app's facts, intents and calls are read from rows.
extension StoredAppFact {
  static func fetch(
    _ db: SQLiteConnection, _ condition: String, _ values: [any SQLiteValue]
  ) throws -> [StoredAppFact] {
    try db.rows("SELECT sequence, fact_id, name, occurred_at, body FROM app_facts \(condition)", values) {
      row throws(SQLiteError) in
      StoredAppFact(
        sequence: try row.integer(0), id: try row.text(1), name: try row.text(2), occurredAt: try row.integer(3),
        body: try row.text(4))
    }
  }
}

extension StoredIntent {
  static func fetch(_ db: SQLiteConnection, _ condition: String, _ values: [any SQLiteValue]) throws -> [StoredIntent] {
    try db.rows(
      """
      SELECT seq, account, intent_id, command, name, body, status, attempts, next_attempt_at, reason, result, created_at
      FROM intents \(condition)
      """, values
    ) { row throws(SQLiteError) in
      StoredIntent(
        seq: try row.integer(0), account: try row.text(1), id: try row.text(2), command: try row.text(3),
        name: try row.text(4), body: try row.text(5), status: Status(rawValue: try row.text(6)) ?? .givenUp,
        attempts: try row.integer(7), nextAttemptAt: try row.integerIfAny(8), reason: try row.textIfAny(9),
        result: try row.textIfAny(10), createdAt: try row.integer(11))
    }
  }
}

extension StoredCall {
  /// The newest generation of a step's call.
  static func fetch(_ db: SQLiteConnection, account: String, intent: String, step: String) throws -> StoredCall? {
    try db.first(
      """
      SELECT generation, method, path, form, idempotency_key, created_at, saved_failures, answer, request_id
      FROM calls WHERE account = ? AND intent_id = ? AND step = ? ORDER BY generation DESC LIMIT 1
      """, [account, intent, step]
    ) { row throws(SQLiteError) in
      StoredCall(
        account: account, intent: intent, step: step, generation: try row.integer(0), method: try row.text(1),
        path: try row.text(2), form: try row.text(3), idempotencyKey: try row.text(4), createdAt: try row.integer(5),
        savedFailures: try row.integer(6), answer: row.isNull(7) ? nil : try row.blob(7),
        requestID: try row.textIfAny(8))
    }
  }
}

extension ReadTransaction {
  /// What was asked for under a command's id; nil where nothing was.
  package func fingerprint(of command: String, account: String) throws -> String? {
    try db.first("SELECT fingerprint FROM commands WHERE account = ? AND command = ?", [account, command]) {
      row throws(SQLiteError) in try row.text(0)
    }
  }

  /// The app's own facts of an account, in the order they were decided.
  package func appFacts(of account: String) throws -> [StoredAppFact] {
    try StoredAppFact.fetch(db, "WHERE account = ? ORDER BY sequence", [account])
  }

  /// The account that decided one of the app's own facts; nil where none did, or several did under that id.
  package func account(ofFact id: String) throws -> String? {
    let accounts = try db.rows("SELECT account FROM app_facts WHERE fact_id = ? LIMIT 2", [id]) {
      row throws(SQLiteError) in try row.text(0)
    }
    return accounts.count == 1 ? accounts[0] : nil
  }

  package func intent(_ id: String, of account: String) throws -> StoredIntent? {
    try StoredIntent.fetch(db, "WHERE account = ? AND intent_id = ?", [account, id]).first
  }

  /// What a command asked for, in its order.
  package func intents(of account: String, command: String) throws -> [StoredIntent] {
    try StoredIntent.fetch(db, "WHERE account = ? AND command = ? ORDER BY seq", [account, command])
  }

  /// What of an account is not settled, the oldest first.
  package func pendingIntents(of account: String) throws -> [StoredIntent] {
    try StoredIntent.fetch(db, "WHERE account = ? AND status = 'pending' ORDER BY seq", [account])
  }

  /// Accounts with something that is due, those that wait longest first.
  package func accountsWithDueIntents(now: Int64, limit: Int) throws -> [String] {
    try db.rows(
      """
      SELECT account FROM intents WHERE status = 'pending' AND next_attempt_at <= ?
      GROUP BY account ORDER BY min(next_attempt_at) LIMIT ?
      """, [now, limit]
    ) { row throws(SQLiteError) in try row.text(0) }
  }

  /// The newest intents first, filtered.
  package func intents(status: String?, account: String?, limit: Int) throws -> [StoredIntent] {
    try StoredIntent.fetch(
      db, "WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR account = ?2) ORDER BY seq DESC LIMIT ?3",
      [status, account, limit])
  }

  /// The newest intent of an account by that name that was carried out; nil where none was.
  package func newestDone(_ name: String, of account: String) throws -> StoredIntent? {
    try StoredIntent.fetch(
      db, "WHERE account = ? AND name = ? AND status = 'done' ORDER BY seq DESC LIMIT 1", [account, name]
    ).first
  }

  package func intentCounts() throws -> [String: Int] {
    let counts = try db.rows("SELECT status, count(*) FROM intents GROUP BY status") { row throws(SQLiteError) in
      (try row.text(0), Int(try row.integer(1)))
    }
    return Dictionary(counts) { one, _ in one }
  }

  /// The newest generation of a step's call; nil where it was never made ready.
  package func call(_ step: String, intent: String, account: String) throws -> StoredCall? {
    try StoredCall.fetch(db, account: account, intent: intent, step: step)
  }

  /// Up to when something is known, unix seconds; nil where it never was.
  package func cursor(_ name: String) throws -> Int64? {
    try db.first("SELECT value FROM cursors WHERE name = ?", [name]) { row throws(SQLiteError) in try row.integer(0) }
  }
}

extension WriteTransaction {
  /// The same transaction, to read what it has written so far.
  package var reading: ReadTransaction { ReadTransaction(db: db) }

  /// Stores one of the app's own facts.
  package func insert(_ fact: StoredAppFact, of account: String) throws {
    try db.run(
      "INSERT INTO app_facts (account, sequence, fact_id, name, occurred_at, body) VALUES (?, ?, ?, ?, ?, ?)",
      [account, fact.sequence, fact.id, fact.name, fact.occurredAt, fact.body])
  }

  package func keep(_ fingerprint: String, of command: String, account: String) throws {
    try db.run(
      """
      INSERT INTO commands (account, command, fingerprint, created_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (account, command) DO NOTHING
      """,
      [account, command, fingerprint, now])
  }

  /// Stores an intent that is due at once; one that is known already stays as it is.
  package func insert(_ intent: NewIntent) throws {
    try db.run(
      """
      INSERT INTO intents (account, intent_id, command, name, body, next_attempt_at, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, intent_id) DO NOTHING
      """,
      [
        intent.account, intent.id, intent.command, intent.name, intent.body, now + intent.delaySeconds, now,
      ])
  }

  /// Ends what waits to be opened for an account, for a newer command replaces it: nobody has its page.
  package func replace(_ names: [String], of account: String, by command: String) throws {
    for name in names {
      try db.run(
        """
        UPDATE intents SET status = 'failed', reason = 'replaced: a newer one was asked for', next_attempt_at = NULL,
          settled_at = ? WHERE account = ? AND name = ? AND command <> ? AND status = 'pending'
        """, [now, account, name, command])
    }
  }

  /// Writes how an intent ended.
  package func settle(_ intent: StoredIntent, _ status: StoredIntent.Status, result: String?, reason: String?) throws {
    try db.run(
      """
      UPDATE intents SET status = ?, result = ?, reason = ?, attempts = attempts + 1, next_attempt_at = NULL,
        settled_at = ? WHERE account = ? AND intent_id = ? AND status = 'pending'
      """, [status.rawValue, result, reason, now, intent.account, intent.id])
  }

  /// Keeps an intent for another attempt.
  package func postpone(_ intent: StoredIntent, until next: Int64, reason: String, countsAttempt: Bool) throws {
    try db.run(
      """
      UPDATE intents SET attempts = attempts + ?, next_attempt_at = ?, reason = ?
      WHERE account = ? AND intent_id = ? AND status = 'pending'
      """, [countsAttempt ? 1 : 0, next, reason, intent.account, intent.id])
  }

  /// Takes up again what failed or was given up. Whether there was such an intent.
  package func revive(_ id: String, of account: String) throws -> Bool {
    try db.run(
      """
      UPDATE intents SET status = 'pending', attempts = 0, next_attempt_at = ?, settled_at = NULL
      WHERE account = ? AND intent_id = ? AND status IN ('failed', 'given_up')
      """, [now, account, id])
    // A failure that is kept under the key would only come again.
    try db.run(
      "UPDATE calls SET saved_failures = 1000 WHERE account = ? AND intent_id = ? AND answer IS NULL", [account, id])
    return try reading.intent(id, of: account)?.status == .pending
  }

  /// Stores a call before it is sent.
  package func insert(_ call: StoredCall) throws {
    try db.run(
      """
      INSERT INTO calls (account, intent_id, step, generation, method, path, form, idempotency_key, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        call.account, call.intent, call.step, call.generation, call.method, call.path, call.form, call.idempotencyKey,
        call.createdAt,
      ])
  }

  /// Stores what the provider answered to a call.
  package func answer(_ call: StoredCall, body: [UInt8], requestID: String?) throws {
    try db.run(
      """
      UPDATE calls SET answer = ?, request_id = ?
      WHERE account = ? AND intent_id = ? AND step = ? AND generation = ?
      """, [body, requestID, call.account, call.intent, call.step, call.generation])
  }

  /// Counts a failure that the provider keeps under the call's key.
  package func countSavedFailure(_ call: StoredCall) throws {
    try db.run(
      """
      UPDATE calls SET saved_failures = saved_failures + 1
      WHERE account = ? AND intent_id = ? AND step = ? AND generation = ?
      """, [call.account, call.intent, call.step, call.generation])
  }

  package func setCursor(_ name: String, to value: Int64) throws {
    try db.run(
      """
      INSERT INTO cursors (name, value, updated_at) VALUES (?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
      """, [name, value, now])
  }
}

extension ReadTransaction {
  /// The account that an id of the provider is linked to; nil where none is, or several claim it.
  package func owner(of key: String) throws -> String? {
    try db.first("SELECT account FROM links WHERE key = ? AND account NOT LIKE '% %'", [key]) {
      row throws(SQLiteError) in try row.text(0)
    }
  }
}

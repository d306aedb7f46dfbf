package import Billing
internal import Foundation
internal import GRDB

/// The verbs of one write transaction. It lives as long as the closure that it is handed to.
package struct WriteTransaction {
  let db: Database
  /// When this transaction writes, unix seconds.
  package let now: Int64

  // MARK: Inbox

  /// The number that the next event gets.
  package func nextSeq() throws -> Int64 { (try Int64.fetchOne(db, sql: "SELECT max(seq) FROM events") ?? 0) + 1 }

  /// Whether an event is stored already.
  package func contains(_ event: NewEvent) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT 1 FROM events WHERE event_id = ? AND provider_account = ? AND livemode = ?")
    return try Int.fetchOne(statement, arguments: [event.id, event.providerAccount, event.livemodeColumn]) != nil
  }

  /// Which of `ids` name an event that is stored, of whatever account and mode.
  package func storedIDs(_ ids: [String]) throws -> Set<String> {
    let statement = try db.cachedStatement(
      sql: "SELECT event_id FROM events WHERE event_id IN (\(databaseQuestionMarks(count: ids.count)))")
    return Set(try String.fetchAll(statement, arguments: StatementArguments(ids)))
  }

  /// Stores a received event, with its bytes as they came.
  package func insert(_ event: NewEvent, seq: Int64, status: String, reason: String?, account: String?) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO events
          (seq, provider_account, livemode, event_id, type, api_version, created, received_at, body,
           status, reason, account)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [
      seq, event.providerAccount, event.livemodeColumn, event.id, event.type, event.apiVersion, event.created,
      event.receivedAt, Data(event.body), status, reason, account,
    ])
  }

  package func mark(_ seq: Int64, status: String, reason: String?, account: String?) throws {
    try db.cachedStatement(
      sql: "UPDATE events SET status = ?, reason = ?, account = ?, next_attempt_at = NULL WHERE seq = ?"
    )
    .execute(arguments: [status, reason, account, seq])
  }

  package func markFailed(_ seq: Int64, reason: String, attempts: Int64, nextAttemptAt: Int64) throws {
    try db.cachedStatement(
      sql: "UPDATE events SET status = 'failed', reason = ?, attempts = ?, next_attempt_at = ? WHERE seq = ?"
    ).execute(arguments: [reason, attempts, nextAttemptAt, seq])
  }

  /// Failed events whose next attempt is due, the oldest first.
  package func dueFailures(limit: Int) throws -> [StoredEvent] {
    try StoredEvent.fetch(
      db, "WHERE status = 'failed' AND next_attempt_at <= ? ORDER BY next_attempt_at, seq LIMIT ?", [now, limit])
  }

  package func event(_ id: String) throws -> StoredEvent? {
    try StoredEvent.fetch(db, "WHERE event_id = ? ORDER BY seq LIMIT 1", [id]).first
  }

  // MARK: Attribution

  /// What each key is linked to: an account, or several that claim it, separated by spaces.
  package func links(_ keys: [String]) throws -> [String: String] {
    let statement = try db.cachedStatement(
      sql: "SELECT key, account FROM links WHERE key IN (\(databaseQuestionMarks(count: keys.count)))")
    var links: [String: String] = [:]
    for row in try Row.fetchAll(statement, arguments: StatementArguments(keys)) { links[row[0]] = row[1] }
    return links
  }

  package func setLinks(_ links: [String: String]) throws {
    var rest = Array(links)[...]
    while !rest.isEmpty {
      try setSomeLinks(Array(rest.prefix(Self.rowsMax)))
      rest = rest.dropFirst(Self.rowsMax)
    }
  }

  /// Rows of one statement at the most: its variables are numbered, and SQLite ends at 32,766.
  private static let rowsMax = 500

  private func setSomeLinks(_ links: [(key: String, value: String)]) throws {
    let rows = [String](repeating: "(?, ?)", count: links.count).joined(separator: ", ")
    try db.cachedStatement(
      sql: """
        INSERT INTO links (key, account) VALUES \(rows)
        ON CONFLICT (key) DO UPDATE SET account = excluded.account
        """
    ).execute(arguments: StatementArguments(links.flatMap { [$0.key, $0.value] }))
  }

  package func wait(_ seq: Int64, for keys: [String]) throws {
    for key in keys {
      try db.cachedStatement(sql: "INSERT INTO waiting (key, event_seq) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .execute(arguments: [key, seq])
    }
  }

  package func stopWaiting(_ seq: Int64, for keys: [String]) throws {
    for key in keys {
      try db.cachedStatement(sql: "DELETE FROM waiting WHERE key = ? AND event_seq = ?").execute(arguments: [key, seq])
    }
  }

  /// Which of `keys` some event waits for.
  package func waitedFor(_ keys: [String]) throws -> Set<String> {
    let marks = databaseQuestionMarks(count: keys.count)
    let statement = try db.cachedStatement(sql: "SELECT DISTINCT key FROM waiting WHERE key IN (\(marks))")
    return Set(try String.fetchAll(statement, arguments: StatementArguments(keys)))
  }

  /// The events that wait for any of `keys`, the oldest first.
  package func waiting(for keys: [String]) throws -> [StoredEvent] {
    let marks = databaseQuestionMarks(count: keys.count)
    let statement = try db.cachedStatement(sql: "SELECT DISTINCT event_seq FROM waiting WHERE key IN (\(marks))")
    let seqs = try Int64.fetchAll(statement, arguments: StatementArguments(keys)).sorted()
    return try seqs.flatMap { try StoredEvent.fetch(db, "WHERE seq = ?", [$0]) }
  }

  // MARK: Facts

  package func addFacts(_ seqs: [Int64], of account: String) throws {
    guard !seqs.isEmpty else { return }
    let rows = [String](repeating: "(?, ?)", count: seqs.count).joined(separator: ", ")
    let statement = try db.cachedStatement(
      sql: "INSERT INTO facts (account, event_seq) VALUES \(rows) ON CONFLICT DO NOTHING")
    try statement.execute(arguments: StatementArguments(seqs.flatMap { [account.databaseValue, $0.databaseValue] }))
  }

  package func removeFact(_ seq: Int64, of account: String) throws {
    try db.cachedStatement(sql: "DELETE FROM facts WHERE account = ? AND event_seq = ?").execute(arguments: [
      account, seq,
    ])
  }

  package func facts(of account: String) throws -> [StoredEvent] {
    try StoredEvent.fetch(db, "WHERE seq IN (SELECT event_seq FROM facts WHERE account = ?) ORDER BY seq", [account])
  }

  // MARK: Ledger

  package func head(of account: String) throws -> LedgerHead {
    let statement = try db.cachedStatement(sql: "SELECT entries, chain FROM accounts WHERE account = ?")
    guard let row = try Row.fetchOne(statement, arguments: [account]) else { return .empty }
    return LedgerHead(entries: row[0], chain: [UInt8](row[1] as Data))
  }

  /// What is booked for an account, summed by posting.
  package func booked(of account: String) throws -> [PostingKey: Credits] {
    try StoredEntry.sums(db, account)
  }

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
    try db.cachedStatement(
      sql: """
        INSERT INTO entries
          (account, number, cause, revision, source, target, amount, effective_at, event_id, note, booked_at, chain)
        VALUES (?1, ?2, ?3,
          (SELECT count(*) FROM entries WHERE account = ?1 AND cause = ?3 AND source = ?4 AND target = ?5),
          ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        """
    ).execute(arguments: [
      account, head.entries, entry.cause, entry.from.rawValue, entry.to.rawValue, entry.amount,
      entry.effectiveAt.seconds, entry.event, entry.note.description, now, Data(head.chain),
    ])
  }

  package func save(_ row: AccountRow) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO accounts (account, plan, status, customer, subscription, entries, chain, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (account) DO UPDATE SET plan = excluded.plan, status = excluded.status,
          customer = excluded.customer, subscription = excluded.subscription, entries = excluded.entries,
          chain = excluded.chain, updated_at = excluded.updated_at
        """
    ).execute(arguments: [
      row.account, row.plan, row.status, row.customer, row.subscription, row.head.entries, Data(row.head.chain), now,
    ])
  }

  // MARK: Outbox

  /// Queues what the app must be told, in the transaction that made it true.
  package func enqueue(kind: String, account: String, event: String?) throws {
    try db.cachedStatement(sql: "INSERT INTO outbox (account, kind, event_id, created_at) VALUES (?, ?, ?, ?)")
      .execute(arguments: [account, kind, event, now])
  }
}

extension NewEvent {
  fileprivate var livemodeColumn: Int { livemode.map { $0 ? 1 : 0 } ?? -1 }
}

extension StoredEvent {
  static func fetch(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> [StoredEvent] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT seq, event_id, type, api_version, created, livemode, received_at, status, reason, account, attempts, body
        FROM events \(condition)
        """)
    return try Row.fetchAll(statement, arguments: arguments).map(StoredEvent.init)
  }

  private init(_ row: Row) {
    let livemode: Int = row[5]
    self.init(
      seq: row[0], id: row[1], type: row[2], apiVersion: row[3], created: row[4],
      livemode: livemode < 0 ? nil : livemode == 1, receivedAt: row[6], status: row[7], reason: row[8], account: row[9],
      attempts: row[10], body: [UInt8](row[11] as Data))
  }
}

extension StoredEntry {
  static func fetch(_ db: Database, _ account: String) throws -> [StoredEntry] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT number, cause, revision, source, target, amount, effective_at, event_id, note, booked_at, chain
        FROM entries WHERE account = ? ORDER BY number
        """)
    return try Row.fetchAll(statement, arguments: [account]).map { row in
      StoredEntry(
        number: row[0], cause: row[1], revision: row[2], source: row[3], target: row[4], amount: row[5],
        effectiveAt: row[6], event: row[7], note: row[8], bookedAt: row[9], chain: [UInt8](row[10] as Data))
    }
  }

  static func sums(_ db: Database, _ account: String) throws -> [PostingKey: Credits] {
    let statement = try db.cachedStatement(
      sql: "SELECT cause, source, target, sum(amount) FROM entries WHERE account = ? GROUP BY cause, source, target")
    var sums: [PostingKey: Credits] = [:]
    for row in try Row.fetchAll(statement, arguments: [account]) {
      guard let from = Pool(rawValue: row[1]), let to = Pool(rawValue: row[2]) else {
        throw StoreError.inconsistent("account \(account) has an entry between unknown pools")
      }
      sums[PostingKey(cause: row[0], from: from, to: to)] = row[3]
    }
    return sums
  }
}

internal import Billing
internal import Native

/// How records are read from rows.
extension StoredEvent {
  static func fetch(_ db: SQLiteConnection, _ condition: String, _ values: [any SQLiteValue]) throws -> [StoredEvent] {
    try db.rows(
      """
      SELECT seq, event_id, type, api_version, created, livemode, received_at, status, reason, account, attempts, body
      FROM events \(condition)
      """, values
    ) { row throws(SQLiteError) in try StoredEvent(row) }
  }

  /// The events that tell an account's facts.
  static func facts(_ db: SQLiteConnection, _ account: String) throws -> [StoredEvent] {
    try fetch(db, "WHERE seq IN (SELECT seq FROM events WHERE account = ?) ORDER BY seq", [account])
  }

  private init(_ row: borrowing SQLiteRow) throws(SQLiteError) {
    let livemode = try row.integer(5)
    self.init(
      seq: try row.integer(0), id: try row.text(1), type: try row.textIfAny(2), apiVersion: try row.textIfAny(3),
      created: try row.integerIfAny(4), livemode: livemode < 0 ? nil : livemode == 1, receivedAt: try row.integer(6),
      status: try row.text(7), reason: try row.textIfAny(8), account: try row.textIfAny(9),
      attempts: try row.integer(10), body: try row.blob(11))
  }
}

extension LedgerHead {
  static func fetch(_ db: SQLiteConnection, _ account: String) throws -> LedgerHead {
    try db.first("SELECT entries, chain FROM accounts WHERE account = ?", [account]) { row throws(SQLiteError) in
      LedgerHead(entries: try row.integer(0), chain: try row.blob(1))
    } ?? .empty
  }
}

extension StoredEntry {
  static func fetch(_ db: SQLiteConnection, _ condition: String, _ values: [any SQLiteValue]) throws -> [StoredEntry] {
    try db.rows(
      """
      SELECT number, cause, revision, source, target, amount, effective_at, event_id, note, booked_at, chain
      FROM entries \(condition)
      """, values
    ) { row throws(SQLiteError) in try StoredEntry(row) }
  }

  private init(_ row: borrowing SQLiteRow) throws(SQLiteError) {
    self.init(
      number: try row.integer(0), cause: try row.text(1), revision: try row.integer(2), source: try row.text(3),
      target: try row.text(4), amount: try row.integer(5), effectiveAt: try row.integer(6),
      event: try row.textIfAny(7), note: try row.text(8), bookedAt: try row.integer(9), chain: try row.blob(10))
  }

  /// What is booked for an account, summed by posting.
  static func sums(_ db: SQLiteConnection, _ account: String) throws -> [PostingKey: Credits] {
    let sums = try db.rows(
      "SELECT cause, source, target, sum(amount) FROM entries WHERE account = ? GROUP BY cause, source, target",
      [account]
    ) { row throws(SQLiteError) in
      (cause: try row.text(0), source: try row.text(1), target: try row.text(2), amount: try row.integer(3))
    }
    var booked: [PostingKey: Credits] = [:]
    for sum in sums {
      guard let from = Pool(rawValue: sum.source), let to = Pool(rawValue: sum.target) else {
        throw StoreError.inconsistent("account \(account) has an entry between unknown pools")
      }
      booked[PostingKey(cause: sum.cause, from: from, to: to)] = sum.amount
    }
    return booked
  }

  /// The chain link that this entry must carry after `previous`.
  package func expectedChain(after previous: [UInt8], account: String) throws -> [UInt8] {
    try LedgerChain.next(
      after: previous, account: account, number: number, cause: cause, source: source, target: target, amount: amount,
      effectiveAt: effectiveAt, event: event)
  }
}

internal import Native

/// Whose a fact is: what the keys are linked to, what waits for them, and the facts of each account.
extension WriteTransaction {
  // MARK: Links

  /// What each key is linked to: an account, or several that claim it, separated by spaces; a free one is absent.
  package func links(_ keys: [String]) throws -> [String: String] { try reading.links(keys) }

  /// Links each key anew.
  package func setLinks(_ links: [String: String]) throws {
    let statement = try db.statement(
      "INSERT INTO links (key, account) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET account = excluded.account")
    for (key, account) in links { try statement.run([key, account]) }
  }

  // MARK: Waiting

  /// Lets an event wait for any of `keys`.
  package func wait(_ seq: Int64, for keys: [String]) throws {
    for key in keys {
      try db.run("INSERT INTO waiting (key, event_seq) VALUES (?, ?) ON CONFLICT DO NOTHING", [key, seq])
    }
  }

  /// An event waits for `keys` no more.
  package func stopWaiting(_ seq: Int64, for keys: [String]) throws {
    for key in keys { try db.run("DELETE FROM waiting WHERE key = ? AND event_seq = ?", [key, seq]) }
  }

  /// Which of `keys` some event waits for.
  package func waitedFor(_ keys: [String]) throws -> Set<String> {
    // Nearly always nobody waits at all.
    guard try db.integer("SELECT 1 FROM waiting LIMIT 1") != nil else { return [] }
    let statement = try db.statement("SELECT 1 FROM waiting WHERE key = ? LIMIT 1")
    return Set(
      try keys.filter { key in try statement.first([key]) { row throws(SQLiteError) in row.isNull(0) } != nil })
  }

  /// The events that wait for any of `keys`, the oldest first.
  package func waiting(for keys: [String]) throws -> [StoredEvent] {
    let statement = try db.statement("SELECT event_seq FROM waiting WHERE key = ?")
    let seqs = Set(
      try keys.flatMap { key in try statement.rows([key]) { row throws(SQLiteError) in try row.integer(0) } })
    return try seqs.sorted().flatMap { try StoredEvent.fetch(db, "WHERE seq = ?", [$0]) }
  }

  // MARK: Facts

  /// The events that tell an account's facts.
  package func facts(of account: String) throws -> [StoredEvent] { try StoredEvent.facts(db, account) }
}

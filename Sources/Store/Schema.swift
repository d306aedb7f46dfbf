internal import Native

/// The one schema. Migrations are only ever appended.
///
/// `PRAGMA user_version` counts those that a store has seen.
enum Schema {
  private static let migrations = [first, second, third, fourth, fifth]

  /// Before the count there was a table of names, which a store of that time still has.
  private static let namedFirst = "1: inbox, ledger, accounts, outbox"

  /// The number of the newest migration that this program knows.
  static var newest: Int64 { Int64(migrations.count) }

  /// The number of the newest migration that a store has seen; beyond `newest` where a newer program wrote it.
  static func version(of db: SQLiteConnection) throws -> Int64 {
    let counted = try db.integer("PRAGMA user_version") ?? 0
    guard counted == 0, try db.text("SELECT name FROM sqlite_master WHERE name = 'grdb_migrations'") != nil else {
      return counted
    }
    let names = try db.rows("SELECT identifier FROM grdb_migrations") { row throws(SQLiteError) in try row.text(0) }
    if names.contains(where: { $0 != namedFirst }) { return newest + 1 }
    return names.isEmpty ? 0 : 1
  }

  /// Whether a file is another program's: it has tables, and none of ours.
  static func isForeign(_ db: SQLiteConnection) throws -> Bool {
    let tables = try db.integer("SELECT count(*) FROM sqlite_master WHERE type = 'table'") ?? 0
    let ours = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('events', 'grdb_migrations')"
    return try tables > 0 && db.integer(ours) == 0
  }

  /// Brings a store up to date, each step in a transaction of its own.
  ///
  /// - Parameter newest: the number of the last migration; another than the program's own is for tests.
  static func migrate(_ db: SQLiteConnection, to newest: Int64 = newest) throws {
    let seen = try version(of: db)
    for (index, migration) in migrations.prefix(Int(newest)).enumerated() where Int64(index) >= seen {
      try db.transaction(.write) {
        try db.execute(migration)
        try db.execute("PRAGMA user_version = \(index + 1)")
      }
    }
    guard try db.integer("PRAGMA user_version") != newest else { return }
    try db.execute("PRAGMA user_version = \(newest)")
  }

  /// Every table leads with the key that it would be sharded by. What the ledger promises is said here too, not only in
  /// code: amounts are positive, pools differ, causes are unique, and nothing is ever changed or deleted.
  static let first = """
    CREATE TABLE events (
      seq INTEGER PRIMARY KEY,
      provider_account TEXT NOT NULL,
      livemode INTEGER NOT NULL CHECK (livemode IN (-1, 0, 1)),
      event_id TEXT NOT NULL CHECK (event_id <> ''),
      type TEXT,
      api_version TEXT,
      created INTEGER,
      received_at INTEGER NOT NULL,
      body BLOB NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('applied', 'ignored', 'parked', 'quarantined', 'failed')),
      reason TEXT,
      account TEXT,
      attempts INTEGER NOT NULL DEFAULT 0,
      next_attempt_at INTEGER,
      UNIQUE (event_id, provider_account, livemode)
    ) STRICT;
    CREATE INDEX events_by_status ON events (status, created);
    CREATE INDEX events_failed ON events (next_attempt_at) WHERE status = 'failed';

    CREATE TABLE facts (
      account TEXT NOT NULL,
      event_seq INTEGER NOT NULL REFERENCES events (seq),
      PRIMARY KEY (account, event_seq)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE links (
      key TEXT NOT NULL PRIMARY KEY,
      account TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE waiting (
      key TEXT NOT NULL,
      event_seq INTEGER NOT NULL REFERENCES events (seq),
      PRIMARY KEY (key, event_seq)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE accounts (
      account TEXT NOT NULL PRIMARY KEY,
      plan TEXT NOT NULL,
      status TEXT NOT NULL,
      customer TEXT,
      subscription TEXT,
      entries INTEGER NOT NULL,
      chain BLOB NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE entries (
      account TEXT NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      cause TEXT NOT NULL,
      revision INTEGER NOT NULL CHECK (revision >= 0),
      source TEXT NOT NULL,
      target TEXT NOT NULL CHECK (target <> source),
      amount INTEGER NOT NULL CHECK (amount > 0),
      effective_at INTEGER NOT NULL,
      event_id TEXT,
      note TEXT NOT NULL,
      booked_at INTEGER NOT NULL,
      chain BLOB NOT NULL,
      PRIMARY KEY (account, number),
      UNIQUE (account, cause, source, target, revision)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER entries_are_never_updated BEFORE UPDATE ON entries
      BEGIN SELECT RAISE(ABORT, 'ledger entries are never updated'); END;
    CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
      BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END;
    CREATE TRIGGER events_keep_their_bytes BEFORE UPDATE OF body, event_id, provider_account, livemode ON events
      BEGIN SELECT RAISE(ABORT, 'what was received is never changed'); END;
    CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
      BEGIN SELECT RAISE(ABORT, 'what was received is never deleted'); END;

    CREATE TABLE outbox (
      seq INTEGER PRIMARY KEY,
      account TEXT NOT NULL,
      kind TEXT NOT NULL,
      event_id TEXT,
      created_at INTEGER NOT NULL
    ) STRICT;
    """

  /// Under load an index costs a page of the log for nearly every row. An event says itself whose fact it tells, so
  /// that one index of the accounts serves in place of a table, and a status is indexed only where it is not the usual
  /// one.
  /// docs/decisions/0011.
  private static let second = """
    UPDATE events SET account = facts.account FROM facts
      WHERE facts.event_seq = events.seq AND events.account IS NOT facts.account;
    UPDATE events SET account = NULL WHERE account IS NOT NULL AND seq NOT IN (SELECT event_seq FROM facts);
    DROP TABLE facts;
    DROP INDEX events_by_status;
    CREATE INDEX events_by_account ON events (account, created);
    CREATE INDEX events_not_applied ON events (status) WHERE status <> 'applied';
    """

  /// What the app did, numbered by account, and what must still happen at the provider. A call's row, with its key and
  /// its exact form, is committed before the call is sent.
  private static let third = """
    CREATE TABLE app_facts (
      account TEXT NOT NULL,
      sequence INTEGER NOT NULL CHECK (sequence > 0),
      fact_id TEXT NOT NULL CHECK (fact_id <> ''),
      name TEXT NOT NULL,
      occurred_at INTEGER NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (account, sequence),
      UNIQUE (account, fact_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER app_facts_are_never_updated BEFORE UPDATE ON app_facts
      BEGIN SELECT RAISE(ABORT, 'what was decided is never changed'); END;
    CREATE TRIGGER app_facts_are_never_deleted BEFORE DELETE ON app_facts
      BEGIN SELECT RAISE(ABORT, 'what was decided is never deleted'); END;

    CREATE TABLE intents (
      seq INTEGER PRIMARY KEY,
      account TEXT NOT NULL,
      intent_id TEXT NOT NULL CHECK (intent_id <> ''),
      command TEXT NOT NULL,
      name TEXT NOT NULL,
      body TEXT NOT NULL,
      status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'done', 'failed', 'given_up')),
      attempts INTEGER NOT NULL DEFAULT 0,
      next_attempt_at INTEGER,
      reason TEXT,
      result TEXT,
      created_at INTEGER NOT NULL,
      settled_at INTEGER,
      UNIQUE (account, intent_id)
    ) STRICT;
    CREATE INDEX intents_pending ON intents (next_attempt_at) WHERE status = 'pending';
    CREATE INDEX intents_by_command ON intents (account, command);

    CREATE TABLE calls (
      account TEXT NOT NULL,
      intent_id TEXT NOT NULL,
      step TEXT NOT NULL,
      generation INTEGER NOT NULL CHECK (generation > 0),
      method TEXT NOT NULL,
      path TEXT NOT NULL,
      form TEXT NOT NULL,
      idempotency_key TEXT NOT NULL UNIQUE,
      created_at INTEGER NOT NULL,
      saved_failures INTEGER NOT NULL DEFAULT 0,
      answer BLOB,
      request_id TEXT,
      PRIMARY KEY (account, intent_id, step, generation)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE commands (
      account TEXT NOT NULL,
      command TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      PRIMARY KEY (account, command)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE cursors (
      name TEXT NOT NULL PRIMARY KEY,
      value INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
}

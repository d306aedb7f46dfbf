extension Schema {
  /// Answers are kept with their keys, slots are counted, what the app is told is numbered by account and says what
  /// changed, and what could not be told is kept for another attempt. The id of one of the app's own facts finds it
  /// without its account.
  static let fourth = """
    CREATE TABLE answers (
      number INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      fingerprint BLOB NOT NULL,
      account TEXT,
      status INTEGER NOT NULL,
      body BLOB NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE slots (
      id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
      account TEXT NOT NULL,
      feature TEXT NOT NULL,
      taken_at INTEGER NOT NULL,
      expires_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX slots_by_account ON slots (account);

    CREATE TABLE app_facts_by_id (
      account TEXT NOT NULL,
      sequence INTEGER NOT NULL CHECK (sequence > 0),
      fact_id TEXT NOT NULL CHECK (fact_id <> ''),
      name TEXT NOT NULL,
      occurred_at INTEGER NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (account, sequence),
      UNIQUE (fact_id, account)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO app_facts_by_id (account, sequence, fact_id, name, occurred_at, body)
      SELECT account, sequence, fact_id, name, occurred_at, body FROM app_facts;
    DROP TABLE app_facts;
    ALTER TABLE app_facts_by_id RENAME TO app_facts;
    CREATE TRIGGER app_facts_are_never_updated BEFORE UPDATE ON app_facts
      BEGIN SELECT RAISE(ABORT, 'what was decided is never changed'); END;
    CREATE TRIGGER app_facts_are_never_deleted BEFORE DELETE ON app_facts
      BEGIN SELECT RAISE(ABORT, 'what was decided is never deleted'); END;

    ALTER TABLE outbox ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE outbox ADD COLUMN changed TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE accounts ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
    UPDATE outbox SET sequence = numbered.place FROM (
      SELECT seq, row_number() OVER (PARTITION BY account ORDER BY seq) AS place FROM outbox
    ) AS numbered WHERE numbered.seq = outbox.seq;
    UPDATE accounts SET sequence = told.newest FROM (
      SELECT account, max(sequence) AS newest FROM outbox GROUP BY account
    ) AS told WHERE told.account = accounts.account;

    CREATE TABLE hook_deliveries (
      endpoint TEXT NOT NULL,
      seq INTEGER NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('pending', 'dead', 'done')),
      attempts INTEGER NOT NULL DEFAULT 0,
      next_attempt_at INTEGER,
      reason TEXT,
      updated_at INTEGER NOT NULL,
      PRIMARY KEY (endpoint, seq)
    ) STRICT, WITHOUT ROWID;
    """
}

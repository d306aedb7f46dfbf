internal import CSQLite

/// An open SQLite database, and the statements that were prepared on it.
///
/// It has no lock of its own (SQLITE_OPEN_NOMUTEX: "safe as long as no two threads use the same connection at the same
/// time") and cannot be sent to another thread, so whoever owns it proves that by the type that it is kept in.
@safe package final class SQLiteConnection {
  /// How a transaction starts: with the lock to write, or as a consistent view to read.
  package enum Transaction: String, Sendable {
    case write = "BEGIN IMMEDIATE"
    case read = "BEGIN DEFERRED"
  }

  private let handle: OpaquePointer
  private var statements: [SQLiteText: SQLiteStatement] = [:]

  /// Opens the file at `path`; with nil a database in memory that ends with the connection.
  ///
  /// - Parameter gathersLog: whether what a transaction writes to the write-ahead log is gathered. Only where nobody
  ///   else writes to the file meanwhile.
  package init(path: String?, isReadOnly: Bool = false, gathersLog: Bool = false) throws(SQLiteError) {
    try SQLiteError.check(Self.configured, "the library cannot be configured any more")
    let fileSystem = gathersLog ? try GatheredLog.fileSystem(for: path) : nil
    let mode = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    var handle: OpaquePointer?
    let code = unsafe sqlite3_open_v2(
      path ?? ":memory:", &handle, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, fileSystem)
    guard let handle = unsafe handle else { throw .failed(code: code, "out of memory") }
    unsafe self.handle = handle
    // From here on `deinit` closes the handle, which SQLite gives out even when it cannot open the file.
    try check(code)
    if gathersLog { try keepLogToCommits() }
  }

  /// What gathering rests on: every commit is synced, and nothing is written to the log before a commit.
  private func keepLogToCommits() throws(SQLiteError) {
    try execute("PRAGMA synchronous = FULL; PRAGMA cache_spill = OFF")
    guard try integer("PRAGMA synchronous") == 2, try integer("PRAGMA cache_spill") == 0 else {
      throw .failed(code: SQLITE_MISUSE, "synchronous did not become FULL, or cache_spill OFF")
    }
  }

  /// Must come before the library is used for the first time.
  private static let configured = tb_sqlite3_count_no_memory()

  /// Whether it can only be read, as where the file's permissions allow no more.
  package var isReadOnly: Bool { unsafe sqlite3_db_readonly(handle, "main") == 1 }

  /// Whether the file is no longer where it was opened: what is written to it now is lost with it.
  package var hasMoved: Bool {
    var answer: Int32 = 0
    return unsafe sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &answer) == SQLITE_OK && answer != 0
  }

  deinit {
    statements.removeAll()
    unsafe sqlite3_close_v2(handle)
  }

  /// How long to wait for a lock that somebody else holds.
  package func setBusyTimeout(milliseconds: Int32) throws(SQLiteError) {
    try check(unsafe sqlite3_busy_timeout(handle, milliseconds))
  }

  // MARK: Statements

  /// The statement of that text, prepared the first time it is asked for and kept.
  package func statement(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
    let text = SQLiteText(sql: sql)
    if let known = statements[text] { return known }
    let statement = try unsafe SQLiteStatement(sql, on: handle)
    statements[text] = statement
    return statement
  }

  /// Runs statements, separated by semicolons and without values, that nobody needs to keep.
  package func execute(_ sql: String) throws(SQLiteError) {
    try check(unsafe sqlite3_exec(handle, sql, nil, nil, nil))
  }

  /// Runs one statement to its end.
  package func run(_ sql: String, _ values: [any SQLiteValue] = []) throws(SQLiteError) {
    try statement(sql).run(values)
  }

  /// Every row, as `read` reads it.
  package func rows<Value>(
    _ sql: String, _ values: [any SQLiteValue] = [], _ read: (borrowing SQLiteRow) throws(SQLiteError) -> Value
  ) throws(SQLiteError) -> [Value] {
    try statement(sql).rows(values, read)
  }

  /// The first row, nil where there is none.
  package func first<Value>(
    _ sql: String, _ values: [any SQLiteValue] = [], _ read: (borrowing SQLiteRow) throws(SQLiteError) -> Value
  ) throws(SQLiteError) -> Value? {
    try statement(sql).first(values, read)
  }

  /// The first column of the first row, where it is an integer.
  package func integer(_ sql: String, _ values: [any SQLiteValue] = []) throws(SQLiteError) -> Int64? {
    try first(sql, values) { row throws(SQLiteError) in try row.integerIfAny(0) } ?? nil
  }

  /// The first column of the first row, where it is text.
  package func text(_ sql: String, _ values: [any SQLiteValue] = []) throws(SQLiteError) -> String? {
    try first(sql, values) { row throws(SQLiteError) in try row.textIfAny(0) } ?? nil
  }

  /// How many rows the last statement inserted, updated or deleted.
  package var changes: Int { Int(unsafe sqlite3_changes64(handle)) }

  // MARK: Transactions

  /// Whether a transaction is under way. SQLite ends one by itself when the disk fails or is full.
  package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

  /// Runs `body` in a transaction: commits it when `body` returns, undoes it when it throws.
  package func transaction<Value>(_ kind: Transaction, _ body: () throws -> Value) throws -> Value {
    try run(kind.rawValue)
    do {
      let value = try body()
      // A body that swallowed an error may have lost its transaction; each of its writes then stood for itself.
      guard isInTransaction else { throw SQLiteError.disk("the transaction was undone by SQLite") }
      try run("COMMIT")
      return value
    } catch {
      // Where even this fails the next BEGIN says so; what came first is what must be told.
      if isInTransaction { try? run("ROLLBACK") }
      throw error
    }
  }

  /// Moves what it can of the write-ahead log into the database, without waiting for readers.
  package func checkpoint() throws(SQLiteError) {
    try check(unsafe sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil))
  }

  /// How many pages were written to the log since this was asked before.
  package func takeWrittenPageCount() throws(SQLiteError) -> Int {
    var count: Int32 = 0
    var highest: Int32 = 0
    try check(unsafe sqlite3_db_status(handle, SQLITE_DBSTATUS_CACHE_WRITE, &count, &highest, 1))
    return Int(count)
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    try unsafe SQLiteError.check(code, String(cString: sqlite3_errmsg(handle)))
  }
}

@available(*, unavailable)
extension SQLiteConnection: Sendable {}

@available(*, unavailable)
extension SQLiteStatement: Sendable {}

/// The text of a statement as a name to find it by. Nearly all are literals, which are equal at a glance where they are
/// the same: what would cost is to hash hundreds of bytes, so that their number alone is.
private struct SQLiteText: Hashable {
  let sql: String

  func hash(into hasher: inout Hasher) { hasher.combine(sql.utf8.count) }
}

import GRDBSQLite

/// One SQLite connection, used straight through the C interface by one thread.
final class RawDatabase {
  private var handle: OpaquePointer?

  init(path: String) throws {
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK else {
      throw BenchError("SQLite cannot open \(path)")
    }
  }

  deinit { sqlite3_close_v2(handle) }

  func execute(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw BenchError("\(complaint): \(sql)") }
  }

  func prepare(_ sql: String) throws -> RawStatement {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
      throw BenchError("\(complaint): \(sql)")
    }
    return RawStatement(statement, of: self)
  }

  /// The first column of every row.
  func texts(_ sql: String) throws -> [String] {
    let statement = try prepare(sql)
    var texts: [String] = []
    while try statement.step() { texts.append(statement.text(0)) }
    return texts
  }

  /// The first column of the first row.
  func integer(_ sql: String) throws -> Int {
    let statement = try prepare(sql)
    guard try statement.step() else { throw BenchError("no row: \(sql)") }
    return statement.integer(0)
  }

  var complaint: String { String(cString: sqlite3_errmsg(handle)) }
}

/// A prepared statement.
final class RawStatement {
  private let handle: OpaquePointer
  private let database: RawDatabase

  fileprivate init(_ handle: OpaquePointer, of database: RawDatabase) {
    self.handle = handle
    self.database = database
  }

  deinit { sqlite3_finalize(handle) }

  /// Whether there is a row.
  func step() throws -> Bool {
    let code = sqlite3_step(handle)
    guard code == SQLITE_ROW || code == SQLITE_DONE else { throw BenchError(database.complaint) }
    return code == SQLITE_ROW
  }

  /// Runs it to its end, which for a write is its first step, and makes it ready to be run again.
  func run() throws {
    defer { sqlite3_reset(handle) }
    _ = try step()
  }

  var columnCount: Int { Int(sqlite3_column_count(handle)) }

  func text(_ column: Int) -> String { String(cString: sqlite3_column_text(handle, Int32(column))) }

  func integer(_ column: Int) -> Int { Int(sqlite3_column_int64(handle, Int32(column))) }

  /// A copy that is its receiver's to free.
  func copyValue(_ column: Int) -> OpaquePointer? { sqlite3_value_dup(sqlite3_column_value(handle, Int32(column))) }

  /// - Parameter index: from 1.
  func bind(_ value: OpaquePointer?, at index: Int) { sqlite3_bind_value(handle, Int32(index), value) }
}

internal import CSQLite

/// A prepared statement: it is bound, stepped, read and made ready again, as often as one likes.
@safe package final class SQLiteStatement {
  private let handle: OpaquePointer
  private let markCount: Int

  init(_ sql: String, on connection: OpaquePointer) throws(SQLiteError) {
    var handle: OpaquePointer?
    var sql = sql
    let code = sql.withUTF8 { text in
      unsafe text.withMemoryRebound(to: CChar.self) { text in
        unsafe sqlite3_prepare_v3(
          connection, text.baseAddress, Int32(clamping: text.count), UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
      }
    }
    try unsafe SQLiteError.check(code, String(cString: sqlite3_errmsg(connection)))
    guard let handle = unsafe handle else { throw .failed(code: SQLITE_MISUSE, "an empty statement") }
    unsafe self.handle = handle
    markCount = Int(unsafe sqlite3_bind_parameter_count(handle))
  }

  deinit { unsafe sqlite3_finalize(handle) }

  /// Runs it to its end.
  package func run(_ values: [any SQLiteValue] = []) throws(SQLiteError) {
    defer { makeReady() }
    try bind(values)
    while try step() {}
  }

  /// Every row, as `read` reads it.
  package func rows<Value>(
    _ values: [any SQLiteValue] = [], _ read: (borrowing SQLiteRow) throws(SQLiteError) -> Value
  ) throws(SQLiteError) -> [Value] {
    defer { makeReady() }
    try bind(values)
    let row = unsafe SQLiteRow(handle)
    var found: [Value] = []
    while try step() { found.append(try read(row)) }
    return found
  }

  /// The first row, nil where there is none.
  package func first<Value>(
    _ values: [any SQLiteValue] = [], _ read: (borrowing SQLiteRow) throws(SQLiteError) -> Value
  ) throws(SQLiteError) -> Value? {
    defer { makeReady() }
    try bind(values)
    return try step() ? try read(unsafe SQLiteRow(handle)) : nil
  }

  private func bind(_ values: [any SQLiteValue]) throws(SQLiteError) {
    guard values.count == markCount else { throw .wrongCount(given: values.count, expected: markCount) }
    for (index, value) in values.enumerated() {
      try check(value.bind(to: unsafe SQLiteMark(handle, Int32(truncatingIfNeeded: index + 1))))
    }
  }

  /// Whether there is a row.
  private func step() throws(SQLiteError) -> Bool {
    let code = unsafe sqlite3_step(handle)
    try check(code)
    return code == SQLITE_ROW
  }

  /// Lets go of locks and values. The code that it gives back is the one of the last step, which was checked.
  private func makeReady() {
    unsafe sqlite3_reset(handle)
    unsafe sqlite3_clear_bindings(handle)
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    try unsafe SQLiteError.check(code, String(cString: sqlite3_errmsg(sqlite3_db_handle(handle))))
  }
}

/// The row that a statement stands on. It cannot be kept: the next step changes it.
///
/// Reading is strict. A column of another type than the one asked for is an error, never a conversion.
@safe package struct SQLiteRow: ~Copyable {
  private let statement: OpaquePointer

  fileprivate init(_ statement: OpaquePointer) { unsafe self.statement = statement }

  package func integer(_ column: Int) throws(SQLiteError) -> Int64 {
    try expect(SQLITE_INTEGER, "integer", column)
    return unsafe sqlite3_column_int64(statement, Int32(clamping: column))
  }

  package func text(_ column: Int) throws(SQLiteError) -> String {
    try expect(SQLITE_TEXT, "text", column)
    let bytes = unsafe UnsafeRawBufferPointer(
      start: sqlite3_column_text(statement, Int32(clamping: column)), count: length(column))
    return unsafe String(decoding: bytes, as: UTF8.self)
  }

  package func blob(_ column: Int) throws(SQLiteError) -> [UInt8] {
    try expect(SQLITE_BLOB, "blob", column)
    return unsafe [UInt8](
      UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, Int32(clamping: column)), count: length(column)))
  }

  package func isNull(_ column: Int) -> Bool {
    unsafe sqlite3_column_type(statement, Int32(clamping: column)) == SQLITE_NULL
  }

  package func integerIfAny(_ column: Int) throws(SQLiteError) -> Int64? { isNull(column) ? nil : try integer(column) }

  package func textIfAny(_ column: Int) throws(SQLiteError) -> String? { isNull(column) ? nil : try text(column) }

  private func expect(_ type: Int32, _ name: String, _ column: Int) throws(SQLiteError) {
    guard unsafe sqlite3_column_type(statement, Int32(clamping: column)) == type else {
      throw .wrongType(column: column, expected: name)
    }
  }

  private func length(_ column: Int) -> Int { Int(unsafe sqlite3_column_bytes(statement, Int32(clamping: column))) }
}

import GRDBSQLite

/// The rows of one table, in memory.
final class TableRows {
  let name: String
  let columnCount: Int
  private var values: [OpaquePointer?] = []

  init(_ database: RawDatabase, name: String, order: String, limit: Int) throws {
    self.name = name
    let statement = try database.prepare("SELECT * FROM \(name) ORDER BY \(order) LIMIT \(limit)")
    columnCount = statement.columnCount
    while try statement.step() {
      for column in 0..<columnCount { values.append(statement.copyValue(column)) }
    }
  }

  deinit { for value in values { sqlite3_value_free(value) } }

  var count: Int { values.count / columnCount }

  func bind(_ row: Int, to statement: RawStatement) {
    for column in 0..<columnCount { statement.bind(values[row * columnCount + column], at: column + 1) }
  }
}

/// What a tollbridge stored: its schema, and the rows that its first events brought about.
///
/// The tables do not say which event wrote which row, so every event gets its even share of each table's rows, in the
/// order in which they were written as far as the tables keep it.
struct RecordedRows {
  /// The tables that a webhook writes, and what keeps the order of their rows.
  private static let orders = [
    ("events", "seq"), ("links", "account, key"), ("accounts", "account"), ("entries", "account, number"),
    ("outbox", "seq"),
  ]

  let schema: [String]
  let tables: [TableRows]
  let eventCount: Int
  /// Of the whole store.
  let storedCount: Int
  let appliedCount: Int

  /// - Parameter limit: the most events that are read.
  init(path: String, limit: Int) throws {
    let database = try RawDatabase(path: path)
    let total = try database.integer("SELECT count(*) FROM events")
    guard total > 0 else { throw BenchError("\(path) holds no events") }
    let count = min(total, limit)
    storedCount = total
    eventCount = count
    appliedCount = try database.integer("SELECT count(*) FROM events WHERE status = 'applied'")
    schema = try database.texts(
      """
      SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'
      ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, rowid
      """)
    tables = try Self.orders.map { name, order in
      let rows = try database.integer("SELECT count(*) FROM \(name)")
      return try TableRows(database, name: name, order: order, limit: rows * count / total)
    }
  }

  /// Rows of all tables for one event, on average.
  var rowsPerEvent: Double { Double(tables.reduce(0) { $0 + $1.count }) / Double(eventCount) }
}

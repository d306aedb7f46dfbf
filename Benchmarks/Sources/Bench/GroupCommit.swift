/// The most that SQLite gives on this disk: the rows that a tollbridge wrote, written again by one thread into a fresh
/// database of the same schema, many events a transaction, with nothing read or decided.
struct GroupCommit {
  private static let batchEventCount = 64
  /// 512 MiB of 4 KiB pages between two checkpoints, as the product has it under load (`SQLiteStore`).
  private static let checkpointPageCount = 131_072
  private static let fullSynchronous = 2

  let recorded: RecordedRows

  /// Events a second. Foreign keys are not checked: they cost, and the order of the rows is not exact.
  func eventsPerSecond(path: String) throws -> Double {
    let database = try open(path)
    let begin = try database.prepare("BEGIN IMMEDIATE")
    let commit = try database.prepare("COMMIT")
    var writers = try recorded.tables.map { try TableWriter($0, database) }
    let stopwatch = Stopwatch()
    for first in stride(from: 0, to: recorded.eventCount, by: Self.batchEventCount) {
      try begin.run()
      for event in first..<min(first + Self.batchEventCount, recorded.eventCount) {
        for index in writers.indices { try writers[index].write(event, of: recorded.eventCount) }
      }
      try commit.run()
    }
    return Double(recorded.eventCount) / stopwatch.seconds
  }

  private func open(_ path: String) throws -> RawDatabase {
    let database = try RawDatabase(path: path)
    guard try database.texts("PRAGMA journal_mode = WAL") == ["wal"] else { throw BenchError("\(path): no WAL") }
    try database.execute("PRAGMA synchronous = FULL")
    guard try database.integer("PRAGMA synchronous") == Self.fullSynchronous else {
      throw BenchError("\(path): PRAGMA synchronous did not become FULL")
    }
    _ = try database.integer("PRAGMA wal_autocheckpoint = \(Self.checkpointPageCount)")
    for sql in recorded.schema { try database.execute(sql) }
    return database
  }
}

/// Writes the rows of one table, an event's share at a time.
private struct TableWriter {
  private let rows: TableRows
  private let statement: RawStatement
  private var writtenCount = 0

  init(_ rows: TableRows, _ database: RawDatabase) throws {
    self.rows = rows
    let marks = Array(repeating: "?", count: rows.columnCount).joined(separator: ", ")
    statement = try database.prepare("INSERT INTO \(rows.name) VALUES (\(marks))")
  }

  /// - Parameter event: from 0.
  mutating func write(_ event: Int, of eventCount: Int) throws {
    let due = rows.count * (event + 1) / eventCount
    while writtenCount < due {
      rows.bind(writtenCount, to: statement)
      try statement.run()
      writtenCount += 1
    }
  }
}

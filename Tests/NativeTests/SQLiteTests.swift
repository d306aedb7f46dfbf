import Foundation
import Native
import TestSupport
import Testing

@Suite("The SQLite wrapper")
struct SQLiteTests {
  private let scratch = ScratchFolder()

  private func open() throws -> SQLiteConnection { try SQLiteConnection(path: nil) }

  private func table() throws -> SQLiteConnection {
    let db = try open()
    try db.execute("CREATE TABLE things (number INTEGER PRIMARY KEY CHECK (number < 100), name TEXT UNIQUE) STRICT")
    return db
  }

  // MARK: Values

  @Test("Integers keep all their 64 bits", arguments: [0, 1, -1, 1 << 31, -1 << 40, .max, .min] as [Int64])
  func integers(_ value: Int64) throws {
    let db = try open()
    #expect(try db.integer("SELECT ?", [value]) == value)
    #expect(try db.text("SELECT typeof(?)", [value]) == "integer")
  }

  @Test(
    "Text comes back as it went in, with nothing in it and with anything in it",
    arguments: ["", "a", "a\0b", "\0", "grüße 🌉", String(repeating: "long ", count: 10_000)])
  func texts(_ value: String) throws {
    let db = try open()
    #expect(try db.text("SELECT ?", [value]) == value)
    #expect(try db.text("SELECT typeof(?)", [value]) == "text")
    #expect(try db.integer("SELECT length(CAST(? AS BLOB))", [value]) == Int64(value.utf8.count))
  }

  @Test(
    "Blobs come back as they went in, with nothing in them and with anything in them",
    arguments: [[], [0], [1, 0, 2], [0xFF, 0xFE], [UInt8](repeating: 7, count: 100_000)] as [[UInt8]])
  func blobs(_ value: [UInt8]) throws {
    let db = try open()
    #expect(try db.first("SELECT ?", [value]) { row throws(SQLiteError) in try row.blob(0) } == value)
    #expect(try db.text("SELECT typeof(?)", [value]) == "blob")
  }

  @Test("Nothing is NULL, whatever type it is nothing of")
  func nulls() throws {
    let db = try open()
    for none in [Int64?.none, String?.none, [UInt8]?.none] as [any SQLiteValue] {
      #expect(try db.text("SELECT typeof(?)", [none]) == "null")
      #expect(try db.integer("SELECT ?", [none]) == nil)
      #expect(try db.text("SELECT ?", [none]) == nil)
    }
    #expect(try db.integer("SELECT ?", [Int64?.some(7)]) == 7)
  }

  @Test("A column of another type is an error, never a conversion")
  func wrongTypes() throws {
    let db = try open()
    let wrong = { (column: Int, name: String) in SQLiteError.wrongType(column: column, expected: name) }
    #expect(throws: wrong(0, "integer")) { try db.integer("SELECT '7'") }
    #expect(throws: wrong(0, "text")) { try db.text("SELECT 7") }
    #expect(throws: wrong(0, "integer")) { try db.integer("SELECT 7.0") }
    #expect(throws: wrong(0, "blob")) { try db.rows("SELECT 'x'") { row throws(SQLiteError) in try row.blob(0) } }
    #expect(throws: wrong(0, "integer")) {
      try db.rows("SELECT NULL") { row throws(SQLiteError) in try row.integer(0) }
    }
    #expect(throws: wrong(3, "integer")) { try db.rows("SELECT 1") { row throws(SQLiteError) in try row.integer(3) } }
    #expect(throws: wrong(-1, "text")) { try db.rows("SELECT 1") { row throws(SQLiteError) in try row.text(-1) } }
  }

  // MARK: Statements

  @Test("A statement is kept, and what was bound is gone with the run")
  func reuse() throws {
    let db = try table()
    let insert = try db.statement("INSERT INTO things VALUES (?, ?)")
    #expect(try db.statement("INSERT INTO things VALUES (?, ?)") === insert)
    try insert.run([1, "one"])
    try insert.run([2, String?.none])
    let rows = try db.rows("SELECT number, name FROM things ORDER BY number") { row throws(SQLiteError) in
      "\(try row.integer(0)) \(try row.textIfAny(1) ?? "none")"
    }
    #expect(rows == ["1 one", "2 none"])
    #expect(try db.first("SELECT 1 WHERE 0") { row throws(SQLiteError) in try row.integer(0) } == nil)
  }

  @Test("A statement that failed works the next time, and holds no lock")
  func reuseAfterErrors() throws {
    let db = try table()
    let insert = try db.statement("INSERT INTO things VALUES (?, ?)")
    try insert.run([1, "one"])
    #expect { try insert.run([1, "two"]) } throws: { if case SQLiteError.constraint = $0 { true } else { false } }
    #expect { try insert.run([200, "big"]) } throws: { if case SQLiteError.constraint = $0 { true } else { false } }
    #expect { try insert.run([3, [0xFF] as [UInt8]]) } throws: {
      if case SQLiteError.constraint = $0 { true } else { false }
    }
    try insert.run([2, "two"])
    #expect(try db.integer("SELECT count(*) FROM things") == 2)
    try db.execute("DROP TABLE things")
  }

  @Test("Reading that throws midway leaves the statement ready")
  func readingThrows() throws {
    let db = try table()
    try db.execute("INSERT INTO things VALUES (1, 'one'), (2, NULL), (3, 'three')")
    let select = try db.statement("SELECT name FROM things ORDER BY number")
    #expect(throws: SQLiteError.self) { try select.rows { row throws(SQLiteError) in try row.text(0) } }
    #expect(try select.rows { row throws(SQLiteError) in try row.textIfAny(0) } == ["one", nil, "three"])
    try db.execute("DROP TABLE things")
  }

  @Test("Too few and too many values, words that are no SQL, and no words at all are errors")
  func misuse() throws {
    let db = try table()
    #expect(throws: SQLiteError.wrongCount(given: 1, expected: 2)) {
      try db.run("INSERT INTO things VALUES (?, ?)", [1])
    }
    #expect(throws: SQLiteError.wrongCount(given: 1, expected: 0)) { try db.run("DELETE FROM things", [1]) }
    for sql in ["SELEKT 1", "SELECT * FROM nowhere", "", "-- only a comment"] {
      #expect(throws: SQLiteError.self, "\(sql)") { try db.run(sql) }
    }
    #expect(throws: SQLiteError.self) { try db.execute("SELECT 1; SELEKT") }
  }

  @Test("Changes counts the rows of the last statement")
  func changes() throws {
    let db = try table()
    try db.execute("INSERT INTO things VALUES (1, 'a'), (2, 'b')")
    #expect(db.changes == 2)
    try db.run("UPDATE things SET name = ? WHERE number = ?", ["c", 1])
    #expect(db.changes == 1)
    try db.run("INSERT INTO things VALUES (1, 'x') ON CONFLICT DO NOTHING")
    #expect(db.changes == 0)
  }

  // MARK: Transactions

  @Test("What throws is undone, what returns is kept")
  func transactions() throws {
    struct Stop: Error {}
    let db = try table()
    #expect(throws: Stop.self) {
      try db.transaction(.write) {
        try db.run("INSERT INTO things VALUES (1, 'a')")
        throw Stop()
      }
    }
    #expect(!db.isInTransaction)
    #expect(try db.integer("SELECT count(*) FROM things") == 0)
    try db.transaction(.write) { try db.run("INSERT INTO things VALUES (1, 'a')") }
    #expect(try db.integer("SELECT count(*) FROM things") == 1)
  }

  @Test("A transaction that SQLite ended by itself is not taken for committed")
  func endedTransaction() throws {
    let db = try table()
    #expect(throws: SQLiteError.self) { try db.transaction(.write) { try db.execute("ROLLBACK") } }
    #expect(throws: SQLiteError.self) { try db.transaction(.write) { try db.transaction(.write) {} } }
    #expect(!db.isInTransaction)
  }

  @Test("Who finds the lock taken hears of it after its patience, and gets it when it is free")
  func busy() throws {
    let path = scratch.newPath()
    let (one, other) = (try SQLiteConnection(path: path), try SQLiteConnection(path: path))
    try other.setBusyTimeout(milliseconds: 20)
    try one.execute("CREATE TABLE things (number INTEGER) STRICT")
    try one.transaction(.write) { () -> Void in
      #expect { try other.transaction(.write) {} } throws: { if case SQLiteError.busy = $0 { true } else { false } }
    }
    try other.transaction(.write) { try other.run("INSERT INTO things VALUES (1)") }
    #expect(try one.integer("SELECT count(*) FROM things") == 1)
  }

  // MARK: Files

  @Test("What is no database, or is not there, is an error")
  func files() throws {
    let path = scratch.newPath()
    try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
    let db = try SQLiteConnection(path: path)
    #expect { try db.integer("SELECT count(*) FROM sqlite_master") } throws: {
      if case SQLiteError.corrupt = $0 { true } else { false }
    }
    #expect(throws: SQLiteError.self) { try SQLiteConnection(path: path + "/below/a/file") }
    #expect(throws: SQLiteError.self) { try SQLiteConnection(path: scratch.newPath(), isReadOnly: true) }
  }

  @Test("A read-only connection cannot write")
  func readOnly() throws {
    let path = scratch.newPath()
    try SQLiteConnection(path: path).execute("CREATE TABLE things (number INTEGER) STRICT")
    let db = try SQLiteConnection(path: path, isReadOnly: true)
    #expect(throws: SQLiteError.self) { try db.run("INSERT INTO things VALUES (1)") }
    #expect(try db.integer("SELECT count(*) FROM things") == 0)
  }

  @Test("Errors hold SQLite's words and never a bound value")
  func words() throws {
    let db = try table()
    try db.run("INSERT INTO things VALUES (1, ?)", ["whsec_secret"])
    #expect { try db.run("INSERT INTO things VALUES (2, ?)", ["whsec_secret"]) } throws: { error in
      "\(error)".contains("UNIQUE") && !"\(error)".contains("whsec_secret")
    }
  }
}

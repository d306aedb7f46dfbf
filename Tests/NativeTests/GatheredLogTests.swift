import Foundation
import Native
import TestSupport
import Testing

@Suite("The gathered write-ahead log")
struct GatheredLogTests {
  private let scratch = ScratchFolder()

  /// A database of its own, with a table of blobs, and the path that goes with it.
  private func open(cachePages: Int = 2000) throws -> (db: SQLiteConnection, path: String) {
    let path = scratch.newPath()
    let db = try SQLiteConnection(path: path, gathersLog: true)
    #expect(try db.text("PRAGMA journal_mode = WAL") == "wal")
    try db.execute("PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = \(cachePages)")
    try db.execute("CREATE TABLE things (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT")
    return (db, path)
  }

  private func insert(_ numbers: Range<Int>, byteCount: Int, _ db: SQLiteConnection) throws {
    for number in numbers {
      let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: byteCount)
      try db.run("INSERT INTO things VALUES (?, ?)", [number, bytes])
    }
  }

  /// What is found where the process is killed right now: the files, and nothing that it still keeps.
  private func inCopy<Value>(of path: String, _ read: (SQLiteConnection) throws -> Value) throws -> Value {
    let copy = scratch.newPath()
    for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + end, toPath: copy + end) }
    let db = try SQLiteConnection(path: copy)
    #expect(try db.text("PRAGMA integrity_check") == "ok")
    return try read(db)
  }

  private func logSize(_ path: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int ?? 0
  }

  private func count(_ db: SQLiteConnection) throws -> Int64? { try db.integer("SELECT count(*) FROM things") }

  /// One page; many that are gathered; a page more than one write takes; a multiple of it, and blobs beyond it.
  static let transactions: [(rowCount: Int, byteCount: Int)] = [
    (1, 10), (20, 3000), (31, 4000), (32, 4000), (64, 4000), (128, 4000), (3, 131_071), (2, 131_072), (1, 1_000_000),
  ]

  @Test("What is committed is in the files when COMMIT returns, whatever its size", arguments: transactions)
  func committed(_ rowCount: Int, _ byteCount: Int) throws {
    let (db, path) = try open()
    for round in 0..<5 {
      try db.transaction(.write) {
        try insert(round * rowCount..<(round + 1) * rowCount, byteCount: byteCount, db)
      }
      #expect(try inCopy(of: path, count) == Int64((round + 1) * rowCount))
      if round == 2 { try db.checkpoint() }
    }
  }

  @Test("Another connection, which reads the file itself, sees each commit and nothing before it")
  func otherConnection() throws {
    let (db, path) = try open()
    let reader = try SQLiteConnection(path: path, isReadOnly: true)
    for round in 0..<20 {
      try db.transaction(.write) {
        try insert(round * 40..<(round + 1) * 40, byteCount: 4000, db)
        #expect(try reader.integer("SELECT count(*) FROM things") == Int64(round * 40))
      }
      #expect(try reader.integer("SELECT count(*) FROM things") == Int64((round + 1) * 40))
      #expect(try reader.integer("SELECT sum(length(bytes)) FROM things") == Int64((round + 1) * 40 * 4000))
    }
  }

  @Test(
    "Transactions larger than the cache, committed or undone, leave each byte as it should be", arguments: [1, 2, 3])
  func large(_ seed: UInt64) throws {
    let (db, path) = try open(cachePages: 10)
    var chance = SplitMix(seed: seed)
    var (kept, next): ([Int: [UInt8]], Int) = ([:], 0)
    for _ in 0..<40 {
      let isUndone = chance.below(3) == 0
      var wanted = kept
      do {
        try db.transaction(.write) {
          for _ in 0...chance.below(60) {
            wanted[next] = [UInt8](repeating: UInt8(chance.below(256)), count: chance.below(9000))
            try db.run("INSERT INTO things VALUES (?, ?)", [next, wanted[next]])
            next += 1
          }
          // Changes pages that were changed already, and some of long ago.
          for number in wanted.keys.sorted() where chance.below(7) == 0 {
            wanted[number, default: []] += [UInt8(chance.below(256))]
            try db.run("UPDATE things SET bytes = ? WHERE number = ?", [wanted[number], number])
          }
          if isUndone { throw Undone() }
        }
        kept = wanted
      } catch is Undone {}
      #expect(try inCopy(of: path, contents) == kept)
      if chance.below(5) == 0 { try db.checkpoint() }
    }
    #expect(try contents(db) == kept)
  }

  private func contents(_ db: SQLiteConnection) throws -> [Int: [UInt8]] {
    let rows = try db.rows("SELECT number, bytes FROM things") { row throws(SQLiteError) in
      (Int(try row.integer(0)), try row.blob(1))
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  @Test("What was undone reaches the file never, whatever comes after it")
  func undone() throws {
    let (db, path) = try open(cachePages: 10)
    try db.transaction(.write) { try insert(0..<20, byteCount: 3000, db) }
    let committed = try logSize(path)
    #expect(throws: Undone.self) {
      try db.transaction(.write) {
        // More than the cache and what is gathered take together: spilled pages would be in the file by now.
        try insert(20..<200, byteCount: 3000, db)
        #expect(try logSize(path) == committed)
        throw Undone()
      }
    }
    // Another writer, as there must be none beside the service: had anything been kept, it would come to lie over this.
    do {
      let other = try SQLiteConnection(path: path)
      try other.transaction(.write) { try insert(500..<530, byteCount: 3000, other) }
      #expect(try count(db) == 50)
    }
    #expect(try db.text("PRAGMA integrity_check") == "ok")
    #expect(try inCopy(of: path, count) == 50)
  }

  @Test("A path that is a URI is refused: it may ask for a log that is not synced as a whole")
  func uri() {
    #expect(throws: SQLiteError.self) { try SQLiteConnection(path: "file:/tmp/tollbridge?psow=0", gathersLog: true) }
  }

  @Test("A transaction that SQLite undid meanwhile is not committed")
  func undoneMeanwhile() throws {
    let db = try open().db
    #expect(throws: SQLiteError.self) {
      try db.transaction(.write) {
        try insert(0..<3, byteCount: 10, db)
        try db.execute("ROLLBACK")
      }
    }
    #expect(try count(db) == 0)
  }

  private struct Undone: Error {}
}

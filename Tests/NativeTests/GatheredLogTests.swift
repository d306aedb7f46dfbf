import Foundation
import Native
import Testing

@Suite("The gathered write-ahead log")
struct GatheredLogTests {
  /// A database of its own, with a table of blobs, and the path that goes with it.
  private func open(cachePages: Int = 2000) throws -> (db: SQLiteConnection, path: String) {
    let path = NSTemporaryDirectory() + "tollbridge-log-\(UUID().uuidString).sqlite"
    let db = try SQLiteConnection(path: path, gathersLog: true)
    #expect(try db.text("PRAGMA journal_mode = WAL") == "wal")
    try db.execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = \(cachePages)")
    try db.execute("CREATE TABLE things (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT")
    return (db, path)
  }

  private func remove(_ path: String) {
    for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
  }

  private func insert(_ numbers: Range<Int>, byteCount: Int, _ db: SQLiteConnection) throws {
    for number in numbers {
      let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: byteCount)
      try db.run("INSERT INTO things VALUES (?, ?)", [number, bytes])
    }
  }

  /// What a machine that lost its power right now would find: the files, and not what the process still keeps.
  private func countInCopy(of path: String) throws -> Int64? {
    let copy = path + ".copy"
    defer { remove(copy) }
    for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + end, toPath: copy + end) }
    let db = try SQLiteConnection(path: copy)
    #expect(try db.text("PRAGMA integrity_check") == "ok")
    return try db.integer("SELECT count(*) FROM things")
  }

  /// One page; many that are gathered; a page more than one write takes; a multiple of it, and blobs beyond it.
  static let transactions: [(rowCount: Int, byteCount: Int)] = [
    (1, 10), (20, 3000), (31, 4000), (32, 4000), (64, 4000), (128, 4000), (3, 131_071), (2, 131_072), (1, 1_000_000),
  ]

  @Test("What is committed is in the files when COMMIT returns, whatever its size", arguments: transactions)
  func committed(_ rowCount: Int, _ byteCount: Int) throws {
    let (db, path) = try open()
    defer { remove(path) }
    for round in 0..<5 {
      try db.transaction(.write) {
        try insert(round * rowCount..<(round + 1) * rowCount, byteCount: byteCount, db)
      }
      #expect(try countInCopy(of: path) == Int64((round + 1) * rowCount))
      if round == 2 { try db.checkpoint() }
    }
  }

  @Test("Another connection, which reads the file itself, sees each commit and nothing before it")
  func otherConnection() throws {
    let (db, path) = try open()
    defer { remove(path) }
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

  @Test("Pages that a large transaction puts out early are read back", arguments: [1, 2, 3] as [UInt64])
  func spilled(_ seed: UInt64) throws {
    let (db, path) = try open(cachePages: 10)
    defer { remove(path) }
    var chance = Chance(state: seed)
    var (kept, next): (Set<Int>, Int) = ([], 0)
    for _ in 0..<40 {
      let (first, isUndone) = (next, chance.next(3) == 0)
      do {
        try db.transaction(.write) {
          for _ in 0...chance.next(60) {
            try insert(next..<next + 1, byteCount: chance.next(9000), db)
            next += 1
          }
          // Changes pages that were put out already.
          try db.run("UPDATE things SET bytes = CAST(bytes || ? AS BLOB) WHERE number >= ?", [[1, 2, 3] as [UInt8], first])
          if isUndone { throw Undone() }
        }
        kept.formUnion(first..<next)
      } catch is Undone {}
      #expect(try countInCopy(of: path) == Int64(kept.count))
      if chance.next(5) == 0 { try db.checkpoint() }
    }
    let found = try db.rows("SELECT number FROM things") { row throws(SQLiteError) in Int(try row.integer(0)) }
    #expect(Set(found) == kept)
  }

  private struct Undone: Error {}

  /// Numbers that are the same for the same seed (splitmix64).
  private struct Chance {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return Int((mixed ^ mixed >> 31) % UInt64(bound))
    }
  }
}

import Foundation
import GRDB

/// One table of raw events in a pool with every commit on the disk.
struct EventTable: Sendable {
  private static let fullSynchronous = 2

  private let pool: DatabasePool

  init(path: String) throws {
    pool = try DatabasePool(path: path)
    try pool.write { db in
      try db.execute(
        sql: """
          CREATE TABLE events (id TEXT PRIMARY KEY NOT NULL, received_at INTEGER NOT NULL, body BLOB NOT NULL)
          """)
    }
    // The pool sets NORMAL while it opens, so FULL comes last, and is read back.
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == Self.fullSynchronous else {
        throw BenchError("PRAGMA synchronous did not become FULL")
      }
    }
  }

  /// - Throws: when an event of that id is there already.
  func insert(id: String, body: Data) async throws {
    let now = Int64(Date().timeIntervalSince1970)
    try await pool.write { db in
      let statement = try db.cachedStatement(sql: "INSERT INTO events (id, received_at, body) VALUES (?, ?, ?)")
      try statement.execute(arguments: [id, now, body])
    }
  }
}

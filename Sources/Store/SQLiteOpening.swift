internal import Foundation
internal import Native

/// How connections of a store are opened, so that each of them keeps what the store promises. That a commit is on the
/// disk before it returns is the promise of the one that gathers its log.
enum SQLiteOpening {
  private static let busyTimeoutMilliseconds: Int32 = 5000

  static func connection(_ path: String?, _ access: SQLiteStore.Access) throws -> SQLiteConnection {
    if access == .readOnly, let path, !FileManager.default.fileExists(atPath: path) {
      throw StoreError.unavailable("there is no file \(path)")
    }
    // It holds what customers are and pay. SQLite gives its log the same permissions.
    if access == .readWrite, let path { FileKind.makeForOwnerAlone(path) }
    let db = try SQLiteConnection(
      path: path, isReadOnly: access == .readOnly, gathersLog: access == .readWrite && path != nil)
    try db.setBusyTimeout(milliseconds: busyTimeoutMilliseconds)
    try db.execute("PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON")
    if access == .readWrite { try prepareToWrite(db, isOnDisk: path != nil) } else { try prepareToRead(db) }
    return db
  }

  private static func prepareToWrite(_ db: SQLiteConnection, isOnDisk: Bool) throws {
    guard !db.isReadOnly else {
      throw StoreError.unavailable("its file can only be read; give this user the right to write")
    }
    guard try !Schema.isForeign(db) else {
      throw StoreError.unavailable("its file is another program's; name one of its own")
    }
    guard try Schema.version(of: db) <= Schema.newest else {
      throw StoreError.otherSchema("newer than this program; start the newer program")
    }
    let mode = try db.text("PRAGMA journal_mode = WAL")
    guard !isOnDisk || mode == "wal" else { throw StoreError.unavailable("PRAGMA journal_mode did not become WAL") }
    // Nothing of worth is ever deleted, so wiping what was moved within a page, as Debian's build does, is for nothing.
    try db.execute("PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = OFF")
    try Schema.migrate(db)
  }

  private static func prepareToRead(_ db: SQLiteConnection) throws {
    try db.execute("PRAGMA query_only = ON")
    guard try Schema.version(of: db) == Schema.newest else {
      throw StoreError.otherSchema("not the one of this program; run tollbridge migrate")
    }
  }
}

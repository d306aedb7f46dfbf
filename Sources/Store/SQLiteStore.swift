internal import Dispatch
internal import Foundation
internal import GRDB
internal import Native
internal import Synchronization

/// The embedded store: one file, one connection that writes and checkpoints, readers beside it.
///
/// One writer is not a preference. SQLite 3.7.0 to 3.51.2 can lose commits when two connections checkpoint, so this
/// process holds a lock on the store, and automatic checkpoints are off: the writer makes them between two batches.
package final class SQLiteStore: Sendable {
  /// What a store is opened for.
  package enum Access: Sendable { case readWrite, readOnly }

  private let database: any DatabaseWriter
  private let lock: Mutex<FileLock?>
  private let isOnDisk: Bool
  /// Bytes written since the last checkpoint, by a count of what went in. Kept by the writer alone.
  private let uncheckpointed = Mutex<Int>(0)

  /// What may be written under load before a checkpoint is due; a quiet moment checkpoints whatever there is.
  private static let checkpointBytesMax = 64 * 1_048_576

  /// Opens the store at `path`, or one in memory for nil, and brings its schema up to date.
  ///
  /// - Throws: `StoreError.locked` when another process writes to it, `.unavailable` when it cannot be opened.
  package init(path: String?, access: Access = .readWrite) throws(StoreError) {
    isOnDisk = path != nil
    do {
      switch (path, access) {
      case (nil, _):
        lock = Mutex(nil)
        database = try DatabaseQueue(configuration: Self.configuration(access))
      case (let path?, .readWrite):
        let held = try FileLock(path: path + ".lock")
        lock = Mutex(held)
        database = try DatabasePool(path: path, configuration: Self.configuration(access))
      case (let path?, .readOnly):
        guard FileManager.default.fileExists(atPath: path) else {
          throw StoreError.unavailable("there is no file \(path)")
        }
        lock = Mutex(nil)
        database = try DatabaseQueue(path: path, configuration: Self.configuration(access))
      }
      if access == .readWrite { try prepare() } else { try refuseOtherSchema() }
    } catch let error as FileLockError {
      if case .held = error { throw .locked("\(error)") }
      throw .unavailable("\(error)")
    } catch let error as StoreError {
      throw error
    } catch {
      throw .unavailable("\(error)")
    }
  }

  private static func configuration(_ access: Access) -> Configuration {
    var configuration = Configuration()
    configuration.label = "tollbridge.store"
    configuration.maximumReaderCount = 2
    configuration.readonly = access == .readOnly
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 0")
    }
    return configuration
  }

  private func prepare() throws {
    guard try database.read({ try Schema.migrator.hasBeenSuperseded($0) }) == false else {
      throw StoreError.unavailable("its schema is newer than this program; start the newer program")
    }
    try Schema.migrator.migrate(database)
    // GRDB's pool sets NORMAL on WAL connections after our own preparation ran, so FULL is set last and read back.
    try database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
        throw StoreError.unavailable("PRAGMA synchronous did not become FULL")
      }
    }
  }

  private func refuseOtherSchema() throws {
    guard try database.read({ try Schema.migrator.hasCompletedMigrations($0) }) else {
      throw StoreError.unavailable("its schema is not the one of this program; run tollbridge migrate")
    }
  }

  // MARK: Writing

  /// Runs `body` in one transaction and commits it, durably, before it returns.
  ///
  /// - Parameter now: unix seconds, for the rows that say when they were written.
  /// - Throws: `StoreError`; after an error at COMMIT nobody can say whether it happened, so the sender must repeat.
  package func write<Value: Sendable>(
    now: Int64, _ body: @Sendable (WriteTransaction) throws -> Value
  ) throws(StoreError) -> Value {
    do {
      return try database.write { db in try body(WriteTransaction(db: db, now: now)) }
    } catch { throw StoreError(error) }
  }

  /// Runs `body` on the writing connection, off the caller's thread, when that connection is free.
  package func schedule(_ body: @escaping @Sendable (Writer) -> Void) {
    database.asyncWriteWithoutTransaction { db in body(Writer(db: db)) }
  }

  /// The writing connection, while it is ours.
  package struct Writer {
    fileprivate let db: Database

    /// Runs `body` in one transaction and commits it, durably, before it returns.
    package func commit<Value>(now: Int64, _ body: (WriteTransaction) throws -> Value) throws(StoreError) -> Value {
      do {
        var value: Value?
        try db.inTransaction(.immediate) {
          value = try body(WriteTransaction(db: db, now: now))
          return .commit
        }
        guard let value else { throw StoreError.writeFailed("the transaction gave nothing") }
        return value
      } catch { throw StoreError(error) }
    }
  }

  /// Counts what was written, and moves the log into the database when that is due.
  ///
  /// - Parameter isQuiet: nobody waits, so now is a good moment for it.
  package func checkpointIfDue(_ writer: Writer, wrote bytes: Int, isQuiet: Bool) throws(StoreError) {
    guard isOnDisk else { return }
    let due = uncheckpointed.withLock { count in
      count += bytes
      guard count >= (isQuiet ? 1 : Self.checkpointBytesMax) else { return false }
      count = 0
      return true
    }
    guard due else { return }
    do { _ = try writer.db.checkpoint(.passive) } catch { throw StoreError(error) }
  }

  // MARK: Reading

  package func read<Value: Sendable>(_ body: @Sendable (ReadTransaction) throws -> Value) throws(StoreError) -> Value {
    do {
      return try database.read { db in try body(ReadTransaction(db: db)) }
    } catch { throw StoreError(error) }
  }

  /// Waits for running work, closes the files and lets others write.
  package func close() throws(StoreError) {
    do { try database.close() } catch { throw StoreError(error) }
    lock.withLock { $0 = nil }
  }
}

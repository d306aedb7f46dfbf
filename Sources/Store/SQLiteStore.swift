internal import Dispatch
internal import Foundation
internal import Native
internal import Synchronization

/// The embedded store: one file, one connection that writes and checkpoints, a reader beside it.
///
/// One writer is not a preference. SQLite 3.7.0 to 3.51.2 can lose commits when two connections checkpoint, so this
/// process holds a lock on the store, and automatic checkpoints are off: the writer makes them between two batches.
package final class SQLiteStore: Sendable {
  /// The number of the schema that this program writes; a store of another one is not opened.
  package static var schemaVersion: Int64 { Schema.newest }

  /// What a store is opened for.
  package enum Access: Sendable { case readWrite, readOnly }

  /// The connection that writes; nil once the store is closed.
  private let writer: Mutex<SQLiteConnection?>
  /// The one that reads, so that reading waits for no commit.
  private let reader: Mutex<SQLiteConnection?>
  /// A store in memory, or one opened to be read alone, has one connection for everything.
  private let hasReader: Bool
  /// Where work for the writer waits its turn.
  private let queue = DispatchQueue(label: "tollbridge.store")
  private let lock: Mutex<FileLock?>
  private let isOnDisk: Bool
  /// Pages written to the log since the last checkpoint. Kept by the writer alone.
  private let uncheckpointed = Mutex<Int>(0)

  /// What may be written under load before a checkpoint is due, 512 MiB of pages; a quiet moment checkpoints whatever
  /// there is. A page of an index is written with nearly every batch, and moved once. Everybody waits while it runs,
  /// for as long as the disk takes for the pages that differ, so it is seldom.
  private static let checkpointPagesMax = 131_072

  /// Opens the store at `path`, or one in memory for nil, and brings its schema up to date.
  ///
  /// - Throws: `StoreError.locked` when another process writes to it, `.unavailable` when it cannot be opened.
  package init(path: String?, access: Access = .readWrite) throws(StoreError) {
    if let path, FileKind.isFolder(path) == true { throw .unavailable("\(path) is a folder; name a file in it") }
    isOnDisk = path != nil
    hasReader = path != nil && access == .readWrite
    do {
      lock = Mutex(try Self.lock(path, access))
      writer = Mutex(try SQLiteOpening.connection(path, access))
      reader = Mutex(hasReader ? try SQLiteOpening.connection(path, .readOnly) : nil)
    } catch let error as FileLockError {
      if case .held = error { throw .locked("\(error)") }
      throw .unavailable("\(error)")
    } catch let error as StoreError {
      throw error
    } catch SQLiteError.corrupt(let why) {
      throw .corrupt(why)
    } catch {
      throw .unavailable("\(error)")
    }
  }

  /// The lock lies beside the file itself, by whatever link it was named: so does SQLite's log.
  private static func lock(_ path: String?, _ access: Access) throws(FileLockError) -> FileLock? {
    guard let path, access == .readWrite else { return nil }
    return try FileLock(path: file(at: path) + ".lock")
  }

  /// Where the file is, or will be: a link may be there before it.
  private static func file(at path: String) -> String {
    var file = URL(fileURLWithPath: path)
    for _ in 0..<linksMax {
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: file.path) else { break }
      file = URL(fileURLWithPath: target, relativeTo: file.deletingLastPathComponent())
    }
    return file.resolvingSymlinksInPath().path
  }

  /// Links that are followed; the system itself follows no more.
  private static let linksMax = 40

  // MARK: Writing

  /// Runs `body` in one transaction and commits it, durably, before it returns.
  ///
  /// - Parameter now: unix seconds, for the rows that say when they were written.
  /// - Throws: `StoreError`; after an error at COMMIT nobody can say whether it happened, so the sender must repeat.
  package func write<Value: Sendable>(
    now: Int64, _ body: @Sendable (WriteTransaction) throws -> Value
  ) throws(StoreError) -> Value {
    try writer.withLock { db throws(StoreError) in try Writer(db: db).commit(now: now, body) }
  }

  /// Runs `body` on the writing connection, off the caller's thread, when that connection is free.
  package func schedule(_ body: @escaping @Sendable (Writer) -> Void) {
    queue.async { [self] in writer.withLock { body(Writer(db: $0)) } }
  }

  /// The writing connection, while it is ours.
  package struct Writer {
    fileprivate let db: SQLiteConnection?

    /// Runs `body` in one transaction and commits it, durably, before it returns.
    package func commit<Value>(now: Int64, _ body: (WriteTransaction) throws -> Value) throws(StoreError) -> Value {
      do {
        let db = try db.orClosed
        guard !db.hasMoved else { throw StoreError.gone }
        return try db.transaction(.write) { try body(WriteTransaction(db: db, now: now)) }
      } catch { throw StoreError(error) }
    }
  }

  /// Counts what was written, and moves the log into the database when that is due.
  ///
  /// - Parameter isQuiet: nobody waits, so now is a good moment for it.
  package func checkpointIfDue(_ writer: Writer, isQuiet: Bool) throws(StoreError) {
    guard isOnDisk else { return }
    do {
      let db = try writer.db.orClosed
      let written = try db.takeWrittenPageCount()
      let due = uncheckpointed.withLock { count in
        count += written
        guard count >= (isQuiet ? 1 : Self.checkpointPagesMax) else { return false }
        count = 0
        return true
      }
      if due { try db.checkpoint() }
    } catch { throw StoreError(error) }
  }

  // MARK: Reading

  /// Runs `body` on one consistent view of the store.
  package func read<Value: Sendable>(_ body: @Sendable (ReadTransaction) throws -> Value) throws(StoreError) -> Value {
    if hasReader {
      try reader.withLock { db throws(StoreError) in try Self.read(db, body) }
    } else {
      try writer.withLock { db throws(StoreError) in try Self.read(db, body) }
    }
  }

  private static func read<Value>(
    _ db: SQLiteConnection?, _ body: (ReadTransaction) throws -> Value
  ) throws(StoreError) -> Value {
    do {
      let db = try db.orClosed
      return try db.transaction(.read) { try body(ReadTransaction(db: db)) }
    } catch { throw StoreError(error) }
  }

  /// Waits for running work, closes the files and lets others write.
  package func close() throws(StoreError) {
    queue.sync {}
    // The writer goes last: whoever closes last checkpoints.
    reader.withLock { $0 = nil }
    writer.withLock { $0 = nil }
    lock.withLock { $0 = nil }
  }
}

extension SQLiteConnection? {
  fileprivate var orClosed: SQLiteConnection {
    get throws(StoreError) {
      guard let self else { throw .unavailable("it is closed") }
      return self
    }
  }
}

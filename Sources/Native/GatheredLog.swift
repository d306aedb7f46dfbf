internal import CSQLite
internal import Glibc

/// The system's files as SQLite uses them, but for its write-ahead log: what a transaction writes there is gathered and
/// handed to the system by as few calls as may be.
///
/// SQLite writes each page of the log by two calls, of 24 and of 4096 bytes, so that none of them covers a page of the
/// system's, which is cleared first and filled piece by piece. That was a third of what the writer did under load.
///
/// What is gathered reaches the file before it is read, measured, cut or synced. Other connections read the file
/// themselves, as soon as they hear of a commit. With `PRAGMA synchronous = FULL` SQLite syncs the log before that
/// (`sqlite3WalFrames`), and with `PRAGMA cache_spill = OFF` it writes nothing there but what it syncs so; a connection
/// that gathers sets both. It must be the only one that writes.
enum GatheredLog {
  /// The bytes that are gathered at the most: what SQLite's own layer writes by one call (`seekAndWriteFd` of its
  /// os_unix.c). Of a count that is a multiple of the next number it would write nothing, and call the disk full.
  private static let bytesMax = 0x1FFFF

  private static let name = "tollbridge-gathered-log"
  private static let registered = register()

  /// The name by which a connection asks for it.
  ///
  /// - Parameter path: not a URI, by which a log can be asked for that is not synced as a whole (`psow=0`).
  static func fileSystem(for path: String?) throws(SQLiteError) -> String {
    guard registered == SQLITE_OK, path?.hasPrefix("file:") != true else {
      throw .failed(code: SQLITE_MISUSE, "the log of \(path ?? "nothing") cannot be gathered")
    }
    return name
  }

  private nonisolated(unsafe) static let system = unsafe sqlite3_vfs_find(nil)
  private nonisolated(unsafe) static let methods = unsafe makeMethods()

  /// Everything is the system's own, but how a file is opened. It stays as long as the process does.
  private static func register() -> Int32 {
    guard let system = unsafe system, let name = unsafe strdup(name) else { return SQLITE_NOMEM }
    let own = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    unsafe own.initialize(to: system.pointee)
    unsafe own.pointee.zName = UnsafePointer(name)
    unsafe own.pointee.pNext = nil
    unsafe own.pointee.szOsFile = Int32(MemoryLayout<tb_gathered_file>.stride) + system.pointee.szOsFile
    unsafe own.pointee.xOpen = { _, name, file, flags, given in
      guard let file = unsafe file, let system = unsafe GatheredLog.system else { return SQLITE_CANTOPEN }
      guard flags & SQLITE_OPEN_WAL != 0 else { return unsafe system.pointee.xOpen(system, name, file, flags, given) }
      return unsafe GatheredFile(file).open { inner in unsafe system.pointee.xOpen(system, name, inner, flags, given) }
    }
    return unsafe sqlite3_vfs_register(own, 0)
  }

  /// The first version of what SQLite asks of a file: all that it asks of a log.
  private static func makeMethods() -> UnsafePointer<sqlite3_io_methods> {
    let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    unsafe methods.initialize(to: sqlite3_io_methods())
    unsafe methods.pointee.iVersion = 1
    unsafe methods.pointee.xClose = { unsafe GatheredFile($0).close() }
    unsafe methods.pointee.xWrite = { unsafe GatheredFile($0).write($1, $2, at: $3) }
    unsafe methods.pointee.xRead = { file, bytes, count, offset in
      unsafe GatheredFile(file).flushed { unsafe $1.xRead($0, bytes, count, offset) }
    }
    unsafe methods.pointee.xTruncate = { file, size in
      unsafe GatheredFile(file).flushed { unsafe $1.xTruncate($0, size) }
    }
    unsafe methods.pointee.xSync = { file, flags in unsafe GatheredFile(file).flushed { unsafe $1.xSync($0, flags) } }
    unsafe methods.pointee.xFileSize = { file, size in
      unsafe GatheredFile(file).flushed { unsafe $1.xFileSize($0, size) }
    }
    unsafe methods.pointee.xLock = { file, kind in unsafe GatheredFile(file).asIs { unsafe $1.xLock($0, kind) } }
    unsafe methods.pointee.xUnlock = { file, kind in unsafe GatheredFile(file).asIs { unsafe $1.xUnlock($0, kind) } }
    unsafe methods.pointee.xCheckReservedLock = { file, isHeld in
      unsafe GatheredFile(file).asIs { unsafe $1.xCheckReservedLock($0, isHeld) }
    }
    unsafe methods.pointee.xFileControl = { file, what, value in
      unsafe GatheredFile(file).asIs { unsafe $1.xFileControl($0, what, value) }
    }
    unsafe methods.pointee.xSectorSize = { unsafe GatheredFile($0).asIs { unsafe $1.xSectorSize($0) } }
    unsafe methods.pointee.xDeviceCharacteristics = {
      unsafe GatheredFile($0).asIs { unsafe $1.xDeviceCharacteristics($0) }
    }
    return unsafe UnsafePointer(methods)
  }

  /// One log, in the memory that SQLite gave for it.
  @safe private struct GatheredFile {
    typealias Inner = UnsafeMutablePointer<sqlite3_file>

    private let file: UnsafeMutablePointer<tb_gathered_file>?
    private let inner: Inner?

    init(_ file: UnsafeMutablePointer<sqlite3_file>?) {
      let memory = UnsafeMutableRawPointer(file)
      unsafe self.file = memory?.assumingMemoryBound(to: tb_gathered_file.self)
      unsafe inner = memory.map {
        unsafe ($0 + MemoryLayout<tb_gathered_file>.stride).assumingMemoryBound(to: sqlite3_file.self)
      }
    }

    func open(_ openInner: (Inner) -> Int32) -> Int32 {
      guard let file = unsafe file, let inner = unsafe inner else { return SQLITE_CANTOPEN }
      unsafe file.initialize(to: tb_gathered_file())
      guard let bytes = unsafe malloc(bytesMax) else { return SQLITE_NOMEM }
      let code = unsafe openInner(inner)
      guard code == SQLITE_OK else {
        unsafe free(bytes)
        return code
      }
      unsafe file.pointee.bytes = bytes.assumingMemoryBound(to: UInt8.self)
      unsafe file.pointee.base.pMethods = methods
      return SQLITE_OK
    }

    /// What is still gathered is of no commit.
    func close() -> Int32 {
      unsafe free(file?.pointee.bytes)
      unsafe file?.pointee.bytes = nil
      return unsafe asIs { unsafe $1.xClose($0) }
    }

    /// Gathers what follows on what is gathered; anything else begins anew behind it.
    func write(_ bytes: UnsafeRawPointer?, _ count: Int32, at offset: Int64) -> Int32 {
      guard let file = unsafe file, let bytes = unsafe bytes, let gathered = unsafe file.pointee.bytes else {
        return SQLITE_IOERR
      }
      let (start, length) = unsafe (file.pointee.offset, Int(file.pointee.count))
      guard start + Int64(length) == offset, length + Int(count) <= bytesMax else {
        return unsafe flushed { inner, methods in
          guard count <= bytesMax else { return unsafe methods.xWrite(inner, bytes, count, offset) }
          unsafe file.pointee.offset = offset
          return unsafe write(bytes, count, at: offset)
        }
      }
      unsafe memcpy(gathered + length, bytes, Int(count))
      unsafe file.pointee.count += count
      return SQLITE_OK
    }

    /// Does something with the file once it holds all that was written to it. What cannot be written is given up: the
    /// commit that it belongs to is the one that fails.
    func flushed(_ act: (Inner, sqlite3_io_methods) -> Int32) -> Int32 {
      unsafe asIs { inner, methods in
        guard let file = unsafe file, unsafe file.pointee.count > 0 else { return unsafe act(inner, methods) }
        let code = unsafe methods.xWrite(inner, file.pointee.bytes, file.pointee.count, file.pointee.offset)
        unsafe file.pointee.count = 0
        return code == SQLITE_OK ? unsafe act(inner, methods) : code
      }
    }

    func asIs(_ act: (Inner, sqlite3_io_methods) -> Int32) -> Int32 {
      guard let inner = unsafe inner, let methods = unsafe inner.pointee.pMethods else { return SQLITE_MISUSE }
      return unsafe act(inner, methods.pointee)
    }
  }
}

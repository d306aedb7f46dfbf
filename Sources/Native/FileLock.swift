internal import Glibc

/// An advisory lock on a file, held until the process ends or the value is released.
///
/// It keeps a second process from writing to an embedded store. SQLite before 3.51.3 can lose commits when two
/// connections checkpoint, so one writer is not a preference.
@safe package final class FileLock: Sendable {
  private let descriptor: CInt

  /// Takes the lock on `path`, making the file when it is missing.
  ///
  /// - Throws: `FileLockError.held` when another process has it, `.unavailable` when the file cannot be opened.
  package init(path: String) throws(FileLockError) {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unavailable(path, errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      close(descriptor)
      throw reason == EWOULDBLOCK ? .held(path) : .unavailable(path, reason)
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}

/// Why a lock was not taken.
package enum FileLockError: Error, CustomStringConvertible {
  case held(String)
  case unavailable(String, CInt)

  package var description: String {
    switch self {
    case .held(let path):
      "Another tollbridge process writes to this store (it holds \(path)). Stop it first, or feed it by "
        + "replay --against. Commands that only read work meanwhile."
    case .unavailable(let path, let code):
      unsafe "The lock file \(path) cannot be opened: \(String(cString: strerror(code)))."
    }
  }
}

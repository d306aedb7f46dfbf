internal import Glibc

/// Standard output and error, written to so that a failure is an answer. Foundation's file handles end the process
/// where a write fails: on a full disk, or when whoever reads the log is gone.
package enum StandardStream: Int32, Sendable {
  case output = 1
  case error = 2

  /// How long a reader that takes nothing is waited for, in milliseconds.
  private static let patienceMilliseconds: Int32 = 10_000

  /// Writes all of `text`.
  ///
  /// - Returns: why it could not, nil where it did.
  @discardableResult
  package func write(_ text: String) -> String? {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(rawValue, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if count == 0 || errno != EINTR && !(errno == EAGAIN && isReady()) {
        return unsafe String(cString: strerror(errno))
      }
    }
    return nil
  }

  private func isReady() -> Bool {
    var stream = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&stream, 1, Self.patienceMilliseconds) == 1
  }
}

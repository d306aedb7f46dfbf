internal import Glibc

/// A file, a pipe or standard input, read from its beginning to its end. What cannot be read is an error, never an end.
@safe package final class InputFile: Sendable {
  /// What it is called in messages.
  package let name: String
  private let descriptor: CInt
  private let isStandardInput: Bool

  private static let chunkBytes = 1 << 20

  /// - Parameter path: `-` is standard input.
  package init(_ path: String) throws(InputFileError) {
    isStandardInput = path == "-"
    name = isStandardInput ? "standard input" : path
    descriptor = isStandardInput ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputFileError(name: name, code: errno) }
  }

  deinit { if !isStandardInput { close(descriptor) } }

  /// What comes next, a MiB at the most; nothing at the end.
  package func next() throws(InputFileError) -> [UInt8] {
    var failure: CInt = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, count in
      var got = 0
      repeat {
        got = unsafe read(descriptor, buffer.baseAddress, buffer.count)
      } while got < 0 && (errno == EINTR || errno == EAGAIN && waits())
      if got < 0 { failure = errno }
      count = max(0, got)
    }
    guard failure == 0 else { throw InputFileError(name: name, code: failure) }
    return bytes
  }

  /// All that is left of it.
  package func rest() throws(InputFileError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let chunk = try next()
      guard !chunk.isEmpty else { return bytes }
      bytes += chunk
    }
  }

  /// Waits for what is to come, where whoever gave us the file will not have us wait in a read.
  private func waits() -> Bool {
    var file = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&file, 1, -1) == 1 || errno == EINTR
  }
}

/// Why a file was not read.
package struct InputFileError: Error, CustomStringConvertible {
  let name: String
  let code: CInt

  package var description: String { unsafe "\(name) cannot be read: \(String(cString: strerror(code)))." }
}

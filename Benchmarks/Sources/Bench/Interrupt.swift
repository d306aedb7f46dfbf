import Foundation
import Glibc

/// Cleans up when the run is told to stop half-way.
enum Interrupt {
  /// Where the signal handler says so: the writing end of a pipe. Set once, before the handler is.
  nonisolated(unsafe) private static var wakeDescriptor: Int32 = -1

  /// From here on SIGINT and SIGTERM end every child, remove the folder and exit.
  static func guarding(_ scratch: Scratch) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw BenchError("no pipe: errno \(errno)") }
    wakeDescriptor = ends[1]
    let readingEnd = ends[0]
    Thread.detachNewThread {
      var byte: UInt8 = 0
      guard Glibc.read(readingEnd, &byte, 1) == 1 else { return }
      Children.killAll()
      scratch.remove()
      _exit(130)
    }
    // Handlers, unlike ignored signals, are not inherited by the programs that are started.
    signal(SIGINT) { _ in Interrupt.wake() }
    signal(SIGTERM) { _ in Interrupt.wake() }
  }

  /// Runs in the signal handler: nothing but one write.
  private static func wake() {
    var byte: UInt8 = 1
    _ = Glibc.write(wakeDescriptor, &byte, 1)
  }
}

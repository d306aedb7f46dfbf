import Glibc

/// What the machine can do at best, apart from any server.
enum MachineProbes {
  private static let hmacSeconds = 1.0
  private static let fsyncSeconds = 2.0
  private static let blockByteCount = 4096

  /// HMAC-SHA256 codes a second on this thread, of what is signed for these bodies.
  static func hmacsPerSecond(of bodies: [[UInt8]]) -> Double {
    let messages = bodies.map { Signature.message($0, at: "1700000000") }
    let stopwatch = Stopwatch()
    var count = 0
    while stopwatch.seconds < hmacSeconds {
      for _ in 0..<64 {
        _ = Signature.code(key: Delivery.key, message: messages[count % messages.count])
        count += 1
      }
    }
    return Double(count) / stopwatch.seconds
  }

  /// Appends of 4 KiB to a file a second, each on the disk before the next.
  static func fsyncsPerSecond(path: String) throws -> Double {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    guard descriptor >= 0 else { throw BenchError("cannot create \(path)") }
    defer { close(descriptor) }
    let block = [UInt8](repeating: 0x5A, count: blockByteCount)
    let stopwatch = Stopwatch()
    var count = 0
    while stopwatch.seconds < fsyncSeconds {
      guard write(descriptor, block, blockByteCount) == blockByteCount, fdatasync(descriptor) == 0 else {
        throw BenchError("cannot append to \(path): errno \(errno)")
      }
      count += 1
    }
    return Double(count) / stopwatch.seconds
  }
}

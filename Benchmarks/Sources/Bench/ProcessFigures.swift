import Glibc

/// What the kernel says of a process, from `/proc`.
enum ProcessFigures {
  /// Seconds of processor time that all its threads took together, in user and in kernel mode.
  static func cpuSeconds(_ pid: pid_t) throws -> Double {
    let text = try contents("/proc/\(pid)/stat")
    // The name, in brackets, may hold anything; behind it stand the state and then numbers.
    guard let bracket = text.lastIndex(of: ")") else { throw BenchError("/proc/\(pid)/stat cannot be read") }
    let fields = text[text.index(after: bracket)...].split(separator: " ")
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      throw BenchError("/proc/\(pid)/stat has no utime and stime")
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Bytes of it that lie in memory (VmRSS).
  static func residentByteCount(_ pid: pid_t) throws -> Int {
    for line in try contents("/proc/\(pid)/status").split(separator: "\n") where line.hasPrefix("VmRSS:") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      if words.count > 1, let kibibytes = Int(words[1]) { return kibibytes * 1024 }
    }
    throw BenchError("/proc/\(pid)/status has no VmRSS")
  }

  private static func contents(_ path: String) throws -> String {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw BenchError("cannot open \(path)") }
    defer { close(descriptor) }
    let capacity = 16_384
    var bytes = [UInt8](repeating: 0, count: capacity)
    let count = read(descriptor, &bytes, capacity)
    guard count > 0 else { throw BenchError("cannot read \(path)") }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}

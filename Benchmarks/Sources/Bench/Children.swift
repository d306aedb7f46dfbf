import Foundation
import Glibc
import Synchronization

/// Every process that was started and has not ended yet.
enum Children {
  private static let running = Mutex<Set<pid_t>>([])

  /// Starts a program that reads the file `input`; what it prints goes to the file `output`, what it complains of to
  /// `output` + ".err".
  static func spawn(
    _ program: String, _ arguments: [String], environment: [String: String], input: String = "/dev/null",
    output: String
  ) throws -> Child {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    posix_spawn_file_actions_addopen(&actions, 2, output + ".err", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    let words = cStrings([program] + arguments)
    defer { for word in words { free(word) } }
    let variables = cStrings(environment.map { "\($0.key)=\($0.value)" })
    defer { for variable in variables { free(variable) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, program, &actions, nil, words, variables)
    guard code == 0 else { throw BenchError("cannot start \(program): \(String(cString: strerror(code)))") }
    let started = pid
    running.withLock { _ = $0.insert(started) }
    return Child(pid: started, output: output)
  }

  /// Copies for C, with nil behind the last.
  private static func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
  }

  /// Ends at once what is still running.
  static func killAll() {
    for pid in running.withLock({ $0 }) { kill(pid, SIGKILL) }
  }

  fileprivate static func forget(_ pid: pid_t) {
    running.withLock { _ = $0.remove(pid) }
  }
}

/// A process that was started.
struct Child: Sendable {
  let pid: pid_t
  /// The file that it prints to.
  let output: String

  /// Its exit code once it ended, nil when it is still running after `seconds`.
  func wait(seconds: Double) -> Int32? {
    let stopwatch = Stopwatch()
    repeat {
      var status: Int32 = 0
      if waitpid(pid, &status, WNOHANG) != 0 {
        Children.forget(pid)
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
      }
      usleep(2000)
    } while stopwatch.seconds < seconds
    return nil
  }

  /// Asks it to end, and insists after a while.
  func stop() {
    kill(pid, SIGTERM)
    guard wait(seconds: 25) == nil else { return }
    kill(pid, SIGKILL)
    _ = wait(seconds: 5)
  }

  /// The end of what it complained of.
  var complaint: String {
    let bytes = FileManager.default.contents(atPath: output + ".err") ?? Data()
    return String(decoding: bytes.suffix(2000), as: UTF8.self)
  }
}

/// The environment of a child: ours, without what would configure it.
enum ChildEnvironment {
  private static let prefixes = ["STRIPE_", "TOLLBRIDGE_", "DATABASE_URL", "HOST", "PORT", "LOG_"]

  static func with(_ settings: [String: String]) -> [String: String] {
    let inherited = ProcessInfo.processInfo.environment.filter { name, _ in
      !prefixes.contains { name.hasPrefix($0) }
    }
    return inherited.merging(settings) { _, setting in setting }
  }
}

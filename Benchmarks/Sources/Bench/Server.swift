import Glibc
import NIOCore

/// A server in a process of its own.
struct Server {
  let child: Child
  let port: Int
  /// From the start of the process to its first 200, in milliseconds.
  let firstAnswerMilliseconds: Double

  /// Loads it, and says what came of that and what it cost.
  func figures(under load: LoadGenerator, _ requests: [ByteBuffer], _ plan: Plan) throws -> LoadFigures {
    let before = try ProcessFigures.cpuSeconds(child.pid)
    let result = try load.run(
      requests, port: port, connectionCount: plan.connectionCount, seconds: plan.seconds)
    // What it does behind its last answer, as a checkpoint, is a cost of these requests too.
    usleep(200_000)
    let cpuSeconds = try ProcessFigures.cpuSeconds(child.pid) - before
    return LoadFigures(
      answeredCount: result.answeredCount,
      requestsPerSecond: Double(result.answeredCount) / result.seconds,
      p50Milliseconds: result.milliseconds(rank: 0.5), p99Milliseconds: result.milliseconds(rank: 0.99),
      cpuMicroseconds: cpuSeconds * 1e6 / Double(result.answeredCount))
  }
}

/// Starts servers and waits until they answer.
struct ServerStarter {
  private static let startSecondsMax = 15.0
  /// This program, to run one of its own subcommands.
  private static let ourselves = "/proc/self/exe"

  let load: LoadGenerator
  let source: EventSource
  let scratch: Scratch

  /// A hidden subcommand of this program.
  func startOurs(_ arguments: [String]) throws -> Server {
    try start(Self.ourselves, arguments, log: "\(arguments[0]).log", [:])
  }

  /// The product, with a database of that name.
  func startTollbridge(_ program: String, database: String, _ settings: [String: String] = [:]) throws -> Server {
    let own = ["STRIPE_WEBHOOK_SECRET": Delivery.secret, "DATABASE_URL": "sqlite:" + scratch.path(database)]
    return try start(
      program, ["serve"], log: "tollbridge.log", own.merging(settings) { _, setting in setting })
  }

  private func start(
    _ program: String, _ arguments: [String], log: String, _ settings: [String: String]
  ) throws -> Server {
    let port = try load.freePort()
    let requests = source.requests(1)
    let environment = ChildEnvironment.with(
      settings.merging(["PORT": String(port), "LOG_LEVEL": "error"]) { setting, _ in setting })
    let stopwatch = Stopwatch()
    let child = try Children.spawn(program, arguments, environment: environment, output: scratch.path(log))
    while stopwatch.seconds < Self.startSecondsMax {
      if (try? load.run(requests, port: port, connectionCount: 1, seconds: 5)) != nil {
        return Server(child: child, port: port, firstAnswerMilliseconds: stopwatch.seconds * 1000)
      }
      usleep(1000)
    }
    child.stop()
    throw BenchError("\(program) \(arguments[0]) does not answer 200: \(child.complaint)")
  }
}

import ArgumentParser

/// What is measured, and how much of it.
struct Plan {
  /// How often everything that is repeated is measured; the median counts.
  static let roundCount = 3

  /// The release binary under test.
  let program: String
  let connectionCount: Int
  /// Webhooks that are prepared for one round, and replayed.
  let eventCount: Int
  /// The longest that one server is loaded in one round.
  let seconds: Int
  /// How many events the store holds when the memory is read.
  let storedCount: Int
}

struct MeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Run everything and print one table.",
    discussion: """
      Servers listen on loopback and write to a temporary folder that is removed at the end; TMPDIR says on which disk \
      it lies. Some gigabytes must be free there. Progress goes to standard error.
      """)

  @Option(help: "The release binary of tollbridge.")
  var tollbridge: String

  @Option(help: "The folder Fixtures, or one story in it.")
  var fixtures: String

  @Option(help: "Keep-alive connections, each with one request under way.")
  var connections = 64

  @Option(help: "Webhooks that are prepared for a round, and replayed.")
  var events = 40_000

  @Option(help: "The longest that a server is loaded in a round, in seconds.")
  var seconds = 4

  @Option(help: "Events in the store when the memory is read.")
  var stored = 100_000

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard min(connections, events, seconds, stored) > 0 else { throw ValidationError("Every number must be positive.") }
    guard connections <= events else { throw ValidationError("--connections must not exceed --events.") }
  }

  func run() throws {
    let plan = Plan(
      program: tollbridge, connectionCount: connections, eventCount: events, seconds: seconds, storedCount: stored)
    let scratch = try Scratch()
    defer { scratch.remove() }
    try Interrupt.guarding(scratch)
    defer { Children.killAll() }
    let report = try Benchmark(plan: plan, fixtures: fixtures, scratch: scratch).run()
    print(try json ? report.json() : report.table())
  }
}

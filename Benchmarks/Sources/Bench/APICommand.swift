import ArgumentParser
import Foundation

/// What the app's API can do, beside the webhooks of the same service in the same run.
struct APICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "api", abstract: "Spends and reads a second, beside durable webhooks of the same service.")

  @Option(help: "The release binary of tollbridge.") var tollbridge: String
  @Option(help: "The folder Fixtures, or one story in it.") var fixtures: String
  @Option(help: "Keep-alive connections, each with one request under way.") var connections = 64
  @Option(help: "Accounts that spends and reads are spread over.") var accounts = 1000
  @Option(help: "The longest that each is loaded in a round, in seconds.") var seconds = 3
  @Option(help: "Requests that are prepared for a round.") var requests = 30_000

  /// The share of the durable webhooks that durable spends must reach, and the most that 99 of 100 may take.
  private static let (shareMin, p99Max) = (0.6, 25.0)

  func run() throws {
    let plan = Plan(
      program: tollbridge, connectionCount: connections, eventCount: requests, seconds: seconds, storedCount: 0)
    let scratch = try Scratch()
    defer { scratch.remove() }
    try Interrupt.guarding(scratch)
    defer { Children.killAll() }
    let source = EventSource(try Story(fixtures: fixtures))
    let rows = try APIPhase(plan: plan, scratch: scratch, source: source, accountCount: accounts).run()
    report(rows)
  }

  private func report(_ rows: [(name: String, figures: LoadFigures)]) {
    print("\(connections) connections, \(accounts) accounts; medians of \(Plan.roundCount) rounds")
    print("what                         a second    p50 ms    p99 ms  CPU us/request")
    for (name, figures) in rows {
      print(
        name.padding(toLength: 26, withPad: " ", startingAt: 0)
          + String(
            format: "%11.0f %9.2f %9.2f %15.0f", figures.requestsPerSecond, figures.p50Milliseconds,
            figures.p99Milliseconds, figures.cpuMicroseconds))
    }
    let rate = rows[0].figures.requestsPerSecond
    for (name, figures) in rows.dropFirst().prefix(2) {
      say(Target("\(name) over webhooks", figures.requestsPerSecond / rate, .atLeast, Self.shareMin))
      say(Target("\(name), p99 ms", figures.p99Milliseconds, .below, Self.p99Max))
    }
  }

  private func say(_ target: Target) {
    print(
      "target: \(target.name) \(target.relation.rawValue) "
        + String(format: "%.2f, measured %.2f, ", target.bound, target.measured) + (target.isMet ? "met" : "missed"))
  }
}

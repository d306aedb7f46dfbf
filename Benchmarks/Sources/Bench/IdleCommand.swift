import ArgumentParser
import Foundation
import Glibc

/// Free accounts that nobody uses: reading a balance after a year must cost what it costs after a day, and time must
/// write nothing.
struct IdleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "idle", abstract: "A million idle free accounts, looked at after a day and after a year.")

  @Option(help: "The release build of tollbridge.") var tollbridge: String
  @Option(help: "How many accounts.") var accounts = 1_000_000
  @Option(help: "How many balances one reading reads.") var reads = 20_000
  @Option(help: "How many readings of each kind; their median counts.") var rounds = 5

  private static let start = 1_767_225_600
  private static let day = 86_400

  func run() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let store = scratch.path("idle.sqlite")
    try fill(store, scratch)
    let rowsBefore = try rows(store)
    let sample = scratch.path("sample")
    try writeSample(sample)
    let none = try median { try read([], store, scratch) }
    var (afterDay, afterYear): ([Double], [Double]) = ([], [])
    for _ in 0..<rounds {
      afterDay.append(try read(["--at", "\(Self.start + Self.day)"], store, scratch, sample) - none)
      afterYear.append(try read(["--at", "\(Self.start + 365 * Self.day)"], store, scratch, sample) - none)
    }
    report(afterDay.sorted()[rounds / 2], afterYear.sorted()[rounds / 2], rowsBefore, try rows(store))
  }

  /// One event an account: a checkout that was left, which is its first touch.
  private func fill(_ store: String, _ scratch: Scratch) throws {
    let file = scratch.path("idle.jsonl")
    guard let lines = fopen(file, "w") else { throw BenchError("cannot create \(file)") }
    for number in 0..<accounts { fputs(Self.event(number) + "\n", lines) }
    guard fclose(lines) == 0 else { throw BenchError("cannot write \(file)") }
    let child = try Children.spawn(
      tollbridge, ["replay", file, "--store", "sqlite:" + store],
      environment: ChildEnvironment.with(["LOG_LEVEL": "error"]), output: scratch.path("fill"))
    guard child.wait(seconds: 1800) == 0 else { throw BenchError("tollbridge replay failed: \(child.complaint)") }
  }

  private static func event(_ number: Int) -> String {
    """
    {"id":"evt_idle\(number)","object":"event","type":"checkout.session.expired","created":\(start),"livemode":false,\
    "data":{"object":{"id":"cs_idle\(number)","object":"checkout.session","mode":"payment","status":"expired",\
    "client_reference_id":"idle\(number)"}}}
    """
  }

  private func writeSample(_ path: String) throws {
    let names = (0..<reads).map { "idle\($0 * max(1, accounts / reads) % accounts)" }.joined(separator: "\n")
    try (names + "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Seconds that one reading takes.
  private func read(_ options: [String], _ store: String, _ scratch: Scratch, _ sample: String? = nil) throws -> Double
  {
    let arguments = ["balance", sample == nil ? "idle0" : "-", "--store", "sqlite:" + store] + options
    let stopwatch = Stopwatch()
    let child = try Children.spawn(
      tollbridge, arguments, environment: ChildEnvironment.with([:]), input: sample ?? "/dev/null",
      output: scratch.path("balances"))
    guard child.wait(seconds: 300) == 0 else { throw BenchError("tollbridge balance failed: \(child.complaint)") }
    return stopwatch.seconds
  }

  private func median(_ measure: () throws -> Double) rethrows -> Double {
    try (0..<rounds).map { _ in try measure() }.sorted()[rounds / 2]
  }

  /// Rows of every table together.
  private func rows(_ store: String) throws -> Int {
    let database = try RawDatabase(path: store)
    return try database.texts("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .reduce(0) { try $0 + database.integer("SELECT count(*) FROM \"\($1)\"") }
  }

  private func report(_ afterDay: Double, _ afterYear: Double, _ rowsBefore: Int, _ rowsAfter: Int) {
    func microseconds(_ seconds: Double) -> String { String(format: "%.1f", seconds * 1_000_000 / Double(reads)) }
    print("\(accounts) idle free accounts; \(reads) balances a reading, medians of \(rounds)")
    print("a balance after a day, us          \(microseconds(afterDay))")
    print("a balance after a year, us         \(microseconds(afterYear))")
    print(String(format: "the year over the day              %.3f", afterYear / afterDay))
    print("rows before and after              \(rowsBefore) \(rowsAfter)")
  }
}

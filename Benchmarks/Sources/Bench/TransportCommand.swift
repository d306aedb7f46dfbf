import ArgumentParser
import Foundation
import Native

/// What our transport costs over libcurl itself: calls a second of both, one beside the other in the same run.
struct TransportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transport", abstract: "Calls over the transport beside libcurl used bare.",
    discussion: "The server is the bare one of this program; it shares the cores with both.")

  @Option(help: "How long each is measured in a round, in seconds.") var seconds = 2.0

  /// The share of the bare calls that the transport must reach at the most calls at a time.
  static let shareMin = 0.75
  private static let concurrencies = [1, 16, 64]

  func run() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    try Interrupt.guarding(scratch)
    defer { Children.killAll() }
    let call = try await CallServer.start(scratch)
    var rows: [TransportRow] = []
    for concurrency in Self.concurrencies {
      note("\(concurrency) at a time")
      rows.append(try await row(call, concurrency))
    }
    report(rows)
  }

  private func row(_ call: TransportCall, _ concurrency: Int) async throws -> TransportRow {
    var (ours, bare): ([CallFigures], [CallFigures]) = ([], [])
    for _ in 0..<Plan.roundCount {
      ours.append(try await TransportLoad(call, concurrency, seconds: seconds).run())
      bare.append(try BareCurl(call, concurrency, seconds: seconds).run())
    }
    return TransportRow(concurrency: concurrency, ours: ours, bare: bare)
  }

  private func report(_ rows: [TransportRow]) {
    print("POSTs of \(TransportCall.body.count) bytes on loopback; medians of \(Plan.roundCount) rounds")
    print("at a time    transport/s         bare/s      ratio   CPU us/call     bare's")
    for row in rows { print(row.line) }
    guard let last = rows.last else { return }
    let verdict = last.ratio >= Self.shareMin ? "met" : "missed"
    print(
      String(format: "target at %d: ratio >= %.2f, measured %.2f, ", last.concurrency, Self.shareMin, last.ratio)
        + verdict)
  }
}

/// What both do again and again.
struct TransportCall: Sendable {
  static let body = [UInt8](repeating: UInt8(ascii: "a"), count: 600)
  static let headers = [
    "Authorization: Bearer sk_test_x", "Stripe-Version: 2026-10-28.endive", "Idempotency-Key: bench",
    "Content-Type: application/x-www-form-urlencoded",
  ]

  let url: String

  var request: TransportRequest {
    TransportRequest(method: "POST", url: url, headers: Self.headers, body: Self.body, timeoutMilliseconds: 10_000)
  }
}

/// The server that is called: this program's `bare`.
enum CallServer {
  private static let startSecondsMax = 15.0

  static func start(_ scratch: Scratch) async throws -> TransportCall {
    let port = try freePort()
    let child = try Children.spawn(
      "/proc/self/exe", ["bare"], environment: ChildEnvironment.with(["PORT": String(port), "LOG_LEVEL": "error"]),
      output: scratch.path("bare.log"))
    let call = TransportCall(url: "http://127.0.0.1:\(port)/webhooks/stripe")
    let transport = CurlTransport(TransportConfiguration(allowsPlainHTTP: true))
    let stopwatch = Stopwatch()
    while stopwatch.seconds < startSecondsMax {
      if let answer = try? await transport.send(call.request), answer.status == 200 { return call }
      try await Task.sleep(for: .milliseconds(5))
    }
    throw BenchError("the bare server does not answer 200: \(child.complaint)")
  }

  private static func freePort() throws -> Int {
    let load = LoadGenerator()
    defer { load.stop() }
    return try load.freePort()
  }
}

/// What one measurement came to.
struct CallFigures {
  let callsPerSecond: Double
  /// Of this process: the server's is not in it.
  let cpuMicroseconds: Double

  init(calls: Int, seconds: Double, cpuSeconds: Double) {
    callsPerSecond = Double(calls) / seconds
    cpuMicroseconds = cpuSeconds * 1e6 / Double(max(1, calls))
  }

  /// Processor seconds of this process so far.
  static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// The medians of both at one concurrency.
struct TransportRow {
  let concurrency: Int
  let ours: [CallFigures]
  let bare: [CallFigures]

  var ratio: Double { median(ours.map(\.callsPerSecond)) / median(bare.map(\.callsPerSecond)) }

  var line: String {
    String(
      format: "%9d %14.0f %14.0f %10.2f %13.1f %10.1f", concurrency, median(ours.map(\.callsPerSecond)),
      median(bare.map(\.callsPerSecond)), ratio, median(ours.map(\.cpuMicroseconds)),
      median(bare.map(\.cpuMicroseconds)))
  }
}

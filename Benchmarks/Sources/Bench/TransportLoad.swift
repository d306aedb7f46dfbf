import Native

/// So many tasks over one transport, each with one call after the other.
struct TransportLoad {
  private let call: TransportCall
  private let concurrency: Int
  private let seconds: Double

  init(_ call: TransportCall, _ concurrency: Int, seconds: Double) {
    self.call = call
    self.concurrency = concurrency
    self.seconds = seconds
  }

  func run() async throws -> CallFigures {
    let transport = CurlTransport(TransportConfiguration(allowsPlainHTTP: true, connectionsMax: concurrency))
    let (request, seconds) = (call.request, seconds)
    let cpuBefore = CallFigures.cpuSeconds()
    let stopwatch = Stopwatch()
    let calls = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<concurrency {
        group.addTask {
          var count = 0
          while stopwatch.seconds < seconds {
            guard try await transport.send(request).status == 200 else { throw BenchError("the server refused a call") }
            count += 1
          }
          return count
        }
      }
      return try await group.reduce(0, +)
    }
    let elapsed = stopwatch.seconds
    return CallFigures(calls: calls, seconds: elapsed, cpuSeconds: CallFigures.cpuSeconds() - cpuBefore)
  }
}

/// How a server did under load.
struct LoadFigures: Encodable {
  let answeredCount: Int
  let requestsPerSecond: Double
  let p50Milliseconds: Double
  let p99Milliseconds: Double
  /// Processor time of the server for one request, in microseconds.
  let cpuMicroseconds: Double

  /// The median of each figure over several rounds; `answeredCount` is that of all of them.
  static func median(_ rounds: [LoadFigures]) -> LoadFigures {
    func middle(_ figure: (LoadFigures) -> Double) -> Double { Bench.median(rounds.map(figure)) }
    return LoadFigures(
      answeredCount: rounds.reduce(0) { $0 + $1.answeredCount },
      requestsPerSecond: middle { $0.requestsPerSecond },
      p50Milliseconds: middle { $0.p50Milliseconds },
      p99Milliseconds: middle { $0.p99Milliseconds },
      cpuMicroseconds: middle { $0.cpuMicroseconds })
  }
}

internal import Metrics

/// What became of hooks, each attempt counted once.
struct HookMetrics: Sendable {
  enum Outcome: String, CaseIterable, Sendable {
    case delivered
    /// It is tried again.
    case failed
    /// It was tried for as long as it is worth trying.
    case dead
    /// The endpoint answered 410 and is told nothing more.
    case gone
  }

  private let counters: [Outcome: Counter]

  init(factory: any MetricsFactory) {
    counters = Dictionary(
      uniqueKeysWithValues: Outcome.allCases.map { outcome in
        (
          outcome,
          Counter(label: "tollbridge_hooks_total", dimensions: [("outcome", outcome.rawValue)], factory: factory)
        )
      })
  }

  func count(_ outcome: Outcome) { counters[outcome]?.increment() }
}

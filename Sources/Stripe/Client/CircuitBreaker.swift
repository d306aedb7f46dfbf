/// Whether calls are let through to somebody who may be down. A value that is told the time.
///
/// Closed, it counts. Open, it lets nothing through for a while; then one call tries whether things are well again.
package struct CircuitBreaker: Sendable {
  package struct Figures: Sendable {
    /// How far back calls count.
    package var window: Duration = .seconds(60)
    /// Fewer calls than that say nothing about a share.
    package var callsMin = 10
    /// The share of failures, in percent, at which it opens.
    package var failurePercent = 70
    /// Or so many one after the other.
    package var failuresInARow = 10
    /// For how long it stays open, and for how long a trial call may take.
    package var pause: Duration = .seconds(30)

    package init() {}
  }

  package enum Admission: Sendable, Equatable {
    case admitted
    case refused(for: Duration)
  }

  private enum State {
    case closed
    /// Nothing goes through before `until`; then one call does, and the moment moves on.
    case open(until: ContinuousClock.Instant, isOnTrial: Bool)
  }

  /// The calls of one second.
  private struct Bucket {
    let begin: ContinuousClock.Instant
    var calls = 0
    var failures = 0
  }

  private let figures: Figures
  private var state = State.closed
  private var buckets: [Bucket] = []
  private var failuresInARow = 0

  package init(_ figures: Figures = Figures()) { self.figures = figures }

  /// Asks for one call at `now`.
  package mutating func admit(at now: ContinuousClock.Instant) -> Admission {
    guard case .open(let until, _) = state else { return .admitted }
    guard now >= until else { return .refused(for: until - now) }
    state = .open(until: now + figures.pause, isOnTrial: true)
    return .admitted
  }

  /// Tells what became of a call.
  package mutating func record(succeeded: Bool, at now: ContinuousClock.Instant) {
    switch state {
    case .closed: count(succeeded: succeeded, at: now)
    case .open(_, isOnTrial: true) where succeeded: close()
    case .open(_, isOnTrial: true): open(at: now)
    // A call that began before it opened.
    case .open(_, isOnTrial: false): break
    }
  }

  private mutating func count(succeeded: Bool, at now: ContinuousClock.Instant) {
    let window = figures.window
    buckets.removeAll { now - $0.begin >= window }
    if buckets.last.map({ now - $0.begin >= .seconds(1) }) ?? true { buckets.append(Bucket(begin: now)) }
    let last = buckets.count - 1
    buckets[last].calls += 1
    buckets[last].failures += succeeded ? 0 : 1
    failuresInARow = succeeded ? 0 : failuresInARow + 1
    if !succeeded, isTooMuch { open(at: now) }
  }

  private var isTooMuch: Bool {
    let calls = buckets.reduce(0) { $0 + $1.calls }
    let failures = buckets.reduce(0) { $0 + $1.failures }
    let isShareReached = calls >= figures.callsMin && failures * 100 >= calls * figures.failurePercent
    return isShareReached || failuresInARow >= figures.failuresInARow
  }

  private mutating func open(at now: ContinuousClock.Instant) {
    state = .open(until: now + figures.pause, isOnTrial: false)
    buckets = []
    failuresInARow = 0
  }

  private mutating func close() { state = .closed }
}

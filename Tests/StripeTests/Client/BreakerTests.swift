import Stripe
import Testing

@Suite("The circuit breaker")
struct BreakerTests {
  private let start = ContinuousClock.now

  /// Tells one outcome a second and gives the number of outcomes after which it opened, nil if it did not.
  private func opensAfter(_ outcomes: [Bool], every pause: Duration = .seconds(1)) -> Int? {
    var breaker = CircuitBreaker()
    for (index, succeeded) in outcomes.enumerated() {
      breaker.record(succeeded: succeeded, at: start + pause * index)
      if breaker.admit(at: start + pause * index) != .admitted { return index + 1 }
    }
    return nil
  }

  @Test("Ten failures in a row open it, nine do not")
  func inARow() {
    #expect(opensAfter([Bool](repeating: false, count: 20)) == 10)
    #expect(opensAfter([Bool](repeating: false, count: 9)) == nil)
    // Far apart they are no share of anything, but still in a row.
    #expect(opensAfter([Bool](repeating: false, count: 20), every: .seconds(90)) == 10)
  }

  @Test("Seven failures of ten calls open it, and fewer calls say nothing")
  func share() {
    let mixed = [true, false, false, true, false, false, true, false, false, false]
    #expect(opensAfter(mixed) == 10)
    #expect(opensAfter(Array(mixed.dropLast())) == nil)
    #expect(opensAfter((0..<200).map { $0 % 3 == 0 }) == nil, "two of three are under 70 %")
    #expect(opensAfter(mixed, every: .seconds(10)) == nil, "the first are forgotten by then")
  }

  @Test("Open, it refuses for 30 s, then lets one through at a time")
  func trial() {
    var breaker = CircuitBreaker()
    for _ in 0..<10 { breaker.record(succeeded: false, at: start) }
    #expect(breaker.admit(at: start + .seconds(10)) == .refused(for: .seconds(20)))
    // A call from before it opened says nothing.
    breaker.record(succeeded: true, at: start + .seconds(11))
    #expect(breaker.admit(at: start + .seconds(29)) != .admitted)
    #expect(breaker.admit(at: start + .seconds(30)) == .admitted)
    #expect(breaker.admit(at: start + .seconds(31)) == .refused(for: .seconds(29)))
    breaker.record(succeeded: false, at: start + .seconds(32))
    #expect(breaker.admit(at: start + .seconds(61)) != .admitted)
    #expect(breaker.admit(at: start + .seconds(62)) == .admitted)
    breaker.record(succeeded: true, at: start + .seconds(63))
    for _ in 0..<9 {
      #expect(breaker.admit(at: start + .seconds(63)) == .admitted)
      breaker.record(succeeded: false, at: start + .seconds(63))
    }
    #expect(breaker.admit(at: start + .seconds(63)) == .admitted)
  }

  @Test("A trial that never tells its end does not keep it open for ever")
  func lostTrial() {
    var breaker = CircuitBreaker()
    for _ in 0..<10 { breaker.record(succeeded: false, at: start) }
    #expect(breaker.admit(at: start + .seconds(30)) == .admitted)
    #expect(breaker.admit(at: start + .seconds(59)) != .admitted)
    #expect(breaker.admit(at: start + .seconds(60)) == .admitted)
  }
}

@Suite("The retry policy")
struct RetryPolicyTests {
  @Test("Pauses double up to the longest, less a random part, and are never below the first")
  func pauses() {
    let policy = RetryPolicy(triesMax: 10)
    func pause(_ attempt: Int, _ random: Double) -> RetryPolicy.Verdict {
      policy.decide(attempt, .answered(status: 500), random: random)
    }
    #expect(pause(1, 0) == .wait(.milliseconds(500)))
    #expect(pause(1, 0.999) == .wait(.milliseconds(500)))
    #expect(pause(2, 0) == .wait(.milliseconds(500)))
    #expect(pause(2, 1) == .wait(.milliseconds(1000)))
    #expect(pause(3, 0) == .wait(.milliseconds(1000)))
    #expect(pause(4, 1) == .wait(.milliseconds(4000)))
    #expect(pause(9, 1) == .wait(.milliseconds(5000)))
    #expect(pause(9, 0) == .wait(.milliseconds(2500)))
    #expect(pause(10, 0) == .giveUp)
  }

  @Test("Stripe's word goes before the status", arguments: [400, 402, 409, 424, 429, 500, 503])
  func told(_ status: Int) {
    let policy = RetryPolicy.standard
    #expect(policy.decide(1, .answered(status: status, shouldRetry: true), random: 0) != .giveUp)
    #expect(policy.decide(1, .answered(status: status, shouldRetry: false), random: 0) == .giveUp)
    #expect(
      policy.decide(1, .answered(status: status, shouldRetry: false, retryAfter: .seconds(1)), random: 0) == .giveUp)
    #expect((policy.decide(1, .answered(status: status), random: 0) != .giveUp) == [409, 500, 503].contains(status))
  }

  @Test("What went well is never done again, whatever the header says")
  func done() {
    #expect(RetryPolicy.standard.decide(1, .answered(status: 200, shouldRetry: true), random: 0) == .giveUp)
  }
}

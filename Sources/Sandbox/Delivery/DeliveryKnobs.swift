/// How badly the network between the stand-in and its receivers behaves.
package struct DeliveryKnobs: Sendable, Equatable {
  /// The probability that an attempt is lost; it is tried again later.
  package var dropProbability = 0.0
  /// The probability that what arrived arrives once more.
  package var repeatProbability = 0.0
  /// Out of how many waiting deliveries the next one is picked; 1 keeps the order.
  package var reorderWindow = 1
  /// How long every delivery waits before it is sent first.
  package var delayMilliseconds = 0
  /// Nothing is sent until it is released.
  package var isHeld = false
  /// Before the second attempt; each further pause is twice as long, up to `retryMillisecondsMax`.
  package var retryMilliseconds = 200
  package var retryMillisecondsMax = 10_000
  /// After so many attempts a delivery is given up.
  package var attemptsMax = 60
  package var seed: UInt64 = 1

  package init() {}

  /// The pause after an attempt, the first being 1.
  func pause(after attempt: Int) -> Duration {
    let doublings = min(max(attempt - 1, 0), 20)
    let (product, overflow) = retryMilliseconds.multipliedReportingOverflow(by: 1 << doublings)
    return .milliseconds(min(overflow ? retryMillisecondsMax : product, retryMillisecondsMax))
  }
}

package import Native

/// When a call is tried again, and after how long. It decides by values alone.
///
/// Stripe's own libraries' rule: the header `Stripe-Should-Retry` first, then 409, then 500 and above, then a lost
/// connection. A repeated POST carries the same idempotency key, so that it is safe whatever became of the first.
package struct RetryPolicy: Sendable {
  /// What came of one try.
  package enum Outcome: Sendable {
    /// - Parameters:
    ///   - shouldRetry: what `Stripe-Should-Retry` says, if anything.
    ///   - retryAfter: what `Retry-After` asks for, if anything. Stripe sends none today; what stands before it may.
    case answered(status: Int, shouldRetry: Bool? = nil, retryAfter: Duration? = nil)
    case failed(TransportError)
  }

  package enum Verdict: Sendable, Equatable {
    case giveUp
    case wait(Duration)
  }

  /// Tries in all, the first included.
  package var triesMax: Int
  package var firstPause: Duration
  package var pauseMax: Duration
  /// What one try may take of the call's time.
  package var tryTimeout: Duration

  package init(
    triesMax: Int = 3, firstPause: Duration = .milliseconds(500), pauseMax: Duration = .seconds(5),
    tryTimeout: Duration = .seconds(20)
  ) {
    self.triesMax = triesMax
    self.firstPause = firstPause
    self.pauseMax = pauseMax
    self.tryTimeout = tryTimeout
  }

  package static let standard = RetryPolicy()
  package static let never = RetryPolicy(triesMax: 1)

  /// - Parameters:
  ///   - attempt: the try that `outcome` is of, from 1.
  ///   - random: from 0 up to 1, so that those who failed together do not come back together.
  package func decide(_ attempt: Int, _ outcome: Outcome, random: Double) -> Verdict {
    guard attempt < triesMax, isWorthwhile(outcome) else { return .giveUp }
    let pause = pause(after: attempt, random: random)
    guard case .answered(_, _, let asked?) = outcome else { return .wait(pause) }
    return .wait(max(pause, asked))
  }

  private func isWorthwhile(_ outcome: Outcome) -> Bool {
    switch outcome {
    case .answered(let status, _, _) where (200..<300).contains(status): false
    case .answered(_, let told?, _): told
    case .answered(429, nil, let asked): asked != nil
    case .answered(let status, nil, _): status == 409 || status >= 500
    case .failed(let error): Self.isPassing(error)
    }
  }

  /// Whether the same request may fare better in a moment.
  private static func isPassing(_ error: TransportError) -> Bool {
    switch error {
    case .timedOut, .couldNotResolve, .couldNotConnect, .connectionLost: true
    // A handshake that broke off.
    case .other: error.certainlyNotSent && !error.isOfOurMaking
    case .canceled, .certificate, .answerTooLarge, .badURL, .protocolRefused: false
    }
  }

  /// Doubles with each try up to the longest, of which a random part up to a half is left out; never below the first.
  private func pause(after attempt: Int, random: Double) -> Duration {
    let doubled = firstPause * (1 << min(max(0, attempt - 1), 20))
    let jittered = min(doubled, pauseMax) * (0.5 * (1 + min(max(0, random), 1)))
    return max(firstPause, jittered)
  }
}

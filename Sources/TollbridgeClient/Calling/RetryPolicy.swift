/// When a call is repeated, how often, and after how long.
///
/// Repeated is what was not answered (the connection could not be made, was lost, or timed out), 409
/// `idempotency_in_progress`, 429, and 502, 503 and 504 that come with `Retry-After`. A repetition has the
/// `Idempotency-Key` of the first attempt, so that what it asks for happens once. Everything else is thrown at once.
public struct RetryPolicy: Sendable {
  /// How many attempts there are in all; 1 repeats nothing.
  public var attemptsMax: Int
  /// About how long is waited before the second attempt; each later wait is twice as long.
  public var firstDelay: Duration
  /// The longest wait that is not asked for by the service.
  public var delayMax: Duration
  /// The longest `Retry-After` that is waited for; a longer one is thrown for the caller to decide.
  public var retryAfterMax: Duration
  /// Waits. It throws where the task is cancelled meanwhile.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// At least 0 and less than 1: spreads the repetitions of many clients.
  public var random: @Sendable () -> Double

  /// - Parameters:
  ///   - attemptsMax: how many attempts there are in all.
  ///   - firstDelay: about how long is waited before the second attempt.
  ///   - delayMax: the longest wait that is not asked for by the service.
  ///   - retryAfterMax: the longest `Retry-After` that is waited for.
  ///   - sleep: waits.
  ///   - random: at least 0 and less than 1.
  public init(
    attemptsMax: Int = 5, firstDelay: Duration = .milliseconds(200), delayMax: Duration = .seconds(5),
    retryAfterMax: Duration = .seconds(30),
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    self.attemptsMax = attemptsMax
    self.firstDelay = firstDelay
    self.delayMax = delayMax
    self.retryAfterMax = retryAfterMax
    self.sleep = sleep
    self.random = random
  }

  /// Five attempts, within some seconds.
  public static let standard = RetryPolicy()
  /// One attempt.
  public static let never = RetryPolicy(attemptsMax: 1)

  /// How long to wait before the next attempt; nil where there is none.
  func wait(after error: any Error, attempt: Int) -> Duration? {
    guard attempt < attemptsMax else { return nil }
    switch error {
    case let error as TransportError: return error.mayHavePassedBy ? backoff(attempt) : nil
    case let problem as Problem: return wait(after: problem, attempt)
    default: return nil
    }
  }

  private func wait(after problem: Problem, _ attempt: Int) -> Duration? {
    let asked = problem.retryAfter
    switch problem.status {
    case 409 where problem.code == .idempotencyInProgress, 429: break
    case 502, 503, 504: guard asked != nil else { return nil }
    default: return nil
    }
    guard let asked else { return backoff(attempt) }
    return asked <= retryAfterMax ? asked + firstDelay * random() : nil
  }

  /// Twice as long each time, and half of it by chance.
  private func backoff(_ attempt: Int) -> Duration {
    let doublings = Double(1 << min(attempt - 1, 20))
    return min(firstDelay * doublings, delayMax) * (0.5 + random() / 2)
  }
}

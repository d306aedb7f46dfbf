internal import Billing
package import Store

/// What the service does with the inbox by itself.
extension Inbox {
  /// An answer is kept for so long, in seconds: 30 days.
  static let answersKeptSeconds: Int64 = 30 * CivilDay.secondsPerDay
  private static let answersForgottenAtOnce = 500

  /// Decides again the failed events whose time has come. How many there were.
  package func retryDue(limit: Int = 100) async throws(StoreError) -> Int {
    try await perform { decider, transaction in
      let due = try transaction.dueFailures(limit: limit)
      for event in due { try decider.retry(event, transaction) }
      return due.count
    }
  }

  /// Decides one failed event again, whenever it is due. Nil when there is no event of that id.
  package func retry(_ id: String) async throws(StoreError) -> String? {
    try await perform { decider, transaction in
      guard let event = try transaction.event(id) else { return nil }
      if event.status == "failed" { try decider.retry(event, transaction) }
      return try transaction.event(id)?.status
    }
  }

  /// Forgets answers that are older than they are kept, in small steps, so that others wait for none of them long. How
  /// many there were.
  @discardableResult
  package func forgetAnswers(stepsMax: Int = 10) async throws(StoreError) -> Int {
    let end = now() - Self.answersKeptSeconds
    guard try store.read({ try $0.hasAnswers(before: end) }) else { return 0 }
    var count = 0
    for _ in 0..<stepsMax {
      let forgotten = try await write { try $0.forgetAnswers(before: end, limit: Self.answersForgottenAtOnce) }
      count += forgotten
      if forgotten < Self.answersForgottenAtOnce { break }
    }
    return count
  }

  /// Runs one write of our own, made durable before it returns.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (WriteTransaction) throws -> Value
  ) async throws(StoreError) -> Value {
    try await perform { _, transaction in try body(transaction) }
  }

  private func perform<Value: Sendable>(
    _ body: @escaping @Sendable (inout Decider, WriteTransaction) throws -> Value
  ) async throws(StoreError) -> Value {
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      let job = Job { decider, transaction in
        let value = try body(&decider, transaction)
        return { continuation.resume(returning: .success(value)) }
      } fail: {
        continuation.resume(returning: .failure($0))
      }
      enqueue(.job(job), isBounded: false)
    }
    return try result.get()
  }
}

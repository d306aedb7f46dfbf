internal import Billing
internal import Store

/// Commands on their way through the inbox. Each has two forms: one that waits, and one whose `completion` is called
/// once, after COMMIT or when it failed, on the writer's thread.
extension Inbox {
  /// Decides a command and makes what it comes to durable.
  func take<Asked: Decidable>(_ asked: Asked) async throws(CommandError) -> Asked.Answer {
    let result = await withCheckedContinuation { continuation in
      submit(asked) { continuation.resume(returning: $0) }
    }
    return try result.get()
  }

  func submit<Asked: Decidable>(
    _ asked: Asked, completion: @escaping @Sendable (Result<Asked.Answer, CommandError>) -> Void
  ) {
    submit(completion) { decider, transaction in try asked.decided(by: &decider, transaction) }
  }

  /// Decides a command once for its key, and keeps the answer in the transaction of its effect: whoever asks the same
  /// again is given the same. A refusal is not kept, for nothing happened under that key.
  ///
  /// - Parameters:
  ///   - key: nil keeps nothing.
  ///   - render: the answer as it is given; called within the transaction.
  /// - Throws: a refusal, `idempotency_mismatch` where the key stands for something else.
  func answer<Asked: Decidable>(
    _ asked: Asked, key: AnswerKey?, render: @escaping @Sendable (Asked.Answer) throws -> KeptAnswer
  ) async throws(CommandError) -> Answered {
    let result = await withCheckedContinuation { continuation in
      submit(asked, key: key, render: render) { continuation.resume(returning: $0) }
    }
    return try result.get()
  }

  func submit<Asked: Decidable>(
    _ asked: Asked, key: AnswerKey?, render: @escaping @Sendable (Asked.Answer) throws -> KeptAnswer,
    completion: @escaping @Sendable (Result<Answered, CommandError>) -> Void
  ) {
    submit(completion) { decider, transaction in
      if let key, let known = try key.answer(in: transaction.reading) { return known.map { .replayed($0) } }
      return try asked.decided(by: &decider, transaction).flatMap { answer in
        let answer = try render(answer)
        if let key { try transaction.keep(StoredAnswer(key, answer, of: asked.account)) }
        return .success(.anew(answer))
      }
    }
  }

  private func submit<Answer: Sendable>(
    _ completion: @escaping @Sendable (Result<Answer, CommandError>) -> Void,
    _ decide: @escaping @Sendable (inout Decider, WriteTransaction) throws -> Result<Answer, Refusal>
  ) {
    let job = Job { decider, transaction in
      let result = try decide(&decider, transaction).mapError { CommandError.refused($0) }
      return { completion(result) }
    } fail: {
      completion(.failure(.store($0)))
    }
    enqueue(.job(job), isBounded: true)
  }

  // MARK: Answers of what the provider carries out

  /// The answer that is kept under a key; nil where none is yet.
  func keptAnswer(_ key: AnswerKey) async throws(CommandError) -> KeptAnswer? {
    let known: Result<KeptAnswer, Refusal>?
    do throws(StoreError) { known = try store.read { try key.answer(in: $0) } } catch { throw .store(error) }
    do throws(Refusal) { return try known?.get() } catch { throw .refused(error) }
  }

  /// Keeps an answer that was found by carrying something out. Of two at once the first stands, and both are given it.
  func keep(_ answer: KeptAnswer, _ key: AnswerKey, of account: AccountID?) async throws(CommandError) -> Answered {
    let result: Result<Answered, CommandError> = await withCheckedContinuation { continuation in
      submit({ continuation.resume(returning: $0) }) { _, transaction in
        if let known = try key.answer(in: transaction.reading) { return known.map { .replayed($0) } }
        try transaction.keep(StoredAnswer(key, answer, of: account))
        return .success(.anew(answer))
      }
    }
    return try result.get()
  }
}

/// How a route comes to its answer, once a request was let in. Whatever it is, the event loop waits for nobody.
enum Work: Sendable {
  typealias Completion = @Sendable (Result<Answer, any Error>) -> Void

  /// It is there.
  case done(Answer)
  /// The writer decides; told once, after COMMIT or when it failed.
  case queued(@Sendable (@escaping Completion) -> Void)
  /// Something is waited for: the provider, the disk, a change.
  case waits(@Sendable () async throws -> Answer)
}

extension Work {
  /// The answer, for those who can wait for it.
  var answer: Answer {
    get async throws {
      switch self {
      case .done(let answer): answer
      case .queued(let submit):
        try await withCheckedContinuation { continuation in submit { continuation.resume(returning: $0) } }.get()
      case .waits(let body): try await body()
      }
    }
  }

  /// Tells the answer once, on any thread.
  func finish(_ completion: @escaping Completion) {
    switch self {
    case .done(let answer): completion(.success(answer))
    case .queued(let submit): submit(completion)
    case .waits(let body):
      Task {
        do { completion(.success(try await body())) } catch { completion(.failure(error)) }
      }
    }
  }
}

extension Route {
  typealias Run = @Sendable (Call) throws -> Work

  /// A route that waits for somebody else than the writer.
  static func waiting(_ body: @escaping @Sendable (Call) async throws -> Answer) -> Run {
    { call in .waits { try await body(call) } }
  }
}

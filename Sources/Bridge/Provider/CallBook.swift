internal import Billing
internal import Store
internal import Stripe

/// What the provider answered, now or when a call was made the first time.
struct ProviderAnswer: Sendable {
  let json: JSONValue
  let requestID: String?
}

/// The calls of one intent. Each is written down with its key and its exact form before it is sent; whatever becomes of
/// the answer, the same call is sent again under the same key, and an answer that was stored is not asked for twice.
struct CallBook: Sendable {
  /// The provider drops a key after a day: an older one is not repeated blindly.
  static let keySecondsMax: Int64 = 23 * 3600
  /// An answer with a failure is kept under its key, so that repeating it brings the same failure.
  static let savedFailuresMax: Int64 = 3

  typealias LookUp = @Sendable () async throws(ErrandError) -> ProviderAnswer?

  let account: AccountID
  let intent: String
  let inbox: Inbox
  let store: SQLiteStore
  let client: StripeClient
  let deadline: ContinuousClock.Instant
  let now: @Sendable () -> Int64

  /// Asks for something; nothing changes by it.
  func get(_ request: StripeRequest) async throws(ErrandError) -> ProviderAnswer {
    try await send(request, key: nil)
  }

  /// Deletes something; one that is gone already is no failure.
  func delete(_ request: StripeRequest) async throws(ErrandError) {
    do { _ = try await send(request, key: nil) } catch .refused(let error) where error.isMissing { return }
  }

  /// Makes a call that changes something, once, however often it is asked for.
  ///
  /// - Parameter lookUp: finds what an earlier sending brought about, where its key can be trusted no more.
  func post(
    _ step: String, _ request: StripeRequest, orFind lookUp: LookUp = { () throws(ErrandError) in nil }
  ) async throws(ErrandError) -> ProviderAnswer {
    var call = try await written(step, request)
    if let answer = call.answered { return answer }
    if isStale(call) {
      if let found = try await lookUp() {
        try await keep(found, of: call)
        return found
      }
      call = try await renewed(call)
    }
    do {
      let answer = try await send(call.request, key: call.idempotencyKey)
      try await keep(answer, of: call)
      return answer
    } catch .kept(let why) {
      let failed = call
      try await write { try $0.countSavedFailure(failed) }
      throw .kept(why)
    }
  }

  /// Whether a step's call was never made ready, and so never sent.
  func isUnwritten(_ step: String) throws(ErrandError) -> Bool {
    do {
      return try store.read { [account, intent] in try $0.call(step, intent: intent, account: account.value) } == nil
    } catch {
      throw .store(error)
    }
  }

  private func isStale(_ call: StoredCall) -> Bool {
    now() - call.createdAt > Self.keySecondsMax || call.savedFailures >= Self.savedFailuresMax
  }

  private func written(_ step: String, _ request: StripeRequest) async throws(ErrandError) -> StoredCall {
    let fresh = StoredCall(
      account: account.value, intent: intent, step: step, generation: 1, method: request.method.rawValue,
      path: request.path, form: request.form, idempotencyKey: Self.newKey(), createdAt: now())
    return try await write { transaction in
      if let known = try transaction.reading.call(step, intent: fresh.intent, account: fresh.account) { return known }
      try transaction.insert(fresh)
      return fresh
    }
  }

  /// The same call under a further key.
  private func renewed(_ call: StoredCall) async throws(ErrandError) -> StoredCall {
    let next = StoredCall(
      account: call.account, intent: call.intent, step: call.step, generation: call.generation + 1, method: call.method,
      path: call.path, form: call.form, idempotencyKey: Self.newKey(), createdAt: now())
    return try await write { transaction in
      try transaction.insert(next)
      return next
    }
  }

  private func keep(_ answer: ProviderAnswer, of call: StoredCall) async throws(ErrandError) {
    try await write { transaction in
      try transaction.answer(call, body: answer.json.rawBytes, requestID: answer.requestID)
    }
  }

  private func write<Value: Sendable>(
    _ body: @escaping @Sendable (WriteTransaction) throws -> Value
  ) async throws(ErrandError) -> Value {
    do { return try await inbox.write(body) } catch { throw .store(error) }
  }

  private func send(_ request: StripeRequest, key: String?) async throws(ErrandError) -> ProviderAnswer {
    let left = ContinuousClock.now.duration(to: deadline)
    guard left > .milliseconds(100) else { throw .later("There was no time left to ask the provider.") }
    do {
      let answer = try await client.send(request, idempotencyKey: key, deadline: left)
      return ProviderAnswer(json: answer.json, requestID: answer.requestID)
    } catch {
      switch error {
      case .refused(let refusal) where refusal.status == 429 || refusal.status == 409:
        throw .later("The provider is busy: \(refusal.message)")
      case .refused(let refusal) where refusal.status == 401 || refusal.status == 403:
        // Nothing is wrong with what was asked: the operator puts the key right, and it goes on.
        throw .later("The provider does not accept our key: \(refusal.message)")
      case .refused(let refusal): throw .refused(refusal)
      case .savedFailure(let why, let requestID):
        throw .kept("The provider keeps a failure (\(requestID ?? "-")): \(why)")
      case .unclear(let why, _): throw .later("The provider's answer is unclear: \(why)")
      case .unreachable(let why): throw .later("The provider cannot be reached: \(why)")
      case .suspended: throw .suspended("\(error)")
      case .canceled: throw .later("The call was canceled.")
      }
    }
  }

  /// A key that nothing else has: two numbers of chance.
  static func newKey() -> String {
    "tb_" + String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
  }
}

extension StoredCall {
  fileprivate var request: StripeRequest {
    StripeRequest(method: .init(rawValue: method) ?? .post, path: path, form: form)
  }

  /// The answer that was stored; nil where there is none yet.
  fileprivate var answered: ProviderAnswer? {
    answer.flatMap { try? JSONValue(scanning: $0) }.map { ProviderAnswer(json: $0, requestID: requestID) }
  }
}

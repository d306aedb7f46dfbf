package import Native
internal import Synchronization

/// An answer that Stripe gave over the connection that we made to it with our key.
///
/// Nothing but `StripeClient` can make one, so who holds one knows where its bytes are from.
package struct StripeAnswer: Sendable {
  package let status: Int
  package let json: JSONValue
  /// The bytes that `json` was read from.
  package let body: [UInt8]
  /// By which Stripe finds the request in its log.
  package let requestID: String?
  /// Whether this is what Stripe saved when the same idempotency key came first.
  package let wasReplayed: Bool
  /// When it was answered by Stripe's clock, as its `Date` header writes it.
  package let date: String?

  /// Nil for a body that is no JSON object.
  fileprivate init?(_ answer: TransportAnswer) {
    guard let json = try? JSONValue(scanning: answer.body), json.isObject else { return nil }
    status = answer.status
    self.json = json
    body = answer.body
    requestID = answer.header("Request-Id")
    wasReplayed = answer.header("Idempotent-Replayed") == "true"
    date = answer.header("Date")
  }
}

/// Stripe's API: sends requests, tries again what is worth it, and tells every failure by what it means.
///
/// A copy shares the breaker with the value that it was copied from.
package struct StripeClient: Sendable {
  /// The version whose shapes and parameters the factories and readers are written for.
  package static let pinnedVersion = "2026-10-28.endive"
  /// The most characters of an idempotency key that Stripe takes.
  package static let idempotencyKeyLengthMax = 255

  typealias Send = @Sendable (TransportRequest) async throws(TransportError) -> TransportAnswer

  private let transfer: Send
  private let key: SecretKey
  private let base: String
  private let version: String
  private let account: String?
  private let policy: RetryPolicy
  private let breaker: SharedBreaker
  private let now: @Sendable () -> ContinuousClock.Instant
  private let sleep: @Sendable (Duration) async throws -> Void
  private let random: @Sendable () -> Double

  /// - Parameters:
  ///   - base: where the API is; another one is for a sandbox of our own.
  ///   - account: the connected account (`acct_…`) that is spoken for; nil is the key's own.
  ///   - random: from 0 up to 1, for the pauses between tries.
  package init(
    transport: CurlTransport, key: SecretKey, base: String = "https://api.stripe.com",
    version: String = StripeClient.pinnedVersion, account: String? = nil, policy: RetryPolicy = .standard,
    breaker: CircuitBreaker = CircuitBreaker(),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    self.init(
      transfer: { (request) async throws(TransportError) in try await transport.send(request) }, key: key, base: base,
      version: version, account: account, policy: policy, breaker: breaker, now: now, sleep: sleep, random: random)
  }

  init(
    transfer: @escaping Send, key: SecretKey, base: String, version: String, account: String?, policy: RetryPolicy,
    breaker: CircuitBreaker, now: @escaping @Sendable () -> ContinuousClock.Instant,
    sleep: @escaping @Sendable (Duration) async throws -> Void, random: @escaping @Sendable () -> Double
  ) {
    self.transfer = transfer
    self.key = key
    self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    self.version = version
    self.account = account
    self.policy = policy
    self.breaker = SharedBreaker(breaker)
    self.now = now
    self.sleep = sleep
    self.random = random
  }

  /// Sends `request` until it has an answer, or trying again is of no use, or there is no time left.
  ///
  /// - Parameters:
  ///   - idempotencyKey: what Stripe knows a repeated POST by, the same on every try and for every later call that
  ///     means the same thing. A POST without one is not sent; the other methods carry none.
  ///   - deadline: the time of the whole call, pauses included.
  package func send(
    _ request: StripeRequest, idempotencyKey: String? = nil, deadline: Duration = .seconds(30)
  ) async throws(StripeFailure) -> StripeAnswer {
    try Self.check(request, idempotencyKey)
    let end = now() + deadline
    let headers = headers(request, idempotencyKey)
    var doubt: Doubt?
    var attempt = 1
    while true {
      try admit()
      let timeout = min(end - now(), policy.tryTimeout)
      let (reading, outcome) = await attemptOnce(transportRequest(request, headers, timeout))
      let pause = pause(attempt, outcome, until: end)
      guard let pause else { return try conclude(reading, doubt) }
      doubt = reading.doubt ?? doubt
      do { try await sleep(pause) } catch { throw .canceled }
      attempt += 1
    }
  }
}

// MARK: - One try

extension StripeClient {
  /// What may already have happened, though nobody told us.
  struct Doubt {
    let words: String
    let requestID: String?
  }

  /// What one try means.
  enum Reading {
    case done(StripeAnswer)
    case failed(StripeFailure)

    /// What the try leaves open for those behind it.
    var doubt: Doubt? {
      switch self {
      case .failed(.unclear(let words, let requestID)), .failed(.savedFailure(let words, let requestID)):
        return Doubt(words: words, requestID: requestID)
      case .done, .failed: return nil
      }
    }
  }

  private func attemptOnce(_ request: TransportRequest) async -> (Reading, RetryPolicy.Outcome) {
    do throws(TransportError) {
      let answer = try await transfer(request)
      let reading = Self.read(answer)
      note(succeeded: answer.status < 500 && reading.doubt == nil)
      return (reading, Self.outcome(answer))
    } catch {
      if error != .canceled { note(succeeded: false) }
      return (.failed(Self.failure(error)), .failed(error))
    }
  }

  private static func read(_ answer: TransportAnswer) -> Reading {
    let requestID = answer.header("Request-Id")
    let isReplayed = answer.header("Idempotent-Replayed") == "true"
    guard let whole = StripeAnswer(answer) else {
      return .failed(.unclear("an answer \(answer.status) that is no JSON", requestID: requestID))
    }
    if (200..<300).contains(answer.status) { return .done(whole) }
    let error = StripeError(status: answer.status, body: whole.json, requestID: requestID, wasReplayed: isReplayed)
    if answer.status == 500, isReplayed {
      return .failed(.savedFailure(error?.message ?? "an answer 500", requestID: requestID))
    }
    guard let error, (400..<500).contains(answer.status), !error.isKeyInUse else {
      return .failed(.unclear(error?.message ?? "an answer \(answer.status)", requestID: requestID))
    }
    return .failed(.refused(error))
  }

  private static func outcome(_ answer: TransportAnswer) -> RetryPolicy.Outcome {
    let told: Bool? =
      switch answer.header("Stripe-Should-Retry") {
      case "true": true
      case "false": false
      default: nil
      }
    // The header may hold a date too, which nobody who answers for Stripe sends.
    let asked = answer.header("Retry-After").flatMap { Int64($0) }.flatMap { $0 >= 0 ? Duration.seconds($0) : nil }
    return .answered(status: answer.status, shouldRetry: told, retryAfter: asked)
  }

  private static func failure(_ error: TransportError) -> StripeFailure {
    if error == .canceled { return .canceled }
    return error.certainlyNotSent ? .unreachable("\(error)") : .unclear("\(error)", requestID: nil)
  }

  /// The end of a call. What an earlier try left open stays open, unless the last one answers for it: a refusal that
  /// does not look at the key, or no connection, says nothing of what the first may have done.
  private func conclude(_ reading: Reading, _ doubt: Doubt?) throws(StripeFailure) -> StripeAnswer {
    switch reading {
    case .done(let answer): return answer
    case .failed(.refused(let error)) where doubt == nil || !error.isBeforeTheKey: throw .refused(error)
    case .failed(.canceled): throw .canceled
    case .failed(let failure):
      guard let doubt, reading.doubt == nil else { throw failure }
      throw .unclear("\(doubt.words), and then: \(failure)", requestID: doubt.requestID)
    }
  }

  /// How long to wait before the next try; nil where there is none, or no time for it.
  private func pause(_ attempt: Int, _ outcome: RetryPolicy.Outcome, until end: ContinuousClock.Instant) -> Duration? {
    guard case .wait(let pause) = policy.decide(attempt, outcome, random: random()) else { return nil }
    return now() + pause < end ? pause : nil
  }
}

// MARK: - The breaker

extension StripeClient {
  private func admit() throws(StripeFailure) {
    let admission = breaker.state.withLock { $0.admit(at: now()) }
    guard case .refused(let wait) = admission else { return }
    throw .suspended(seconds: Int((wait / .seconds(1)).rounded(.up)))
  }

  private func note(succeeded: Bool) { breaker.state.withLock { $0.record(succeeded: succeeded, at: now()) } }
}

/// The breaker of a client and of all its copies.
private final class SharedBreaker: Sendable {
  let state: Mutex<CircuitBreaker>

  init(_ breaker: CircuitBreaker) { state = Mutex(breaker) }
}

// MARK: - The request on the wire

extension StripeClient {
  private static func check(_ request: StripeRequest, _ key: String?) throws(StripeFailure) {
    guard request.method == .post else { return }
    guard let key, !key.isEmpty else { throw .unreachable("a POST needs an idempotency key") }
    guard key.utf8.count <= idempotencyKeyLengthMax else { throw .unreachable("the idempotency key is too long") }
  }

  private func headers(_ request: StripeRequest, _ idempotencyKey: String?) -> [String] {
    var headers = ["Authorization: Bearer \(key.text)", "Stripe-Version: \(version)"]
    if let account { headers.append("Stripe-Account: \(account)") }
    guard request.method == .post, let idempotencyKey else { return headers }
    return headers + ["Content-Type: application/x-www-form-urlencoded", "Idempotency-Key: \(idempotencyKey)"]
  }

  private func transportRequest(
    _ request: StripeRequest, _ headers: [String], _ timeout: Duration
  ) -> TransportRequest {
    let isPost = request.method == .post
    let query = isPost || request.form.isEmpty ? "" : "?" + request.form
    return TransportRequest(
      method: request.method.rawValue, url: base + request.path + query, headers: headers,
      body: isPost ? Array(request.form.utf8) : nil, timeoutMilliseconds: max(1, Int(timeout / .milliseconds(1))))
  }
}

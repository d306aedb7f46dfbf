import Billing
import Foundation
import Native
import Synchronization
import TestSupport
import Testing

@testable import Stripe

/// A client whose answers are played from a list, the last again and again, and whose clock only its pauses move.
final class PlayedClient: Sendable {
  typealias Step = Result<TransportAnswer, TransportError>

  private struct State {
    var steps: [Step]
    var requests: [TransportRequest] = []
    var pauses: [Duration] = []
    var now: ContinuousClock.Instant = .now
  }

  private let state: Mutex<State>
  /// How long each try takes.
  private let tryTakes: Duration

  init(_ steps: [Step], tryTakes: Duration = .zero) {
    state = Mutex(State(steps: steps))
    self.tryTakes = tryTakes
  }

  var requests: [TransportRequest] { state.withLock { $0.requests } }
  var pauses: [Duration] { state.withLock { $0.pauses } }
  func pass(_ time: Duration) { state.withLock { $0.now += time } }
  func play(_ steps: [Step]) { state.withLock { $0.steps = steps } }

  func client(account: String? = nil, policy: RetryPolicy = .standard) throws -> StripeClient {
    StripeClient(
      transfer: { [self] (request) async throws(TransportError) in try next(request).get() },
      key: try SecretKey("sk_test_x"), base: "https://api.stripe.com", version: StripeClient.pinnedVersion,
      account: account, policy: policy, breaker: CircuitBreaker(), now: { [self] in state.withLock { $0.now } },
      sleep: { [self] pause in
        try Task.checkCancellation()
        state.withLock {
          $0.pauses.append(pause)
          $0.now += pause
        }
      }, random: { 0.5 })
  }

  private func next(_ request: TransportRequest) -> Step {
    state.withLock { state in
      state.requests.append(request)
      state.now += tryTakes
      return state.steps.count > 1 ? state.steps.removeFirst() : state.steps[0]
    }
  }

  static func answer(_ status: Int, _ body: String = "{}", headers: [String: String] = [:]) -> Step {
    .success(
      TransportAnswer(status: status, headers: headers.map { "\($0.key): \($0.value)" }, body: Array(body.utf8)))
  }

  static func error(_ status: Int, code: String, headers: [String: String] = [:]) -> Step {
    answer(
      status, #"{"error": {"type": "invalid_request_error", "code": "\#(code)", "message": "m"}}"#, headers: headers)
  }
}

extension StripeFailure {
  /// The case alone.
  var name: String {
    switch self {
    case .refused: "refused"
    case .unclear: "unclear"
    case .savedFailure: "savedFailure"
    case .unreachable: "unreachable"
    case .suspended: "suspended"
    case .canceled: "canceled"
    }
  }
}

@Suite("The client")
struct ClientTests {
  typealias Played = PlayedClient
  private let post = StripeRequest.undoCancellation("sub_1")

  private func outcome(
    _ played: PlayedClient, _ request: StripeRequest? = nil, key: String? = "tb-1", deadline: Duration = .seconds(30)
  ) async throws -> String {
    let client = try played.client()
    do throws(StripeFailure) {
      return "\(try await client.send(request ?? post, idempotencyKey: key, deadline: deadline).status)"
    } catch { return error.name }
  }

  private func refusal(_ played: PlayedClient) async throws -> StripeError? {
    let client = try played.client()
    do throws(StripeFailure) { _ = try await client.send(post, idempotencyKey: "k") } catch {
      if case .refused(let refusal) = error { return refusal }
    }
    return nil
  }

  // MARK: Recorded answers and requests

  struct Recorded: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let status: Int
    let headers: [String: String]
    let body: String
    let code: String?
    let isRetried: Bool

    enum CodingKeys: String, CodingKey {
      case name, status, headers, body, code
      case isRetried = "sdk_would_retry"
    }

    var testDescription: String { name }

    static let all: [Recorded] = read("errors.json") ?? []
  }

  struct Golden: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let method: String
    let url: String
    let headers: [String: String?]
    let body: String?
    var testDescription: String { name }

    static let all: [Golden] = read("requests.json") ?? []
  }

  private static func read<Value: Decodable>(_ name: String) -> [Value]? {
    guard let file = Fixtures.stripe?.appending(path: name), let data = try? Data(contentsOf: file) else { return nil }
    return try? JSONDecoder().decode([Value].self, from: data)
  }

  static let notThere: Comment = "What was recorded of Stripe does not lie beside the project"

  @Test("The recorded answers are read whole")
  func recordedAreThere() {
    #expect(Recorded.all.count == (Fixtures.stripe == nil ? 0 : 18))
    #expect(Golden.all.count == (Fixtures.stripe == nil ? 0 : 18))
  }

  @Test(
    "Each recorded answer is tried again as Stripe's own libraries do, and told by what it means",
    .enabled(if: !Recorded.all.isEmpty, notThere), arguments: Recorded.all)
  func recorded(_ recorded: Recorded) async throws {
    let answer = Played.answer(recorded.status, recorded.body, headers: recorded.headers)
    let played = PlayedClient([answer, Played.answer(200)])
    let outcome = try await outcome(played)
    #expect(played.requests.count == (recorded.isRetried ? 2 : 1))
    if recorded.isRetried {
      #expect(outcome == "200")
    } else {
      #expect(outcome == ((400..<500).contains(recorded.status) ? "refused" : "unclear"))
    }
    guard outcome == "refused", let code = recorded.code else { return }
    let error = try #require(try await refusal(PlayedClient([answer])))
    #expect(error.code == code && error.status == recorded.status)
    #expect(error.paymentIntent == (recorded.name == "402_auth_required" ? "pi_1" : nil))
  }

  @Test(
    "Each golden request goes out with the same method, address, headers and body",
    .enabled(if: !Golden.all.isEmpty, notThere), arguments: Golden.all)
  func golden(_ golden: Golden) async throws {
    let request = try #require(Self.request(golden))
    if let factory = Self.factories[golden.name] { #expect(factory == request) }
    let key: String? = golden.headers["Idempotency-Key"] ?? nil
    let played = PlayedClient([Played.answer(200)])
    _ = try await played.client(account: golden.headers["Stripe-Account"] ?? nil).send(request, idempotencyKey: key)
    let sent = try #require(played.requests.first)
    #expect(sent.method == golden.method && sent.url == golden.url)
    #expect(sent.body.map { String(decoding: $0, as: UTF8.self) } == golden.body)
    #expect(Set(sent.headers) == Set(golden.headers.compactMap { name, value in value.map { "\(name): \($0)" } }))
  }

  /// The golden's parameters, decoded and put into a form again.
  private static func request(_ golden: Golden) -> StripeRequest? {
    let (path, query) = split(golden.url.replacingOccurrences(of: "https://api.stripe.com", with: ""))
    var form = StripeForm()
    for pair in (golden.body.map { Substring($0) } ?? query).split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let name = FormTree.decoded(parts[0]) else { return nil }
      let value: String? = FormTree.decoded(parts[1])
      form.add(name, value)
    }
    guard let method = StripeRequest.Method(rawValue: golden.method) else { return nil }
    return StripeRequest(method: method, path: path, form: form.text)
  }

  private static func split(_ target: String) -> (path: String, query: Substring) {
    let parts = target.split(separator: "?", maxSplits: 1)
    return (String(parts[0]), parts.count > 1 ? parts[1] : "")
  }

  /// Those goldens that a factory makes as they are.
  private static let factories: [String: StripeRequest] = [
    "sub_cancel_at_period_end": .cancelAtPeriodEnd("sub_1", comment: "too dear & slow", feedback: .tooExpensive),
    "sub_uncancel": .undoCancellation("sub_1"),
    "sub_pause_collection": .pauseCollection("sub_1", resumesAt: Instant(seconds: 1_765_391_387)),
    "sub_unpause_collection": .endPause("sub_1"),
    "sub_resume_endpoint": .resumeSubscription("sub_1"),
    "sub_cancel_now": .cancelSubscription("sub_1", invoiceNow: true, prorate: false),
    "schedule_from_subscription": .createSchedule(fromSubscription: "sub_1"),
    "schedule_release": .releaseSchedule("sub_sched_1"),
    "pi_off_session": .createPaymentIntent(
      Money(amount: 3600, currency: "usd"), customer: "cus_1", paymentMethod: "pm_1",
      description: "Auto-reload 20,000 credits", metadata: ["tb_reload": "r1"]),
    "refund_partial": .createRefund(
      .paymentIntent("pi_1"), amount: 1000, reason: .requestedByCustomer, metadata: ["tb_case": "c1"]),
    "connect_account_header": .createRefund(.charge("ch_1")),
  ]

  // MARK: What is sent

  @Test("A POST without an idempotency key, or with one too long, is not sent; a GET carries none")
  func keys() async throws {
    let played = PlayedClient([Played.answer(200)])
    for key in [nil, "", String(repeating: "k", count: 256)] as [String?] {
      #expect(try await outcome(played, key: key) == "unreachable")
    }
    #expect(played.requests.isEmpty)
    #expect(try await outcome(played, .subscription("sub_1"), key: "k") == "200")
    #expect(played.requests[0].headers.allSatisfy { !$0.hasPrefix("Idempotency-Key") && !$0.hasPrefix("Content-Type") })
    #expect(played.requests[0].body == nil)
  }

  @Test("Every try is the same request under the same key")
  func sameKey() async throws {
    let played = PlayedClient([Played.answer(500), .failure(.connectionLost), Played.answer(200)])
    #expect(try await outcome(played) == "200")
    #expect(played.requests.count == 3)
    #expect(Set(played.requests.map(\.headers)).count == 1 && Set(played.requests.map(\.body)).count == 1)
    #expect(played.pauses == [.milliseconds(500), .milliseconds(750)])
  }

  @Test("A key prints redacted, however it is printed", arguments: ["sk_test_51abc", "rk_live_secret", "sk_zzz"])
  func redacted(_ text: String) throws {
    let key = try SecretKey(text)
    var dumped = ""
    dump(key, to: &dumped)
    for printed in ["\(key)", String(reflecting: key), dumped, "\([key])", "\(Optional(key) as Any)"] {
      #expect(!printed.contains(text.dropFirst(8)) || text == "sk_zzz" && !printed.contains("zzz"), "\(printed)")
    }
    #expect(key.isLive == (text == "rk_live_secret"))
  }

  @Test("What cannot be a secret key is refused", arguments: ["", " ", "pk_test_1", "sk_", "sk_test_1\n", "sk_tést"])
  func badKeys(_ text: String) { #expect(throws: SecretKeyError.self) { try SecretKey(text) } }

  // MARK: What comes back

  @Test(
    "Each error of the transport means what it means",
    arguments: [
      (.timedOut, "unclear", 3), (.connectionLost, "unclear", 3), (.couldNotConnect, "unreachable", 3),
      (.couldNotResolve, "unreachable", 3), (.certificate(.expired("old")), "unreachable", 1),
      (.badURL, "unreachable", 1), (.answerTooLarge, "unclear", 1), (.canceled, "canceled", 1),
      (.other(code: 35, words: "handshake"), "unreachable", 3), (.other(code: 1, words: "no HTTP"), "unclear", 1),
    ] as [(TransportError, String, Int)])
  func transportErrors(_ error: TransportError, _ name: String, _ tries: Int) async throws {
    let played = PlayedClient([.failure(error)])
    #expect(try await outcome(played) == name)
    #expect(played.requests.count == tries)
  }

  @Test("What an earlier try left open stays open, unless the last one answers for it")
  func doubt() async throws {
    let lost = Played.Step.failure(.connectionLost)
    let cases: [(PlayedClient.Step, String)] = [
      (.failure(.couldNotConnect), "unclear"), (.failure(.certificate(.expired(""))), "unclear"),
      (Played.error(429, code: "rate_limit"), "unclear"), (Played.error(401, code: "api_key_expired"), "unclear"),
      (Played.error(402, code: "card_declined"), "refused"), (Played.answer(200), "200"),
      (Played.error(409, code: "idempotency_key_in_use", headers: ["Stripe-Should-Retry": "false"]), "unclear"),
    ]
    for (last, expected) in cases { #expect(try await outcome(PlayedClient([lost, last])) == expected, "\(last)") }
    #expect(try await outcome(PlayedClient([Played.error(429, code: "rate_limit")])) == "refused")
    let inUse = PlayedClient([Played.error(409, code: "idempotency_key_in_use")])
    #expect(try await outcome(inUse) == "unclear")
  }

  @Test("An answer tells its request and whether it was saved before")
  func facts() async throws {
    let headers = ["Request-Id": "req_1", "Idempotent-Replayed": "true"]
    let played = PlayedClient([Played.answer(200, #"{"id": "sub_1"}"#, headers: headers)])
    let answer = try await played.client().send(post, idempotencyKey: "k")
    #expect(answer.requestID == "req_1" && answer.wasReplayed && answer.json["id"]?.string == "sub_1")
    let refused = PlayedClient([Played.error(404, code: "resource_missing", headers: headers)])
    let error = try #require(try await refusal(refused))
    #expect(error.requestID == "req_1" && error.wasReplayed && error.isMissing)
    #expect("\(StripeFailure.refused(error))" == "Stripe refused it (404 resource_missing): m [req_1]")
  }

  @Test("A call never goes beyond its deadline, pauses included")
  func deadline() async throws {
    let played = PlayedClient([.failure(.timedOut)], tryTakes: .seconds(4))
    #expect(try await outcome(played, deadline: .seconds(9)) == "unclear")
    #expect(played.requests.map(\.timeoutMilliseconds) == [9000, 4500])
    let asked = PlayedClient([Played.error(429, code: "rate_limit", headers: ["Retry-After": "60"])])
    #expect(try await outcome(asked) == "refused")
    #expect(asked.requests.count == 1)
    let soon = PlayedClient([Played.error(429, code: "rate_limit", headers: ["Retry-After": "2"]), Played.answer(200)])
    #expect(try await outcome(soon) == "200")
    #expect(soon.pauses == [.seconds(2)])
  }

  @Test("A task that is cancelled between two tries ends there")
  func cancellation() async throws {
    let played = PlayedClient([Played.answer(500)])
    let client = try played.client()
    let request = post
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      do throws(StripeFailure) {
        _ = try await client.send(request, idempotencyKey: "k")
        return "sent"
      } catch { return error.name }
    }
    task.cancel()
    #expect(await task.value == "canceled")
    #expect(played.requests.count == 1)
  }

  // MARK: Suspension

  @Test("When Stripe is down calls fail at once, and one try later finds out that it is back")
  func suspension() async throws {
    let played = PlayedClient([Played.answer(503, "")])
    let client = try played.client(policy: .never)
    func call() async -> String {
      do throws(StripeFailure) { return "\(try await client.send(.event("evt_1")).status)" } catch { return error.name }
    }
    for _ in 0..<10 { #expect(await call() == "unclear") }
    #expect(await call() == "suspended" && played.requests.count == 10)
    played.pass(.seconds(30))
    #expect(await call() == "unclear")
    #expect(await call() == "suspended")
    played.pass(.seconds(30))
    played.play([Played.answer(200)])
    #expect(await call() == "200")
    #expect(await call() == "200")
  }

  @Test("Refusals never suspend anything")
  func refusalsAreWell() async throws {
    let played = PlayedClient([Played.error(402, code: "card_declined")])
    let client = try played.client()
    for _ in 0..<40 {
      await #expect(throws: StripeFailure.self) { try await client.send(post, idempotencyKey: "k") }
    }
    #expect(played.requests.count == 40)
  }
}

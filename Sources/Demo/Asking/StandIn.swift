internal import Native

/// The stand-in for Stripe, as far as somebody who tries the product moves it.
struct StandIn: Sendable {
  struct Scenario: Decodable, Sendable {
    let name: String
    let words: String
  }

  private struct Summary: Decodable {
    struct Deliveries: Decodable { let waiting: Int }

    let now: Int64
    let deliveries: Deliveries
  }

  private struct Scenarios: Decodable { let scenarios: [Scenario] }
  private struct Refusal: Decodable { let error: String }

  /// After a lever was pulled, its webhooks get so long to arrive before the page is shown.
  private static let settlingTries = 30

  let origin: String
  private let peer: Peer

  init(base: String, transport: CurlTransport) {
    origin = base
    peer = Peer(base: base, headers: [], transport: transport)
  }

  /// Its time in unix seconds.
  func now() async throws(ServiceFailure) -> Int64 { try await summary().now }

  func scenarios() async throws(ServiceFailure) -> [Scenario] {
    let known: Scenarios = try Peer.read(try await peer.send("GET", "/sandbox/scenarios").body)
    return known.scenarios
  }

  func advance(days: Int64) async throws(ServiceFailure) {
    try await pull("clock/advance", ["days": .number(days)])
  }

  func setCards(of customer: String, _ behaviour: String) async throws(ServiceFailure) {
    try await pull("cards", ["customer": .text(customer), "behaviour": .text(behaviour)])
  }

  func play(_ scenario: String, for account: String) async throws(ServiceFailure) {
    try await pull("scenarios/\(Link.encoded(scenario))", ["account": .text(account)])
  }

  private func summary() async throws(ServiceFailure) -> Summary {
    try Peer.read(try await peer.send("GET", "/sandbox").body)
  }

  private func pull(_ lever: String, _ body: [String: Field]) async throws(ServiceFailure) {
    let answer = try await peer.send("POST", "/sandbox/\(lever)", body, timeoutMilliseconds: 60_000)
    guard answer.status == 200 else {
      let refusal: Refusal = try Peer.read(answer.body)
      throw .refused(
        ProblemAnswer(
          title: "The stand-in refused it", status: answer.status, detail: refusal.error, code: "stand_in_refused",
          guidance: nil))
    }
    for _ in 0..<Self.settlingTries {
      guard try await summary().deliveries.waiting > 0 else { return }
      try? await Task.sleep(for: .milliseconds(100))
    }
  }
}

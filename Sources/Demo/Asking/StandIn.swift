internal import Native

/// The stand-in for Stripe, as far as somebody who tries the product moves it.
struct StandIn: Sendable {
  private struct Summary: Decodable {
    struct Deliveries: Decodable { let waiting: Int }

    let deliveries: Deliveries
  }

  /// After a lever was pulled, its webhooks get so long to arrive before the page is shown.
  private static let settlingTries = 30

  let origin: String
  private let peer: Peer

  init(base: String, transport: CurlTransport) {
    origin = base
    peer = Peer(base: base, headers: [], transport: transport)
  }

  func scenarios() async throws(ServiceFailure) -> Answer { try await peer.send("GET", "/sandbox/scenarios") }

  func advance(days: Int64) async throws(ServiceFailure) {
    try await pull("clock/advance", ["days": .number(days)])
  }

  func setCards(of customer: String, _ behaviour: String) async throws(ServiceFailure) {
    try await pull("cards", ["customer": .text(customer), "behaviour": .text(behaviour)])
  }

  func play(_ scenario: String, for account: String) async throws(ServiceFailure) {
    try await pull("scenarios/\(Link.encoded(scenario))", ["account": .text(account)])
  }

  private func pull(_ lever: String, _ body: [String: Field]) async throws(ServiceFailure) {
    _ = try await peer.send("POST", "/sandbox/\(lever)", body, timeoutMilliseconds: 60_000)
    for _ in 0..<Self.settlingTries {
      let summary: Summary = try await peer.send("GET", "/sandbox").read()
      guard summary.deliveries.waiting > 0 else { return }
      try? await Task.sleep(for: .milliseconds(100))
    }
  }
}

internal import Native

/// All that an app's backend needs of Tollbridge: its HTTP API with a server key. There is no other way in.
struct ServiceAPI: Sendable {
  private let peer: Peer

  init(base: String, key: String, transport: CurlTransport) {
    peer = Peer(base: base, headers: ["Authorization: Bearer \(key)"], transport: transport)
  }

  func get(_ path: String) async throws(ServiceFailure) -> Answer { try await peer.send("GET", path) }

  /// - Parameter key: repeated with it, a request happens once, however often a button is pressed.
  func post(_ path: String, _ body: [String: Field] = [:], key: String) async throws(ServiceFailure) -> Answer {
    try await peer.send("POST", path, body, headers: ["Idempotency-Key: \(key)"])
  }

  func delete(_ path: String, key: String) async throws(ServiceFailure) {
    _ = try await peer.send("DELETE", path, headers: ["Idempotency-Key: \(key)"])
  }
}

public import Foundation

/// What happened, for the app to fetch, and for operators what it could not be told.
extension TollbridgeClient {
  /// What happened, the oldest first: the hooks, to fetch. For a server key.
  ///
  /// Keep ``Feed/nextCursor`` with what was stored, and send it as `after` the next time.
  ///
  /// - Parameters:
  ///   - cursor: ``Feed/nextCursor`` or the id of the last message that was read; nil for the beginning.
  ///   - limit: how many, 1 to 100; 20 where it is not said.
  ///   - wait: how long the service may wait for a message where there is none, 0 to 25 whole seconds.
  /// - Throws: ``Problem`` 422 for a cursor that this store never gave, as after an older backup was restored.
  public func feed(after cursor: String? = nil, limit: Int? = nil, wait: Duration = .zero) async throws -> Feed {
    let query: [(String, String?)] = [
      ("limit", limit.map { String($0) }), ("after", cursor), ("wait", String(wait.components.seconds)),
    ]
    return try await send(.get(["v1", "feed"], query, patience: wait))
  }

  /// Hooks that were not delivered at once, and what became of them. For an operator key.
  ///
  /// - Parameters:
  ///   - status: only those that stand so.
  ///   - limit: how many, 1 to 100; 20 where it is not said.
  ///   - cursor: ``Page/nextCursor`` of the page before.
  public func hookDeliveries(
    status: HookDelivery.Status? = nil, limit: Int? = nil, after cursor: String? = nil
  ) async throws -> Page<HookDelivery> {
    try await send(.list(["v1", "hook-deliveries"], limit, cursor, [("status", status?.rawValue)]))
  }

  /// Sends a hook again at once, and tries on from there. For an operator key. The service keeps no answer of it: a
  /// repetition may send it twice, which its receiver must stand anyway.
  ///
  /// - Throws: ``Problem`` 404 for a delivery that there is not, 409 `hook_endpoint_missing`.
  public func resend(hookDelivery: String, idempotencyKey: String = UUID().uuidString) async throws -> HookDelivery {
    try await send(.post(["v1", "hook-deliveries", hookDelivery, "resend"], key: idempotencyKey))
  }
}

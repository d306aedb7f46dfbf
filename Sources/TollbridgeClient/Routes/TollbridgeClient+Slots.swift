public import Foundation

/// Taking slots of a feature, as of running tasks and trained models, and giving them back. For a server key.
extension TollbridgeClient {
  /// Takes a slot, never one over the limit.
  ///
  /// - Parameter ttl: in whole seconds, for a lease; the feature's own where it is not said.
  /// - Throws: ``Problem`` 403 where no slot is free (``Problem/guidance``), 404 for a feature that there is
  ///   not.
  public func takeSlot(
    of feature: String, for account: String, ttl: Duration? = nil, idempotencyKey: String = UUID().uuidString
  ) async throws -> Slot {
    let body = SlotBody(feature: feature, ttl: ttl?.components.seconds)
    return try await send(.post(["v1", "accounts", account, "slots"], body, key: idempotencyKey))
  }

  /// The slots that are taken, all of them.
  public func slots(of account: String) async throws -> Page<Slot> {
    try await send(.get(["v1", "accounts", account, "slots"]))
  }

  /// Lets a lease run on from now.
  ///
  /// - Parameter ttl: in whole seconds; the feature's own where it is not said.
  /// - Throws: ``Problem`` 404 for a slot that there is not, 409 `slot_expired`.
  public func renew(
    slot: String, ttl: Duration? = nil, idempotencyKey: String = UUID().uuidString
  ) async throws -> Slot {
    let body = SlotBody(feature: nil, ttl: ttl?.components.seconds)
    return try await send(.post(["v1", "slots", slot, "renew"], body, key: idempotencyKey))
  }

  /// Gives a slot back.
  ///
  /// - Throws: ``Problem`` 404 for a slot that there is not, or that was given back with another key.
  @discardableResult
  public func giveBack(slot: String, idempotencyKey: String = UUID().uuidString) async throws -> Done {
    try await send(.delete(["v1", "slots", slot], key: idempotencyKey))
  }
}

private struct SlotBody: Encodable, Sendable {
  let feature: String?
  let ttl: Int64?
}

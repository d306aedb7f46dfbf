public import Foundation

/// What only an operator may do. For an operator key.
extension TollbridgeClient {
  /// Accounts in the order of their ids.
  ///
  /// - Parameters:
  ///   - search: the beginning of an id, or the provider's customer or subscription; all of them where it is not said.
  ///   - limit: how many, 1 to 100; 20 where it is not said.
  ///   - cursor: ``Page/nextCursor`` of the page before.
  public func accounts(
    matching search: String? = nil, limit: Int? = nil, after cursor: String? = nil
  ) async throws -> Page<AccountSummary> {
    try await send(.list(["v1", "accounts"], limit, cursor, [("search", search)]))
  }

  /// Gives credits.
  ///
  /// - Parameters:
  ///   - amount: in credits, at least 1.
  ///   - reason: for people, 1 to 500 characters.
  ///   - expiresAt: when they end; never where it is not said.
  public func grant(
    _ amount: Int, to account: String, reason: String, expiresAt: Date? = nil,
    idempotencyKey: String = UUID().uuidString
  ) async throws -> Grant {
    let body = GrantBody(amount: amount, reason: reason, expiresAt: expiresAt)
    return try await send(.post(["v1", "accounts", account, "grants"], body, key: idempotencyKey))
  }

  /// Strikes out what is owed, or a part of it.
  ///
  /// - Parameters:
  ///   - amount: up to so many credits; all of it where it is not said.
  ///   - reason: for people, 1 to 500 characters.
  /// - Throws: ``Problem`` 409 `no_debt`.
  public func forgiveDebt(
    of account: String, amount: Int? = nil, reason: String, idempotencyKey: String = UUID().uuidString
  ) async throws -> Grant {
    let body = GrantBody(amount: amount, reason: reason, expiresAt: nil)
    return try await send(.post(["v1", "accounts", account, "debt", "forgive"], body, key: idempotencyKey))
  }

  /// Asks the provider at once for what the webhook never brought. The service keeps no answer of it.
  ///
  /// - Parameter since: from when on; where the last time ended where it is not said.
  /// - Throws: ``Problem`` 503 `provider_unavailable`; what was brought so far stays.
  public func reconcile(
    since: Date? = nil, idempotencyKey: String = UUID().uuidString
  ) async throws -> Reconciliation {
    try await send(.post(["v1", "reconcile"], SinceBody(since: since), key: idempotencyKey))
  }

  /// What the provider told, the newest first, without the bytes.
  ///
  /// - Parameters:
  ///   - status: only those of which this became.
  ///   - type: only those of this type, as `invoice.paid`.
  ///   - account: only those of this account.
  ///   - limit: how many, 1 to 100; 20 where it is not said.
  ///   - cursor: ``Page/nextCursor`` of the page before.
  public func events(
    status: ProviderEvent.Status? = nil, type: String? = nil, account: String? = nil, limit: Int? = nil,
    after cursor: String? = nil
  ) async throws -> Page<ProviderEvent> {
    let filters: [(String, String?)] = [("status", status?.rawValue), ("type", type), ("account", account)]
    return try await send(.list(["v1", "events"], limit, cursor, filters))
  }

  /// One event with its bytes.
  ///
  /// - Throws: ``Problem`` 404 for an event that there is not.
  public func event(_ event: String) async throws -> ProviderEvent { try await send(.get(["v1", "events", event])) }

  /// Decides a failed event again. The service keeps no answer of it.
  ///
  /// - Throws: ``Problem`` 404 for an event that there is not.
  public func retry(event: String, idempotencyKey: String = UUID().uuidString) async throws -> ProviderEvent {
    try await send(.post(["v1", "events", event, "retry"], key: idempotencyKey))
  }
}

private struct SinceBody: Encodable, Sendable { let since: Date? }

private struct GrantBody: Encodable, Sendable {
  let amount: Int?
  let reason: String
  let expiresAt: Date?
}

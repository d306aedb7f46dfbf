public import Foundation

/// Asking for money back, and deciding it.
extension TollbridgeClient {
  /// Whether the last charge may be asked back, with the figures that say so.
  public func refundEligibility(of account: String) async throws -> RefundEligibility {
    try await send(.get(["v1", "accounts", account, "refund-eligibility"]))
  }

  /// Asks for money back; an operator decides.
  ///
  /// - Throws: ``Problem`` 403 where it may not be asked back; the code is `refund_` and the reason.
  public func requestRefund(
    for account: String, idempotencyKey: String = UUID().uuidString
  ) async throws -> RefundRequest {
    try await send(.post(["v1", "accounts", account, "refund-requests"], key: idempotencyKey))
  }

  /// Requests, the newest first. For an operator key.
  ///
  /// - Parameters:
  ///   - status: only those that stand so.
  ///   - limit: how many, 1 to 100; 20 where it is not said.
  ///   - cursor: ``Page/nextCursor`` of the page before.
  public func refundRequests(
    status: RefundRequest.Status? = nil, limit: Int? = nil, after cursor: String? = nil
  ) async throws -> Page<RefundRequest> {
    try await send(.list(["v1", "refund-requests"], limit, cursor, [("status", status?.rawValue)]))
  }

  /// Returns the charge through the provider. For an operator key.
  ///
  /// - Parameter name: who decides, 1 to 100 characters.
  /// - Throws: ``Problem`` 404 for a request that there is not, 409 `refund_request_decided`, 502 `provider_refused`.
  public func approve(
    refundRequest: String, by name: String? = nil, idempotencyKey: String = UUID().uuidString
  ) async throws -> RefundRequest {
    let body = DecisionBody(by: name)
    return try await send(.post(["v1", "refund-requests", refundRequest, "approve"], body, key: idempotencyKey))
  }

  /// Leaves the charge as it is. For an operator key.
  ///
  /// - Parameter name: who decides, 1 to 100 characters.
  /// - Throws: ``Problem`` 404 for a request that there is not, 409 `refund_request_decided`.
  public func decline(
    refundRequest: String, by name: String? = nil, idempotencyKey: String = UUID().uuidString
  ) async throws -> RefundRequest {
    let body = DecisionBody(by: name)
    return try await send(.post(["v1", "refund-requests", refundRequest, "decline"], body, key: idempotencyKey))
  }
}

private struct DecisionBody: Encodable, Sendable { let by: String? }

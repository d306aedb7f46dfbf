public import Foundation

/// Changing, cancelling and pausing what is subscribed to. The provider carries it out, which may take seconds.
extension TollbridgeClient {
  /// Changes the plan: now on the provider's page, or at the end of the period.
  ///
  /// - Parameters:
  ///   - interval: as it is paid now where it is not said.
  ///   - words: what ``ChangePreview/irreversible`` calls for.
  ///   - returnURL: where the person comes back, in one of the service's allowed origins.
  /// - Throws: ``Problem`` 409 where it contradicts what is so (``Problem/choices``), 422 for a plan that is not sold.
  public func changePlan(
    of account: String, to plan: String, interval: Interval? = nil, acknowledging words: [Acknowledgement] = [],
    returnURL: String, idempotencyKey: String = UUID().uuidString
  ) async throws -> VerbResult {
    let body = ChangeBody(
      plan: plan, interval: interval, acknowledge: words.isEmpty ? nil : words, returnURL: returnURL)
    return try await send(.post(subscription(account, "change"), body, key: idempotencyKey))
  }

  /// How the change of plan stands that a page was opened for last, answered as soon as it is settled.
  ///
  /// - Parameter wait: how long the service may wait for that, 0 to 25 whole seconds.
  /// - Throws: ``Problem`` 404 where no page was opened for a change.
  public func changeResult(of account: String, wait: Duration = .zero) async throws -> PaymentResult {
    let query: [(String, String?)] = [("wait", String(wait.components.seconds))]
    return try await send(.get(subscription(account, "change"), query, patience: wait))
  }

  /// What a change of plan would do; nothing is changed, and the service keeps no answer of it.
  ///
  /// - Parameter interval: as it is paid now where it is not said.
  /// - Throws: ``Problem`` 409 where it contradicts what is so, 422 for a plan that is not sold.
  public func previewChange(
    of account: String, to plan: String, interval: Interval? = nil, idempotencyKey: String = UUID().uuidString
  ) async throws -> ChangePreview {
    let body = ChangeBody(plan: plan, interval: interval, acknowledge: nil, returnURL: nil)
    return try await send(.post(subscription(account, "change", "preview"), body, key: idempotencyKey))
  }

  /// Takes back a change that is scheduled.
  ///
  /// - Throws: ``Problem`` 409 `no_scheduled_change`, 502 `provider_refused`.
  @discardableResult
  public func undoScheduledChange(of account: String, idempotencyKey: String = UUID().uuidString) async throws -> Done {
    try await send(.delete(subscription(account, "scheduled-change"), key: idempotencyKey))
  }

  /// Cancels at the end of the period.
  ///
  /// - Throws: ``Problem`` 409 `no_subscription` or `already_canceled`, 502 `provider_refused`.
  @discardableResult
  public func cancelSubscription(of account: String, idempotencyKey: String = UUID().uuidString) async throws -> Done {
    try await send(.post(subscription(account, "cancel"), key: idempotencyKey))
  }

  /// What a cancellation would do; nothing is changed, and the service keeps no answer of it.
  ///
  /// - Throws: ``Problem`` 409 `no_subscription` or `already_canceled`.
  public func previewCancellation(
    of account: String, idempotencyKey: String = UUID().uuidString
  ) async throws -> CancelPreview {
    try await send(.post(subscription(account, "cancel", "preview"), key: idempotencyKey))
  }

  /// Takes back a cancellation that has not taken effect.
  ///
  /// - Throws: ``Problem`` 409 `not_canceled`, 502 `provider_refused`.
  @discardableResult
  public func uncancelSubscription(
    of account: String, idempotencyKey: String = UUID().uuidString
  ) async throws -> Done { try await send(.post(subscription(account, "uncancel"), key: idempotencyKey)) }

  /// Pauses until a moment, or until it is resumed.
  ///
  /// - Parameter moment: within the next 366 days; nil for until it is resumed.
  /// - Throws: ``Problem`` 409 `already_paused`, `already_canceled` or `no_subscription`, 502 `provider_refused`.
  @discardableResult
  public func pauseSubscription(
    of account: String, until moment: Date? = nil, idempotencyKey: String = UUID().uuidString
  ) async throws -> Done {
    try await send(.post(subscription(account, "pause"), PauseBody(until: moment), key: idempotencyKey))
  }

  /// Brings a paused plan back.
  ///
  /// - Throws: ``Problem`` 409 `not_paused`, 502 `provider_refused`.
  @discardableResult
  public func resumeSubscription(of account: String, idempotencyKey: String = UUID().uuidString) async throws -> Done {
    try await send(.post(subscription(account, "resume"), key: idempotencyKey))
  }

  private func subscription(_ account: String, _ rest: String...) -> [String] {
    ["v1", "accounts", account, "subscription"] + rest
  }
}

private struct PauseBody: Encodable, Sendable { let until: Date? }

private struct ChangeBody: Encodable, Sendable {
  let plan: String
  let interval: Interval?
  let acknowledge: [Acknowledgement]?
  let returnURL: String?
}

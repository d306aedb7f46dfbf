public import Foundation

/// Taking credits for what the app did, and giving them back. For a server key.
extension TollbridgeClient {
  /// Takes credits, all of them or none.
  ///
  /// Give a key that names the thing paid for, as the job's id, and the job is paid for once however often it is asked.
  ///
  /// - Parameter note: for people, up to 500 characters.
  /// - Throws: ``Problem`` 402 where the credits do not suffice (``Problem/shortfall``, ``Problem/guidance``), 404 for
  ///   an action that the catalogue has not, 409 `price_changed`.
  @discardableResult
  public func spend(
    _ order: CreditOrder, from account: String, note: String? = nil, idempotencyKey: String = UUID().uuidString
  ) async throws -> Spend {
    try await send(.post(["v1", "accounts", account, "spends"], OrderBody(order, note: note), key: idempotencyKey))
  }

  /// Gives a spend back once, wholly or in part, into the lots it came from.
  ///
  /// - Parameter amount: in credits; all of it where it is not said.
  /// - Throws: ``Problem`` 404 for a spend that there is not, 409 `spend_reversed` where it was given back before.
  @discardableResult
  public func reverse(
    spend: String, amount: Int? = nil, idempotencyKey: String = UUID().uuidString
  ) async throws -> Spend {
    try await send(.post(["v1", "spends", spend, "reverse"], AmountBody(amount: amount), key: idempotencyKey))
  }
}

/// Reserving credits for a job and settling it once. For a server key.
extension TollbridgeClient {
  /// Reserves credits for a job, all of them or none.
  ///
  /// - Parameter ttl: after how many whole seconds it ends by itself; an hour where it is not said.
  /// - Throws: ``Problem`` 402 where the credits do not suffice, 404 for an action that the catalogue has not, 409
  ///   `price_changed`.
  public func hold(
    _ order: CreditOrder, from account: String, ttl: Duration? = nil, idempotencyKey: String = UUID().uuidString
  ) async throws -> Hold {
    let body = OrderBody(order, ttl: ttl?.components.seconds)
    return try await send(.post(["v1", "accounts", account, "holds"], body, key: idempotencyKey))
  }

  /// Spends what a job cost and releases the rest.
  ///
  /// - Parameter amount: in credits, at least 1. A job that cost nothing is released instead.
  /// - Throws: ``Problem`` 402 where it cost more than was held and than there is, 404 for a hold that there is not,
  ///   409 for one that is settled.
  @discardableResult
  public func capture(
    hold: String, amount: Int, idempotencyKey: String = UUID().uuidString
  ) async throws -> Spend {
    try await send(.post(["v1", "holds", hold, "capture"], AmountBody(amount: amount), key: idempotencyKey))
  }

  /// Gives back all that was held.
  ///
  /// - Throws: ``Problem`` 404 for a hold that there is not, 409 for one that is settled.
  @discardableResult
  public func release(hold: String, idempotencyKey: String = UUID().uuidString) async throws -> Release {
    try await send(.post(["v1", "holds", hold, "release"], key: idempotencyKey))
  }
}

struct AmountBody: Encodable, Sendable { let amount: Int? }

private struct OrderBody: Encodable, Sendable {
  var amount: Int?
  var action: String?
  var quantity: Int?
  var expectedAmount: Int?
  let note: String?
  let ttl: Int64?

  init(_ order: CreditOrder, note: String? = nil, ttl: Int64? = nil) {
    self.note = note
    self.ttl = ttl
    switch order {
    case .amount(let credits): amount = credits
    case .action(let key, let count, let expected): (action, quantity, expectedAmount) = (key, count, expected)
    }
  }
}

public import Foundation

/// An account as a whole, its balance, its tokens, and whether it may do something.
extension TollbridgeClient {
  /// The whole state: plan, status, period, changes, balance, limits, auto-reload, billing, notices. An account
  /// that was never seen comes into being, but not for an operator.
  ///
  /// - Throws: ``Problem`` 404 where an operator asks for an account that there is not.
  public func account(_ account: String) async throws -> Account { try await send(.get(["v1", "accounts", account])) }

  /// Says that an account exists, and what region it is in.
  ///
  /// - Parameters:
  ///   - account: the app's own id: 1 to 128 of `A-Za-z0-9._:@-`, not dots alone.
  ///   - region: of the catalogue: what is shown and sold is on its terms from now on. Nil leaves it.
  /// - Throws: ``Problem`` 422 for a name or region that cannot be.
  @discardableResult
  public func touch(
    _ account: String, region: String? = nil, idempotencyKey: String = UUID().uuidString
  ) async throws -> Account {
    try await send(.put(["v1", "accounts", account], RegionBody(region: region), key: idempotencyKey))
  }

  /// Credits now, or at a moment.
  ///
  /// - Parameter moment: what came later is left out; a later moment than now shows what will have come due.
  /// - Throws: ``Problem`` 404 where an operator asks for an account that there is not.
  public func balance(of account: String, at moment: Date? = nil) async throws -> Balance {
    try await send(.get(["v1", "accounts", account, "balance"], [("at", moment.map { JSON.text($0) })]))
  }

  /// A short-lived token with which a person's app or browser reaches this account alone.
  ///
  /// The service keeps no answer of it: each call makes another token, whatever its key.
  ///
  /// - Parameters:
  ///   - ttl: how long it lasts, in whole seconds; 15 minutes where it is not said.
  ///   - origin: one of the service's allowed origins, where the token is to be good from there alone.
  /// - Throws: ``Problem`` 422 for a ttl or origin that cannot be, 503 `tokens_not_configured`.
  public func token(
    for account: String, ttl: Duration? = nil, origin: String? = nil, idempotencyKey: String = UUID().uuidString
  ) async throws -> AccountToken {
    let body = TokenBody(ttl: ttl?.components.seconds, origin: origin)
    return try await send(.post(["v1", "accounts", account, "tokens"], body, key: idempotencyKey))
  }

  /// A short-lived link to one of the service's own pages. Make it when the person asks to go there: whoever has it
  /// acts for the account until it ends. Each call makes another one.
  ///
  /// - Parameters:
  ///   - page: `plans` or `account`.
  ///   - ttl: how long it lasts, in whole seconds; 15 minutes where it is not said.
  ///   - returnURL: where the page leads back to, in one of the service's allowed origins.
  /// - Throws: ``Problem`` 422 for what cannot be, 503 `tokens_not_configured` or `public_url_not_configured`.
  public func link(
    for account: String, to page: String, ttl: Duration? = nil, returnURL: String? = nil,
    idempotencyKey: String = UUID().uuidString
  ) async throws -> PageLink {
    let body = LinkBody(page: page, ttl: ttl?.components.seconds, returnUrl: returnURL)
    return try await send(.post(["v1", "accounts", account, "links"], body, key: idempotencyKey))
  }

  /// Whether an account may do something, and what a person is told if not. It changes and reserves nothing: between a
  /// check and a spend another may spend.
  ///
  /// - Throws: ``Problem`` 404 for a feature or action that the catalogue has not.
  public func check(
    _ check: Check, for account: String, idempotencyKey: String = UUID().uuidString
  ) async throws -> Verdict {
    try await send(.post(["v1", "accounts", account, "check"], CheckBody(check), key: idempotencyKey))
  }

  /// Clears the red dot of one-time packages: the dialog was opened.
  @discardableResult
  public func markPackagesSeen(by account: String, idempotencyKey: String = UUID().uuidString) async throws -> Done {
    try await send(.post(["v1", "accounts", account, "seen"], SeenBody(what: "one_time"), key: idempotencyKey))
  }
}

private struct RegionBody: Encodable, Sendable { let region: String? }
private struct LinkBody: Encodable, Sendable {
  let page: String
  let ttl: Int64?
  let returnUrl: String?
}

private struct SeenBody: Encodable, Sendable { let what: String }

private struct TokenBody: Encodable, Sendable {
  let ttl: Int64?
  let origin: String?
}

private struct CheckBody: Encodable, Sendable {
  var feature: String?
  var action: String?
  var quantity: Int?
  var amount: Int?

  init(_ check: Check) {
    switch check {
    case .feature(let key): feature = key
    case .action(let key, let count): (action, quantity) = (key, count)
    case .amount(let credits): amount = credits
    }
  }
}

public import Foundation

/// What a person buys.
public enum Purchase: Hashable, Sendable {
  /// A plan.
  ///
  /// - acknowledging: what ``PlanButton/Warning/acknowledge`` asks for.
  case plan(String, interval: Interval = .month, acknowledging: [Acknowledgement] = [])
  /// A package of credits, and auto-reload with it where it is wanted.
  case package(String, autoReload: ReloadOrder? = nil)

  /// Auto-reload that a purchase turns on.
  public struct ReloadOrder: Codable, Hashable, Sendable {
    /// In credits; the catalogue's own where it is not said.
    public let threshold: Int?
    /// The version of the text that the person agreed to, 1 to 200 characters.
    public let consent: String

    /// - Parameters:
    ///   - threshold: in credits; the catalogue's own where it is not said.
    ///   - consent: the version of the text that the person agreed to.
    public init(threshold: Int? = nil, consent: String) {
      self.threshold = threshold
      self.consent = consent
    }
  }
}

/// Buying on the provider's pages, and what it came to.
extension TollbridgeClient {
  /// Opens the provider's checkout page: the person pays at ``VerbResult/url``, and ``VerbResult/id`` is what the
  /// result is asked by.
  ///
  /// - Parameters:
  ///   - successURL: where the person comes back; `{CHECKOUT_SESSION_ID}` in it becomes the checkout's id. In one of
  ///     the service's allowed origins.
  ///   - cancelURL: where the person comes back without having paid.
  ///   - locale: of the page, as `en`.
  /// - Throws: ``Problem`` 403 where packages are not for this account (``Problem/guidance``), 409 where it
  ///   contradicts what is so (``Problem/choices``), 422 for what is not sold and for pages of others, 502
  ///   `provider_refused`.
  public func openCheckout(
    for account: String, buying purchase: Purchase, successURL: String, cancelURL: String, locale: String? = nil,
    idempotencyKey: String = UUID().uuidString
  ) async throws -> VerbResult {
    let body = CheckoutBody(purchase, successURL: successURL, cancelURL: cancelURL, locale: locale)
    return try await send(.post(["v1", "accounts", account, "checkouts"], body, key: idempotencyKey))
  }

  /// How a payment stands, answered as soon as it is settled.
  ///
  /// - Parameter wait: how long the service may wait for that, 0 to 25 whole seconds.
  /// - Throws: ``Problem`` 404 for a checkout that there is not, or that is another's.
  public func paymentResult(of checkout: String, wait: Duration = .zero) async throws -> PaymentResult {
    let seconds = wait.components.seconds
    return try await send(.get(["v1", "checkouts", checkout], [("wait", String(seconds))], patience: wait))
  }

  /// Asks again and again until a payment is settled or the time is over.
  ///
  /// - Parameter time: how long in all. What is still ``PaymentStatus/processing`` then is returned as that.
  /// - Throws: ``Problem`` 404 for a checkout that there is not, or that is another's.
  public func settledPayment(
    of checkout: String, within time: Duration = .seconds(120)
  ) async throws -> PaymentResult {
    let end = ContinuousClock.now + time
    while true {
      let left = ContinuousClock.now.duration(to: end)
      let result = try await paymentResult(of: checkout, wait: min(max(left, .zero), .seconds(25)))
      if result.status != .processing || left <= .zero { return result }
      // An answer before its time would otherwise be asked for without rest.
      try await retries.sleep(.milliseconds(200))
    }
  }

  /// The person came back by the cancel URL: the page is closed at the provider.
  ///
  /// - Throws: ``Problem`` 404 for a checkout that there is not, or that is another's.
  @discardableResult
  public func leave(checkout: String, idempotencyKey: String = UUID().uuidString) async throws -> Done {
    try await send(.post(["v1", "checkouts", checkout, "cancel"], key: idempotencyKey))
  }

  /// Opens the provider's billing portal, for cards and invoices.
  ///
  /// - Parameters:
  ///   - returnURL: where the person comes back, in one of the service's allowed origins.
  ///   - updatingCard: whether it opens where a card is changed.
  /// - Throws: ``Problem`` 409 `no_customer` where nothing was bought yet, 422, 502 `provider_refused`.
  public func openPortal(
    for account: String, returnURL: String, updatingCard: Bool = false, idempotencyKey: String = UUID().uuidString
  ) async throws -> Portal {
    let body = PortalBody(returnURL: returnURL, flow: updatingCard ? "payment_method_update" : nil)
    return try await send(.post(["v1", "accounts", account, "portal"], body, key: idempotencyKey))
  }
}

private struct PortalBody: Encodable, Sendable {
  let returnURL: String
  let flow: String?
}

private struct CheckoutBody: Encodable, Sendable {
  var plan: String?
  var interval: Interval?
  var acknowledge: [Acknowledgement]?
  var package: String?
  var autoReload: Purchase.ReloadOrder?
  let successURL: String
  let cancelURL: String
  let locale: String?

  init(_ purchase: Purchase, successURL: String, cancelURL: String, locale: String?) {
    (self.successURL, self.cancelURL, self.locale) = (successURL, cancelURL, locale)
    switch purchase {
    case .plan(let key, let length, let words):
      (plan, interval, acknowledge) = (key, length, words.isEmpty ? nil : words)
    case .package(let key, let reload): (package, autoReload) = (key, reload)
    }
  }
}

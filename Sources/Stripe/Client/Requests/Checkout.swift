package import Billing

/// What a hosted checkout sells and where it leads.
package struct CheckoutParameters: Sendable {
  package enum Line: Sendable {
    case price(String)
    /// A price made for this one sale.
    case sale(Money, name: String)
  }

  package enum Mode: Sendable {
    case subscription(price: String)
    case payment(Line)
  }

  package var mode: Mode
  package var customer: String
  /// The app's account, which the session's events bring back.
  package var clientReference: String
  /// May hold `{CHECKOUT_SESSION_ID}`, which Stripe fills in.
  package var successURL: String
  package var cancelURL: String
  /// Goes on the session and on the subscription or payment that it makes: Stripe copies it to neither.
  package var metadata: [String: String]
  package var coupon: String?
  /// Whether the card is kept for payments without the customer. Of a payment; a subscription keeps it anyway.
  package var savesCard: Bool
  /// 30 minutes to 24 hours ahead; nil is 24 hours.
  package var expiresAt: Instant?
  /// As Stripe spells it (`en`, `pt-BR`); nil follows the browser.
  package var locale: String?

  package init(
    mode: Mode, customer: String, clientReference: String, successURL: String, cancelURL: String,
    metadata: [String: String] = [:], coupon: String? = nil, savesCard: Bool = false, expiresAt: Instant? = nil,
    locale: String? = nil
  ) {
    self.mode = mode
    self.customer = customer
    self.clientReference = clientReference
    self.successURL = successURL
    self.cancelURL = cancelURL
    self.metadata = metadata
    self.coupon = coupon
    self.savesCard = savesCard
    self.expiresAt = expiresAt
    self.locale = locale
  }
}

extension StripeRequest {
  package static func createCheckout(_ checkout: CheckoutParameters) -> StripeRequest {
    post("checkout", "sessions") {
      $0.add("mode", checkout.mode.name)
      $0.add("customer", checkout.customer)
      $0.add("client_reference_id", checkout.clientReference)
      $0.add("success_url", checkout.successURL)
      $0.add("cancel_url", checkout.cancelURL)
      $0.add(checkout.mode)
      $0.add("metadata", checkout.metadata)
      if checkout.mode.isPayment, checkout.savesCard {
        $0.add("payment_intent_data[setup_future_usage]", "off_session")
      }
      $0.add(
        checkout.mode.isPayment ? "payment_intent_data[metadata]" : "subscription_data[metadata]", checkout.metadata)
      $0.add("discounts[0][coupon]", checkout.coupon)
      $0.add("expires_at", checkout.expiresAt)
      $0.add("locale", checkout.locale)
    }
  }

  /// A session with what it sells.
  package static func checkout(_ id: String) -> StripeRequest {
    get("checkout", "sessions", id) { $0.add("expand", ["line_items"]) }
  }

  /// Ends an open session, so that nobody can come back and pay. Refused when it is not open.
  package static func expireCheckout(_ id: String) -> StripeRequest { post("checkout", "sessions", id, "expire") }

  package static func checkouts(
    customer: String? = nil, createdFrom: Instant? = nil, startingAfter: String? = nil, limit: Int = StripeList.limitMax
  ) -> StripeRequest {
    get("checkout", "sessions") {
      $0.add("customer", customer)
      $0.page(createdFrom: createdFrom, startingAfter: startingAfter, limit: limit)
    }
  }
}

extension CheckoutParameters.Mode {
  fileprivate var name: String { isPayment ? "payment" : "subscription" }

  fileprivate var isPayment: Bool {
    if case .payment = self { true } else { false }
  }
}

extension StripeForm {
  /// The one line of a checkout.
  fileprivate mutating func add(_ mode: CheckoutParameters.Mode) {
    let line = "line_items[0]"
    switch mode {
    case .subscription(let price), .payment(.price(let price)): add("\(line)[price]", price)
    case .payment(.sale(let money, let name)):
      add("\(line)[price_data][currency]", money.currency)
      add("\(line)[price_data][unit_amount]", money.amount)
      add("\(line)[price_data][product_data][name]", name)
    }
    add("\(line)[quantity]", 1)
  }
}

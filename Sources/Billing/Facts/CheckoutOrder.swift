/// What a checkout is to sell.
package enum CheckoutOrder: Sendable, Equatable {
  case plan(PlanChoice, offer: String?)
  /// At the price and for the credits that were shown.
  case package(String, price: Money, credits: Credits, autoReload: AutoReloadOrder?)
}

extension CheckoutOrder: Codable {
  private enum Keys: String, CodingKey { case plan, interval, offer, package, price, credits, autoReload }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Keys.self)
    switch self {
    case .plan(let choice, let offer):
      try members.encode(choice.plan, forKey: .plan)
      try members.encode(choice.interval, forKey: .interval)
      try members.encodeIfPresent(offer, forKey: .offer)
    case .package(let key, let price, let credits, let reload):
      try members.encode(key, forKey: .package)
      try members.encode(price, forKey: .price)
      try members.encode(credits, forKey: .credits)
      try members.encodeIfPresent(reload, forKey: .autoReload)
    }
  }

  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Keys.self)
    if let key = try members.decodeIfPresent(String.self, forKey: .package) {
      self = .package(
        key, price: try members.decode(Money.self, forKey: .price),
        credits: try members.decode(Credits.self, forKey: .credits),
        autoReload: try members.decodeIfPresent(AutoReloadOrder.self, forKey: .autoReload))
    } else {
      let plan = try members.decode(String.self, forKey: .plan)
      self = .plan(
        PlanChoice(plan: plan, interval: try members.decode(BillingInterval.self, forKey: .interval)),
        offer: try members.decodeIfPresent(String.self, forKey: .offer))
    }
  }
}

/// That auto-reload is turned on by a purchase, and which version of the text the person agreed to.
package struct AutoReloadOrder: Sendable, Equatable, Codable {
  package let threshold: Credits
  package let consent: String

  /// The version of the message `auto_reload.consent` as it is now. A change of what it says is another version.
  package static let consentVersion = "2026-11"

  package init(threshold: Credits, consent: String) {
    self.threshold = threshold
    self.consent = consent
  }
}

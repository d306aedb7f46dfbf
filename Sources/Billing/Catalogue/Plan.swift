/// How often a plan is billed.
package enum BillingInterval: String, Sendable, Codable, CaseIterable {
  case month, year

  package var months: Int64 { self == .year ? 12 : 1 }
  /// `monthly`, `yearly`.
  package var adverb: String { self == .year ? "yearly" : "monthly" }
  package var other: BillingInterval { self == .year ? .month : .year }
}

/// One price under which a plan is sold.
package struct PriceTerms: Sendable, Equatable {
  package let interval: BillingInterval
  package let money: Money
  package let lookupKey: String?
  /// The provider's ids of this price, several where it was re-created.
  package let ids: [String]

  package init(interval: BillingInterval, money: Money, lookupKey: String?, ids: [String]) {
    self.interval = interval
    self.money = money
    self.lookupKey = lookupKey
    self.ids = ids
  }
}

/// A plan together with the interval at which one price bills it.
package struct PlanPrice: Sendable, Equatable {
  package let plan: Plan
  package let interval: BillingInterval
  package let terms: PriceTerms

  /// The same on the terms of refill that held at a moment.
  func asOf(_ moment: Instant) -> PlanPrice {
    plan.former.isEmpty ? self : PlanPrice(plan: plan.asOf(moment), interval: interval, terms: terms)
  }

  /// `Macro monthly`.
  package var name: String { "\(plan.name) \(interval.adverb)" }
}

/// A tier with its refill and cap; free, or sold monthly or yearly.
package struct Plan: Sendable, Equatable {
  package struct Refill: Sendable, Equatable {
    package let amount: Credits
    package let unit: RefillUnit

    package init(amount: Credits, unit: RefillUnit) {
      self.amount = amount
      self.unit = unit
    }
  }

  /// What its refill was for periods that began before a moment.
  package struct FormerTerms: Sendable, Equatable {
    /// The first moment at which they held no more.
    package let until: Instant
    package let refill: Credits
    package let cap: Credits

    package init(until: Instant, refill: Credits, cap: Credits) {
      self.until = until
      self.refill = refill
      self.cap = cap
    }
  }

  package let key: String
  package let name: String
  /// 0 to 1,000; a higher tier is an upgrade.
  package let tier: Int64
  package let refill: Refill
  /// The most plan credits that a refill may fill up to.
  package let cap: Credits
  package let prices: [PriceTerms]
  /// The provider's product ids, for payloads that carry neither a known price id nor a lookup key.
  package let products: [String]
  /// Not for sale any more, still honoured for those who hold it.
  package let isLegacy: Bool
  package let isPopular: Bool
  /// What its card says above its name, such as `71% pick this plan`.
  package let badge: String?
  /// The bullets of its card.
  package let highlights: [String]
  /// By the feature's key; a feature that is not named is not included.
  package let features: [String: FeatureValue]
  /// What was granted before a refill was changed stays as it was.
  package let former: [FormerTerms]

  package var isFree: Bool { prices.isEmpty }

  package init(
    key: String, name: String, tier: Int64, refill: Refill, cap: Credits, prices: [PriceTerms],
    products: [String] = [], isLegacy: Bool = false, isPopular: Bool = false, badge: String? = nil,
    highlights: [String] = [], features: [String: FeatureValue] = [:],
    former: [FormerTerms] = []
  ) {
    self.key = key
    self.name = name
    self.tier = tier
    self.refill = refill
    self.cap = cap
    self.prices = prices
    self.products = products
    self.isLegacy = isLegacy
    self.isPopular = isPopular
    self.badge = badge
    self.highlights = highlights
    self.features = features
    self.former = former
  }

  /// The plan on the terms of refill that held at a moment.
  func asOf(_ moment: Instant) -> Plan {
    let then = former.filter { moment < $0.until }.min { $0.until < $1.until }
    guard let then else { return self }
    return with(Region.PlanTerms(refill: then.refill, cap: then.cap))
  }

  package func price(_ interval: BillingInterval) -> PlanPrice? {
    prices.first { $0.interval == interval }.map { PlanPrice(plan: self, interval: interval, terms: $0) }
  }

  /// What the plan gives of a feature.
  package func value(of feature: Feature) -> FeatureValue { features[feature.key] ?? feature.absent }
}

/// What is sold and on which terms: plans, packages and policies. One file, validated whole at start. Rules section 2.
package struct Catalog: Sendable {
  package let plans: [Plan]
  package let packages: [Package]
  package let policies: Policies

  private let byPrice: [String: PlanPrice]
  private let byLookupKey: [String: PlanPrice]
  private let byProduct: [String: [PlanPrice]]
  private let planByKey: [String: Plan]
  private let packageByKey: [String: Package]

  /// - Throws: `CatalogError` naming the first entry that cannot stand.
  package init(plans: [Plan], packages: [Package], policies: Policies = Policies()) throws(CatalogError) {
    try CatalogRules.check(plans: plans, packages: packages, policies: policies)
    self.plans = plans.sorted { ($0.tier, $0.key) < ($1.tier, $1.key) }
    self.packages = packages
    self.policies = policies
    planByKey = Dictionary(plans.map { ($0.key, $0) }) { one, _ in one }
    packageByKey = Dictionary(packages.map { ($0.key, $0) }) { one, _ in one }
    let sold = plans.flatMap { plan in plan.prices.map { PlanPrice(plan: plan, interval: $0.interval, terms: $0) } }
    byPrice = Dictionary(sold.flatMap { price in price.terms.ids.map { ($0, price) } }) { one, _ in one }
    byLookupKey = Dictionary(sold.compactMap { price in price.terms.lookupKey.map { ($0, price) } }) { one, _ in one }
    byProduct = Dictionary(
      sold.flatMap { price in price.plan.products.map { ($0, [price]) } }, uniquingKeysWith: +)
  }

  /// The plan of everybody who has no other: the lowest tier without a price.
  package var freePlan: Plan? { plans.first(where: \.isFree) }

  package func plan(_ key: String) -> Plan? { planByKey[key] }
  package func package(_ key: String) -> Package? { packageByKey[key] }

  /// The plan that a price buys: by the price's id, its lookup key, or its product and interval. Never by amount.
  package func price(_ reference: PriceReference) -> PlanPrice? {
    if let id = reference.price, let found = byPrice[id] { return found }
    if let key = reference.lookupKey, let found = byLookupKey[key] { return found }
    guard let product = reference.product, let interval = reference.interval else { return nil }
    return byProduct[product]?.first { $0.interval.rawValue == interval }
  }

  /// The package that a price buys, by its id or lookup key.
  package func package(_ reference: PriceReference) -> Package? {
    packages.first { package in
      package.prices.contains { price in
        reference.price.map(price.ids.contains) == true
          || (reference.lookupKey != nil && reference.lookupKey == price.lookupKey)
      }
    }
  }
}

/// How often a plan is billed.
package enum BillingInterval: String, Sendable, Codable, CaseIterable {
  case month, year

  package var months: Int64 { self == .year ? 12 : 1 }
  /// `monthly`, `yearly`.
  package var adverb: String { self == .year ? "yearly" : "monthly" }
}

/// One price under which a plan or a package is sold.
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

  package let key: String
  package let name: String
  package let tier: Int64
  package let refill: Refill
  /// The most plan credits that a refill may fill up to.
  package let cap: Credits
  package let prices: [PriceTerms]
  /// The provider's product ids, for payloads that carry neither a known price id nor a lookup key.
  package let products: [String]

  package var isFree: Bool { prices.isEmpty }

  package init(
    key: String, name: String, tier: Int64, refill: Refill, cap: Credits, prices: [PriceTerms], products: [String] = []
  ) {
    self.key = key
    self.name = name
    self.tier = tier
    self.refill = refill
    self.cap = cap
    self.prices = prices
    self.products = products
  }
}

/// Credits sold once.
package struct Package: Sendable, Equatable {
  package let key: String
  package let name: String
  package let credits: Credits
  package let prices: [PackagePrice]
  /// 0 to 100; nil for a package that auto-reload cannot buy.
  package let autoReloadDiscountPercent: Int64?

  package init(
    key: String, name: String, credits: Credits, prices: [PackagePrice], autoReloadDiscountPercent: Int64?
  ) {
    self.key = key
    self.name = name
    self.credits = credits
    self.prices = prices
    self.autoReloadDiscountPercent = autoReloadDiscountPercent
  }

  /// What the package may cost: its price, or its price less the auto-reload discount.
  package func mayCost(_ money: Money) -> Bool {
    prices.contains { price in
      price.money == money || (price.money.currency == money.currency && discounted(price.money) == money.amount)
    }
  }

  private func discounted(_ money: Money) -> Int64? {
    autoReloadDiscountPercent.map { money.amount - money.amount.portion($0, of: 100) }
  }
}

/// One price of a package.
package struct PackagePrice: Sendable, Equatable {
  package let money: Money
  package let lookupKey: String?
  package let ids: [String]

  package init(money: Money, lookupKey: String?, ids: [String]) {
    self.money = money
    self.lookupKey = lookupKey
    self.ids = ids
  }
}

/// The terms that are not a plan's own.
package struct Policies: Sendable, Equatable {
  /// Whether an invoice of nothing (a coupon for all of it, a trial) grants its credits.
  package enum GrantOnZero: String, Sendable, Codable, CaseIterable { case always, trial, never }
  /// When the benefits of a subscription end that the provider ended before its paid period was over.
  package enum EndOfSubscription: String, Sendable, Codable, CaseIterable {
    case atOnce = "at_once"
    case paidPeriod = "paid_period"
  }

  /// How long a plan's limits are kept after a failed payment, in days.
  package let pastDueGraceDays: Int64
  package let grantOnZero: GrantOnZero
  package let endOfSubscription: EndOfSubscription

  package init(
    pastDueGraceDays: Int64 = 14, grantOnZero: GrantOnZero = .always, endOfSubscription: EndOfSubscription = .atOnce
  ) {
    self.pastDueGraceDays = pastDueGraceDays
    self.grantOnZero = grantOnZero
    self.endOfSubscription = endOfSubscription
  }
}

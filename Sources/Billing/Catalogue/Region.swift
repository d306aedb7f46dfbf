/// Where other currencies, prices and credit amounts hold than the catalogue's own. Rules section 2.
package struct Region: Sendable, Equatable {
  /// What a region says otherwise of a plan; nil keeps the catalogue's.
  package struct PlanTerms: Sendable, Equatable {
    package let refill: Credits?
    package let cap: Credits?
    package let prices: [PriceTerms]?

    package init(refill: Credits? = nil, cap: Credits? = nil, prices: [PriceTerms]? = nil) {
      self.refill = refill
      self.cap = cap
      self.prices = prices
    }
  }

  /// What a region says otherwise of a package; nil keeps the catalogue's.
  package struct PackageTerms: Sendable, Equatable {
    package let credits: Credits?
    package let prices: [PackagePrice]?

    package init(credits: Credits? = nil, prices: [PackagePrice]? = nil) {
      self.credits = credits
      self.prices = prices
    }
  }

  package let key: String
  /// ISO 4217 in lowercase.
  package let currency: String
  /// By the plan's key.
  package let plans: [String: PlanTerms]
  /// By the package's key.
  package let packages: [String: PackageTerms]

  package init(
    key: String, currency: String, plans: [String: PlanTerms] = [:], packages: [String: PackageTerms] = [:]
  ) {
    self.key = key
    self.currency = currency
    self.plans = plans
    self.packages = packages
  }
}

extension Plan {
  func with(_ terms: Region.PlanTerms?) -> Plan {
    guard let terms else { return self }
    return Plan(
      key: key, name: name, tier: tier, refill: .init(amount: terms.refill ?? refill.amount, unit: refill.unit),
      cap: terms.cap ?? cap, prices: terms.prices ?? prices, products: products, isLegacy: isLegacy,
      isPopular: isPopular, badge: badge, highlights: highlights, features: features,
      former: terms.refill == nil && terms.cap == nil ? former : [])
  }
}

extension Package {
  func with(_ terms: Region.PackageTerms?) -> Package {
    guard let terms else { return self }
    return Package(
      key: key, name: name, credits: terms.credits ?? credits, prices: terms.prices ?? prices,
      autoReloadDiscountPercent: autoReloadDiscountPercent, expiresAfterDays: expiresAfterDays,
      former: terms.credits == nil && terms.prices == nil ? former : [])
  }
}

extension Catalog {
  /// The free plan on the terms of each region in turn.
  func freePlans(_ regions: [(from: Instant, region: String)]) -> [(from: Instant, plan: Plan)] {
    guard let own = freePlan else { return [] }
    let start = Instant(clamping: 0)
    guard !regions.isEmpty || !own.former.isEmpty else { return [(from: start, plan: own)] }
    let shown = [(from: start, plan: own)] + regions.map { (from: $0.from, plan: plan(own.key, in: $0.region) ?? own) }
    let changes = Set(shown.flatMap { $0.plan.former.map(\.until) }).union(shown.map(\.from)).sorted()
    return changes.map { moment in
      let plan = shown.last { $0.from <= moment }?.plan ?? own
      return (from: moment, plan: plan.asOf(moment))
    }
  }
}

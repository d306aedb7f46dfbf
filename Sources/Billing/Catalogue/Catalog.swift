/// What is sold and on which terms: plans, packages, features, actions, regions, offers and policies. One file,
/// validated whole at start. Rules section 2.
package struct Catalog: Sendable {
  /// By tier; the terms of no region.
  package let plans: [Plan]
  package let packages: [Package]
  package let features: [Feature]
  package let comparison: [ComparisonGroup]
  package let actions: [ActionPrice]
  package let regions: [Region]
  package let offers: [Offer]
  package let policies: Policies

  private let index: CatalogIndex

  /// - Throws: everything that keeps the draft from standing.
  package init(_ draft: CatalogDraft) throws(CatalogErrors) {
    let errors = draft.errors
    guard errors.isEmpty else { throw CatalogErrors(all: errors) }
    plans = draft.plans.sorted { ($0.tier, $0.key) < ($1.tier, $1.key) }
    packages = draft.packages
    features = draft.features
    comparison = draft.comparison
    actions = draft.actions
    regions = draft.regions
    offers = draft.offers
    policies = draft.policies
    index = CatalogIndex(plans: plans, packages: packages, regions: regions)
  }

  /// - Throws: everything that keeps the parts from standing together.
  package init(
    plans: [Plan], packages: [Package], features: [Feature] = [], comparison: [ComparisonGroup] = [],
    actions: [ActionPrice] = [], regions: [Region] = [], offers: [Offer] = [], policies: Policies = Policies()
  ) throws(CatalogErrors) {
    try self.init(
      CatalogDraft(
        plans: plans, packages: packages, features: features, comparison: comparison, actions: actions,
        regions: regions, offers: offers, policies: policies))
  }

  /// The plan of everybody who has no other: the one without a price.
  package var freePlan: Plan? { plans.first(where: \.isFree) }

  package func plan(_ key: String) -> Plan? { plans.first { $0.key == key } }
  package func package(_ key: String) -> Package? { packages.first { $0.key == key } }
  package func feature(_ key: String) -> Feature? { features.first { $0.key == key } }
  package func action(_ key: String) -> ActionPrice? { actions.first { $0.key == key } }

  /// The plans on the terms of a region, by tier; a region that is not known has the catalogue's own.
  package func plans(in region: String?) -> [Plan] { region.flatMap { index.plans[$0] } ?? plans }
  /// The packages on the terms of a region.
  package func packages(in region: String?) -> [Package] { region.flatMap { index.packages[$0] } ?? packages }

  package func plan(_ key: String, in region: String?) -> Plan? { plans(in: region).first { $0.key == key } }
  package func package(_ key: String, in region: String?) -> Package? { packages(in: region).first { $0.key == key } }

  /// The plan that a price buys, on the terms of the price's region: by the price's id, its lookup key, or its product
  /// and interval. Never by amount.
  package func price(_ reference: PriceReference) -> PlanPrice? {
    if let id = reference.price, let found = index.byPrice[id] { return found }
    if let key = reference.lookupKey, let found = index.byLookupKey[key] { return found }
    // A price of several months or years is no price of the catalogue's, whose intervals are of one.
    guard let product = reference.product, let interval = reference.interval, (reference.intervalCount ?? 1) == 1
    else { return nil }
    let sold = index.byProduct[product]?.filter { $0.interval.rawValue == interval } ?? []
    // A region sells the same product: the currency says on whose terms.
    return sold.first { $0.terms.money.currency == reference.currency } ?? sold.first
  }

  /// The package that a price buys, by its id or lookup key.
  package func package(_ reference: PriceReference) -> Package? {
    if let id = reference.price, let found = index.packageByPrice[id] { return found }
    return reference.lookupKey.flatMap { index.packageByLookupKey[$0] }
  }

  /// The package on the terms under which `money` buys it: at its price where the account is, or anywhere, or at an
  /// offer's.
  func package(
    _ key: String, for money: Money, in region: String?, at moment: Instant, withAutoReload: Bool
  ) -> Package? {
    let places = [region, nil] + regions.map(\.key)
    let variants = places.flatMap { packages(in: $0).filter { $0.key == key } }
    let sold = variants.lazy.compactMap { $0.sold(for: money, at: moment, withAutoReload: withAutoReload) }
    if let found = sold.first { return found }
    let offers = offers.filter { $0.packages.contains(key) }
    return variants.lazy.compactMap { package -> Package? in
      let terms = package.terms(at: moment)
      let isOffered = terms.prices.contains { price in offers.contains { $0.applied(to: price) == money } }
      return isOffered ? package.bringing(terms.credits, lasting: terms.expiresAfterDays) : nil
    }.first
  }
}

/// Where each price and each region's terms are found.
private struct CatalogIndex: Sendable {
  private(set) var plans: [String: [Plan]] = [:]
  private(set) var packages: [String: [Package]] = [:]
  private(set) var byPrice: [String: PlanPrice] = [:]
  private(set) var byLookupKey: [String: PlanPrice] = [:]
  private(set) var byProduct: [String: [PlanPrice]] = [:]
  private(set) var packageByPrice: [String: Package] = [:]
  private(set) var packageByLookupKey: [String: Package] = [:]

  init(plans: [Plan], packages: [Package], regions: [Region]) {
    for plan in plans { add(plan) }
    for package in packages { add(package) }
    for region in regions {
      self.plans[region.key] = plans.map { $0.with(region.plans[$0.key]) }
      self.packages[region.key] = packages.map { $0.with(region.packages[$0.key]) }
      for plan in self.plans[region.key] ?? [] { add(plan) }
      for package in self.packages[region.key] ?? [] { add(package) }
    }
  }

  /// The catalogue's own terms are added first, and stay where a region keeps a price.
  private mutating func add(_ plan: Plan) {
    for terms in plan.prices {
      let price = PlanPrice(plan: plan, interval: terms.interval, terms: terms)
      for id in terms.ids where byPrice[id] == nil { byPrice[id] = price }
      if let key = terms.lookupKey, byLookupKey[key] == nil { byLookupKey[key] = price }
      for product in plan.products { byProduct[product, default: []].append(price) }
    }
  }

  private mutating func add(_ package: Package) {
    for price in package.prices {
      for id in price.ids where packageByPrice[id] == nil { packageByPrice[id] = package }
      if let key = price.lookupKey, packageByLookupKey[key] == nil { packageByLookupKey[key] = package }
    }
  }
}

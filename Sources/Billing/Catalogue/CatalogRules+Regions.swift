extension CatalogRules {
  mutating func regions() {
    for (region, label) in zip(draft.regions, keys(draft.regions.map(\.key), in: "regions")) {
      currency(region.currency, ["regions", label, "currency"])
      for (key, terms) in region.plans.sorted(by: { $0.key < $1.key }) {
        check(terms, of: key, currency: region.currency, ["regions", label, "plans", key])
      }
      for (key, terms) in region.packages.sorted(by: { $0.key < $1.key }) {
        check(terms, of: key, currency: region.currency, ["regions", label, "packages", key])
      }
    }
  }

  private mutating func check(_ terms: Region.PlanTerms, of key: String, currency: String, _ path: [String]) {
    reference(key, to: draft.plans.map(\.key), "plan", at: path)
    prices(terms.prices ?? [], currency: currency, path + ["prices"])
    guard let plan = draft.plans.first(where: { $0.key == key }) else { return }
    range(terms.refill, 1...Self.creditsMax, path + ["refill"])
    let there = plan.with(terms)
    if terms.refill != nil || terms.cap != nil { cap(there.cap, refill: there.refill.amount, path + ["cap"]) }
    guard !plan.isFree else { return freePlan(terms, path) }
    isSold(terms.prices?.isEmpty, path)
    guard terms.prices == nil, there != plan else { return }
    fail(
      path, "it gives other credits than the catalogue's at the catalogue's prices, which cannot tell whose they buy",
      "give it prices of its own")
  }

  private mutating func freePlan(_ terms: Region.PlanTerms, _ path: [String]) {
    guard let prices = terms.prices, !prices.isEmpty else { return }
    fail(path + ["prices"], "the free plan has no prices", "take them out")
  }

  private mutating func check(_ terms: Region.PackageTerms, of key: String, currency: String, _ path: [String]) {
    reference(key, to: draft.packages.map(\.key), "package", at: path)
    prices(terms.prices ?? [], currency: currency, path + ["prices"])
    range(terms.credits, 1...Self.creditsMax, path + ["credits"])
    isSold(terms.prices?.isEmpty, path)
    guard let package = draft.packages.first(where: { $0.key == key }), terms.prices == nil,
      package.with(terms) != package
    else { return }
    fail(
      path, "it gives other credits than the catalogue's at the catalogue's prices, which cannot tell whose they buy",
      "give it prices of its own")
  }

  /// Without prices of its own a region inherits them; it cannot take them away.
  private mutating func isSold(_ hasNoPrices: Bool?, _ path: [String]) {
    guard hasNoPrices == true else { return }
    fail(path + ["prices"], "there is no price", "write one, or leave prices out to keep the catalogue's")
  }
}

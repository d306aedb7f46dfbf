internal import Billing

extension CatalogReader {
  func region(_ node: CatalogNode) -> Region? {
    guard let region = CatalogRecord(node, RegionKey.self) else { return nil }
    return Region(
      key: region.need(.key)?.text() ?? "",
      currency: region.need(.currency, "write its currency, as eur")?.text() ?? "",
      plans: terms(region[.plans], planTerms),
      packages: terms(region[.packages], packageTerms))
  }

  private func terms<Terms>(_ node: CatalogNode?, _ read: (CatalogNode) -> Terms?) -> [String: Terms] {
    let pairs = (node?.table() ?? []).compactMap { key, value in read(value).map { (key, $0) } }
    return Dictionary(pairs) { first, _ in first }
  }

  private func planTerms(_ node: CatalogNode) -> Region.PlanTerms? {
    guard let terms = CatalogRecord(node, RegionPlanKey.self) else { return nil }
    return Region.PlanTerms(
      refill: terms[.refill]?.whole("a whole number of credits, as 5000; the unit stays the plan's"),
      cap: terms[.cap]?.whole(),
      prices: terms[.prices]?.entries(by: PlanPriceKey.interval).compactMap(planPrice))
  }

  private func packageTerms(_ node: CatalogNode) -> Region.PackageTerms? {
    guard let terms = CatalogRecord(node, RegionPackageKey.self) else { return nil }
    return Region.PackageTerms(
      credits: terms[.credits]?.whole(),
      prices: terms[.prices]?.entries(by: PackagePriceKey.currency).compactMap(packagePrice))
  }
}

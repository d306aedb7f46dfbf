internal import Billing

extension CatalogReader {
  func plan(_ node: CatalogNode, _ kinds: [String: Feature.Kind]) -> Plan? {
    guard let plan = CatalogRecord(node, PlanKey.self) else { return nil }
    return Plan(
      key: plan.need(.key)?.text() ?? "",
      name: plan.need(.name)?.text() ?? "",
      tier: plan.need(.tier, "write a number; a higher tier is an upgrade")?.whole("a whole number, as 1") ?? 0,
      refill: refill(plan.need(.refill, "write { amount: 5000, unit: month }")),
      cap: plan.need(.cap, "write the most credits that refills fill up to")?.whole() ?? CatalogReader.creditsUnread,
      prices: plan[.prices]?.entries(by: PlanPriceKey.interval).compactMap(planPrice) ?? [],
      products: plan[.products]?.list() ?? [],
      isLegacy: plan[.legacy]?.flag() ?? false,
      isPopular: plan[.popular]?.flag() ?? false,
      badge: plan[.badge]?.text(),
      highlights: plan[.highlights]?.list() ?? [],
      features: values(plan[.features], kinds),
      former: plan[.former]?.entries().compactMap(formerTerms) ?? [])
  }

  /// Stands in for a cap: no refill is above it.
  private static let creditsUnread = Credits.max

  private func refill(_ node: CatalogNode?) -> Plan.Refill {
    let refill = node.flatMap { CatalogRecord($0, RefillKey.self) }
    return Plan.Refill(
      amount: refill?.need(.amount)?.whole() ?? 1,
      unit: refill?.need(.unit, "write day, month or year")?.choice(RefillUnit.self) ?? .month)
  }

  /// Nil where the interval cannot be read: no other may stand in for it.
  func planPrice(_ node: CatalogNode) -> PriceTerms? {
    guard let price = CatalogRecord(node, PlanPriceKey.self) else { return nil }
    let interval = price.need(.interval, "write month or year")?.choice(BillingInterval.self)
    let money = money(price.need(.amount), price.need(.currency))
    let (lookupKey, ids) = (price[.lookupKey]?.text(), price[.ids]?.list() ?? [])
    return interval.map { PriceTerms(interval: $0, money: money, lookupKey: lookupKey, ids: ids) }
  }

  func money(_ amount: CatalogNode?, _ currency: CatalogNode?) -> Money {
    Money(amount: amount?.cents() ?? 0, currency: currency?.text() ?? "")
  }

  func package(_ node: CatalogNode) -> Package? {
    guard let package = CatalogRecord(node, PackageKey.self) else { return nil }
    return Package(
      key: package.need(.key)?.text() ?? "",
      name: package.need(.name)?.text() ?? "",
      credits: package.need(.credits)?.whole() ?? 1,
      prices: package.need(.prices)?.entries(by: PackagePriceKey.currency).compactMap(packagePrice) ?? [],
      autoReloadDiscountPercent: package[.autoReloadDiscountPercent]?.whole("a whole number of percent, as 10"),
      expiresAfterDays: package[.expiresAfterDays]?.whole("a whole number of days, or leave it out"),
      former: package[.former]?.entries().compactMap(formerPackage) ?? [])
  }

  private func formerTerms(_ node: CatalogNode) -> Plan.FormerTerms? {
    guard let terms = CatalogRecord(node, FormerPlanKey.self) else { return nil }
    let until = terms.need(.until, "write when they ended, as 2026-03-01")?.moment()
    let refill = terms.need(.refill)?.whole() ?? 1
    let cap = terms.need(.cap)?.whole() ?? CatalogReader.creditsUnread
    return Plan.FormerTerms(until: until ?? .latest, refill: refill, cap: cap)
  }

  private func formerPackage(_ node: CatalogNode) -> Package.FormerTerms? {
    guard let terms = CatalogRecord(node, FormerPackageKey.self) else { return nil }
    let until = terms.need(.until, "write when they ended, as 2026-03-01")?.moment()
    let credits = terms.need(.credits)?.whole() ?? 1
    let prices = terms.need(.prices)?.entries(by: MoneyKey.currency).compactMap(formerPrice) ?? []
    return Package.FormerTerms(
      until: until ?? .latest, credits: credits, prices: prices,
      autoReloadDiscountPercent: terms[.autoReloadDiscountPercent]?.whole("a whole number of percent, as 10"),
      expiresAfterDays: terms[.expiresAfterDays]?.whole("a whole number of days, or leave it out"))
  }

  private func formerPrice(_ node: CatalogNode) -> Money? {
    CatalogRecord(node, MoneyKey.self).map { money($0.need(.amount), $0.need(.currency)) }
  }

  func packagePrice(_ node: CatalogNode) -> PackagePrice? {
    guard let price = CatalogRecord(node, PackagePriceKey.self) else { return nil }
    return PackagePrice(
      money: money(price.need(.amount), price.need(.currency)), lookupKey: price[.lookupKey]?.text(),
      ids: price[.ids]?.list() ?? [])
  }
}

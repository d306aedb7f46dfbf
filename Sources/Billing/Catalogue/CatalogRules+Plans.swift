extension CatalogRules {
  mutating func plans() {
    let labels = keys(draft.plans.map(\.key), in: "plans")
    for (plan, label) in zip(draft.plans, labels) { check(plan, ["plans", label]) }
    onePlanIsFree(labels)
    onePlanIsPopular(labels)
  }

  private mutating func check(_ plan: Plan, _ path: [String]) {
    text(plan.name, path + ["name"])
    range(plan.tier, 0...1000, path + ["tier"])
    range(plan.refill.amount, 1...Self.creditsMax, path + ["refill", "amount"])
    cap(plan.cap, refill: plan.refill.amount, path + ["cap"])
    text(plan.badge, path + ["badge"])
    for (words, label) in zip(plan.highlights, EntryLabels.of(plan.highlights)) {
      text(words, max: Self.textLengthMax, path + ["highlights", label])
    }
    prices(plan.prices, path + ["prices"])
    values(plan.features, path + ["features"])
    for (terms, label) in zip(plan.former, EntryLabels.of(plan.former.map { _ in nil })) {
      range(terms.refill, 1...Self.creditsMax, path + ["former", label, "refill"])
      cap(terms.cap, refill: terms.refill, path + ["former", label, "cap"])
    }
    recognised(plan, path + ["prices"])
  }

  /// A price that no payload can be told by would sell what nobody gets.
  private mutating func recognised(_ plan: Plan, _ path: [String]) {
    for (price, label) in zip(plan.prices, plan.prices.labels)
    where price.lookupKey == nil && price.ids.isEmpty && plan.products.isEmpty {
      fail(
        path + [label], "nothing tells this price in a payload", "write its lookup_key, its ids, or the plan's products"
      )
    }
  }

  mutating func cap(_ cap: Credits, refill: Credits, _ path: [String]) {
    guard cap < refill else { return range(cap, 1...Self.creditsMax, path) }
    fail(path, "\(cap) would hold back a part of every refill", "write the refill of \(refill) or more")
  }

  private mutating func onePlanIsFree(_ labels: [String]) {
    let free = zip(draft.plans, labels).filter(\.0.isFree)
    guard let (first, label) = free.first else {
      return fail(["plans"], "no plan is free", "leave the prices of one out: it is everybody's plan who has no other")
    }
    for (_, other) in free.dropFirst() {
      fail(["plans", other, "prices"], "\(label) is the free plan already", "write what it costs")
    }
    guard first.isLegacy else { return }
    fail(["plans", label, "legacy"], "the free plan cannot be legacy", "write false: everybody falls back to it")
  }

  private mutating func onePlanIsPopular(_ labels: [String]) {
    let popular = zip(draft.plans, labels).filter(\.0.isPopular).map(\.1)
    for label in popular.dropFirst() {
      fail(["plans", label, "popular"], "\(popular[0]) is the popular plan already", "write true for one plan alone")
    }
  }

  mutating func packages() {
    let labels = keys(draft.packages.map(\.key), in: "packages")
    for (package, label) in zip(draft.packages, labels) { check(package, ["packages", label]) }
  }

  private mutating func check(_ package: Package, _ path: [String]) {
    text(package.name, path + ["name"])
    range(package.credits, 1...Self.creditsMax, path + ["credits"])
    range(package.autoReloadDiscountPercent, 0...100, path + ["auto_reload_discount_percent"])
    range(package.expiresAfterDays, 1...Self.daysMax, path + ["expires_after_days"])
    prices(package.prices, path + ["prices"])
    for (terms, label) in zip(package.former, EntryLabels.of(package.former.map { _ in nil })) {
      range(terms.credits, 1...Self.creditsMax, path + ["former", label, "credits"])
      range(terms.autoReloadDiscountPercent, 0...100, path + ["former", label, "auto_reload_discount_percent"])
      range(terms.expiresAfterDays, 1...Self.daysMax, path + ["former", label, "expires_after_days"])
      for (price, name) in zip(terms.prices, EntryLabels.of(terms.prices.map(\.currency))) {
        money(price, path + ["former", label, "prices", name])
      }
    }
  }
}

extension CatalogRules {
  mutating func offers() {
    for (offer, label) in zip(draft.offers, keys(draft.offers.map(\.key), in: "offers")) {
      check(offer, ["offers", label])
    }
  }

  private mutating func check(_ offer: Offer, _ path: [String]) {
    text(offer.name, path + ["name"])
    text(offer.coupon, max: Self.textLengthMax, path + ["coupon"])
    references(offer.plans, to: draft.plans.map(\.key), "plan", in: path + ["plans"])
    references(offer.packages, to: draft.packages.map(\.key), "package", in: path + ["packages"])
    references(offer.regions, to: draft.regions.map(\.key), "region", in: path + ["regions"])
    if offer.plans.isEmpty, offer.packages.isEmpty {
      fail(path, "it is for no plan and no package", "name at least one under plans or packages")
    }
    window(offer, path)
    reduction(offer, path)
  }

  private mutating func window(_ offer: Offer, _ path: [String]) {
    guard let from = offer.from, let until = offer.until, from >= until else { return }
    fail(
      path + ["until"], "it ends before it begins, at \(from)", "write a later moment; it is the first one without it")
  }

  private mutating func reduction(_ offer: Offer, _ path: [String]) {
    switch offer.reduction {
    case .percent(let percent): range(percent, 1...100, path + ["percent_off"])
    case .price(let price):
      money(price, path + ["price"])
      guard let first = (offer.plans + offer.packages).first, !lowersSomething(offer) else { return }
      fail(
        path + ["price"], "\(price) lowers no price of \(first)",
        "write less than a price, in the currency of that price")
    }
  }

  /// Whether any price that the offer is for, anywhere, comes to less under it.
  private func lowersSomething(_ offer: Offer) -> Bool {
    let plans = draft.plans.filter { offer.plans.contains($0.key) }.flatMap(\.prices)
    let packages = draft.packages.filter { offer.packages.contains($0.key) }.flatMap(\.prices)
    let plansThere = draft.regions.flatMap { $0.plans.filter { offer.plans.contains($0.key) } }
    let packagesThere = draft.regions.flatMap { $0.packages.filter { offer.packages.contains($0.key) } }
    let prices =
      plans.map(\.money) + packages.map(\.money) + plansThere.flatMap { $0.value.prices ?? [] }.map(\.money)
      + packagesThere.flatMap { $0.value.prices ?? [] }.map(\.money)
    return prices.isEmpty || prices.contains { offer.applied(to: $0) != nil }
  }
}

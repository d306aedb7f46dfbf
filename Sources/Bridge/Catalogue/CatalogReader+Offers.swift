internal import Billing

extension CatalogReader {
  func offer(_ node: CatalogNode) -> Offer? {
    guard let offer = CatalogRecord(node, OfferKey.self) else { return nil }
    return Offer(
      key: offer.need(.key)?.text() ?? "",
      name: offer.need(.name)?.text() ?? "",
      plans: offer[.plans]?.list() ?? [],
      packages: offer[.packages]?.list() ?? [],
      interval: offer[.interval]?.choice(BillingInterval.self),
      regions: offer[.regions]?.list() ?? [],
      from: offer[.from]?.moment(),
      until: offer[.until]?.moment(),
      condition: offer[.condition]?.choice(Offer.Condition.self) ?? .everyone,
      isFirstPaymentOnly: offer[.firstPaymentOnly]?.flag() ?? false,
      reduction: reduction(offer),
      coupon: offer[.coupon]?.text())
  }

  private func reduction(_ offer: CatalogRecord<OfferKey>) -> Offer.Reduction {
    switch (offer[.percentOff], offer[.price]) {
    case (let percent?, nil): return .percent(percent.whole("a whole number of percent, as 20") ?? 1)
    case (nil, let price?): return self.price(price)
    case (_?, let price?): price.fail("percent_off is there too", "keep one of the two")
    case (nil, nil): _ = offer.need(.percentOff, "write percent_off: 20, or price: { amount: 1000, currency: usd }")
    }
    return .percent(1)
  }

  private func price(_ node: CatalogNode) -> Offer.Reduction {
    guard let money = CatalogRecord(node, MoneyKey.self) else { return .percent(1) }
    return .price(self.money(money.need(.amount), money.need(.currency)))
  }
}

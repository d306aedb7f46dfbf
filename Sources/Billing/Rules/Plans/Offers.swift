/// Which offer lowers a price for an account now. Rules section 2.
extension Catalog {
  /// Who an offer is looked up for.
  struct Shopper {
    var region: String?
    /// Whether there was a paid subscription before.
    var hadSubscription = false
    /// Whether one is live: then no payment is a first one.
    var isSubscribed = false
    let moment: Instant
  }

  /// The offer that makes a plan's price the lowest.
  func offer(on price: PlanPrice, for shopper: Shopper) -> (offer: Offer, money: Money)? {
    best(price.terms.money, shopper) {
      $0.plans.contains(price.plan.key) && ($0.interval ?? price.interval) == price.interval
    }
  }

  /// The offer that makes a package's price the lowest.
  func offer(on package: Package, money: Money, for shopper: Shopper) -> (offer: Offer, money: Money)? {
    best(money, shopper) { $0.packages.contains(package.key) }
  }

  private func best(
    _ money: Money, _ shopper: Shopper, where fits: (Offer) -> Bool
  ) -> (offer: Offer, money: Money)? {
    offers.filter { fits($0) && $0.isFor(shopper) }
      .compactMap { offer in offer.applied(to: money).map { (offer, $0) } }
      .min { ($0.1.amount, $0.0.key) < ($1.1.amount, $1.0.key) }
  }
}

extension Offer {
  fileprivate func isFor(_ shopper: Catalog.Shopper) -> Bool {
    guard holds(at: shopper.moment, in: shopper.region) else { return false }
    if isFirstPaymentOnly, !plans.isEmpty, shopper.isSubscribed { return false }
    return condition == .everyone || !shopper.hadSubscription
  }
}

extension Account {
  var shopper: Catalog.Shopper {
    Catalog.Shopper(
      region: history.app.region, hadSubscription: history.subscriptions.traces.contains(where: \.lived),
      isSubscribed: liveSubscription != nil, moment: moment)
  }
}

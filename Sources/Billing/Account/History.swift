/// An account's facts, read together: what each rule family makes of the whole set. Nothing here depends on the order
/// in which facts arrived.
struct History {
  private(set) var facts: [Fact]
  private(set) var app: AppHistory
  let prices: PriceBook
  let subscriptions: Subscriptions
  let periods: [PaidPeriod]
  let packages: PackagePurchases
  let disputes: Disputes
  let standings: Standings
  let returns: Returns
  private(set) var autoReload: AutoReload?
  let outcomes: [String: Outcome]
  let told: Told

  /// - Parameter facts: in the order of `Fact.inOrder`, each event once.
  init(_ facts: [Fact], _ catalog: Catalog) {
    let prices = PriceBook(catalog, facts)
    let subscriptions = Subscriptions(facts, prices)
    var paid = PaidPeriods(facts, prices, subscriptions, catalog.policies)
    let app = AppHistory(facts)
    let packages = PackagePurchases(facts, catalog, app)
    // Which names are one payment matters only where money was returned.
    let graph = PaymentGraph(facts.contains(where: \.returnsMoney) ? facts : [])
    let disputes = Disputes(facts, graph)
    let returns = Returns(
      facts, paid.periods, packages, Refunds(facts, graph), disputes, graph,
      Forgiveness(catalog.policies.shortfall, requested: app.approvedRefunds))
    for full in returns.full { paid.refund(invoice: full.origin, at: full.at) }
    self.facts = facts
    self.app = app
    told = Told(facts)
    self.prices = prices
    self.subscriptions = subscriptions
    self.packages = packages
    self.disputes = disputes
    self.returns = returns
    autoReload = AutoReload.state(facts, packages, disputes)
    periods = paid.periods
    standings = Standings(facts, subscriptions, paid.periods, prices, catalog.policies)
    outcomes = subscriptions.outcomes(facts)
      .merging(paid.outcomes) { one, _ in one }
      .merging(packages.outcomes) { one, _ in one }
      .merging(returns.outcomes) { one, _ in one }
  }

  /// Adds a fact of the app's own that changes nothing in how the others are read.
  mutating func add(_ fact: Fact) {
    facts.append(fact)
    app.add(fact)
    switch fact.body {
    case .app(.autoReloadSet), .app(.reloadFailed): autoReload = AutoReload.state(facts, packages, disputes)
    default: break
    }
  }

  func outcome(_ fact: Fact) -> Outcome {
    if let outcome = outcomes[fact.event] { return outcome }
    guard let subscription = fact.subscription else { return .applied }
    return subscriptions.trace(subscription) == nil ? .ignored("the subscription is not of a plan of ours") : .applied
  }
}

extension Fact {
  /// The subscription that a failed invoice or a schedule is about.
  fileprivate var subscription: String? {
    switch body {
    case .invoiceFailed(let invoice): invoice.subscription ?? ""
    case .scheduleSeen(let schedule): schedule.subscription ?? schedule.releasedSubscription
    default: nil
    }
  }
}

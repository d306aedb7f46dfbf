/// Which plan a price buys, for one account: what the catalogue says, and what the account's own facts teach.
///
/// Since 2025-03-31 an invoice line names its price by id alone, while the subscription's items carry the lookup key.
/// So a price id that came with a known lookup key is known from then on, in whatever order the two arrived.
struct PriceBook {
  let catalog: Catalog
  private var learned: [String: PlanPrice] = [:]

  init(_ catalog: Catalog, _ facts: [Fact]) {
    self.catalog = catalog
    for fact in facts {
      for reference in fact.prices {
        guard let id = reference.price, learned[id] == nil else { continue }
        learned[id] = catalog.price(reference)
      }
    }
  }

  func plan(_ reference: PriceReference) -> PlanPrice? {
    catalog.price(reference) ?? reference.price.flatMap { learned[$0] }
  }

  func plan(of subscription: Subscription) -> PlanPrice? {
    subscription.items.lazy.compactMap { plan($0.reference) }.first
  }
}

extension Fact {
  /// Every price that it names together with what else it says of it.
  fileprivate var prices: [PriceReference] {
    switch body {
    case .subscriptionSeen(let seen): seen.items.map(\.reference)
    case .invoicePaid(let invoice), .invoiceFailed(let invoice): invoice.lines.map(\.reference)
    case .scheduleSeen(let schedule): schedule.phases.flatMap(\.prices)
    default: []
    }
  }
}

extension Catalog {
  /// Why a fact is about another product on the same provider account, or nil where it is not or nobody can tell yet.
  ///
  /// Only a subscription says it by itself: its items carry all that is known of their prices. One that is an account's
  /// already is that account's whatever its prices are now: it may have left our product. Rules section 4, "not ours".
  package func reasonToIgnore(_ fact: Fact) -> String? {
    guard case .subscriptionSeen(let seen) = fact.body, !seen.items.isEmpty,
      seen.items.allSatisfy({ price($0.reference) == nil })
    else { return nil }
    return "no item of the subscription has a price of the catalogue"
  }
}

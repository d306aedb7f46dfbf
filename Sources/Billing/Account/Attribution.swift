/// Whose each fact is, where several accounts are named within one web of links. Rules section 4, attribution.
///
/// A function of the set of facts: the facts of one purchase (tied by subscription, checkout, invoice, payment, charge)
/// belong to one account, the one whose checkout we opened, else that our metadata names first, else that a client
/// reference names first; a purchase that names none belongs to the account that first named its customer.
package enum Attribution {
  /// How much a name weighs: what a provider's users can write is a hint beside what we issued.
  private enum Weight: Int { case reference, metadata, opened }

  /// The account of each event; an event that nothing ties to one is absent.
  ///
  /// - Parameter opened: the accounts of the checkouts that we opened, by their sessions.
  package static func accounts(_ facts: [Fact], opened: [String: AccountID] = [:]) -> [String: AccountID] {
    let facts = facts.sorted(by: Fact.inOrder)
    let purchases = Purchases(facts)
    var named: [String: (account: AccountID, weight: Weight)] = [:]
    for (session, account) in opened.sorted(by: { $0.key < $1.key }) {
      named[purchases.name(ofKey: session)] = (account, .opened)
    }
    for fact in facts {
      guard let account = fact.links.account else { continue }
      let (purchase, weight) = (purchases.name(of: fact), fact.links.isByMetadata ? Weight.metadata : .reference)
      let isFirst = named[purchase].map { weight.rawValue > $0.weight.rawValue } ?? true
      if isFirst { named[purchase] = (account, weight) }
    }
    var customers: [String: AccountID] = [:]
    for fact in facts {
      guard let customer = fact.links.customer, let owner = named[purchases.name(of: fact)] else { continue }
      if fact.links.account != nil, customers[customer] == nil { customers[customer] = owner.account }
    }
    return owners(facts, purchases, named.mapValues(\.account), customers)
  }

  private static func owners(
    _ facts: [Fact], _ purchases: Purchases, _ named: [String: AccountID], _ customers: [String: AccountID]
  ) -> [String: AccountID] {
    var named = named
    for fact in facts {
      let purchase = purchases.name(of: fact)
      guard named[purchase] == nil, let customer = fact.links.customer else { continue }
      named[purchase] = customers[customer]
    }
    return Dictionary(
      facts.compactMap { fact in named[purchases.name(of: fact)].map { (fact.event, $0) } }
    ) { one, _ in one }
  }

  /// The facts of one purchase under one name.
  private struct Purchases {
    private var parent: [String: String] = [:]

    init(_ facts: [Fact]) {
      for fact in facts {
        guard let first = fact.links.purchase.first else { continue }
        for key in fact.links.purchase.dropFirst() {
          let (one, other) = (root(first), root(key))
          if one != other { parent[max(one, other)] = min(one, other) }
        }
      }
    }

    func name(of fact: Fact) -> String { fact.links.purchase.first.map(root) ?? fact.event }

    func name(ofKey key: String) -> String { root(key) }

    private func root(_ key: String) -> String {
      var key = key
      while let next = parent[key] { key = next }
      return key
    }
  }
}

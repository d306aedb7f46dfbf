internal import Billing
internal import Store

/// What a batch of deliveries needs to know of the store, asked once for all of them.
struct BatchView {
  /// Ids of the batch that are stored already.
  private let stored: Set<String>
  /// What the keys of the batch are linked to; kept up with what the batch itself links.
  private var links: [String: String]
  private let keys: Set<String>
  private var waitedFor: Set<String>
  private var unwritten: [String: String] = [:]

  init(_ deliveries: ArraySlice<Delivery>, _ transaction: WriteTransaction) throws {
    let keys = Set(deliveries.flatMap(\.keys))
    self.keys = keys
    let sorted = keys.sorted()
    stored = deliveries.isEmpty ? [] : try transaction.storedIDs(deliveries.map(\.event.id))
    links = sorted.isEmpty ? [:] : try transaction.links(sorted)
    waitedFor = sorted.isEmpty ? [] : try transaction.waitedFor(sorted)
  }

  /// Whether an event of this id may be stored already; then the store must be asked.
  func mayHold(_ event: NewEvent) -> Bool { stored.contains(event.id) }

  /// The one account that a fact belongs to, and the keys that it links anew; nil where that takes a closer look.
  func soleOwner(of fact: Fact) -> (account: AccountID, newKeys: [String])? {
    var account = fact.links.account
    var newKeys: [String] = []
    for key in fact.links.keys {
      guard keys.contains(key) else { return nil }
      guard let linked = links[key] else {
        guard !waitedFor.contains(key) else { return nil }
        newKeys.append(key)
        continue
      }
      guard let owner = AccountID(linked), account == nil || account == owner else { return nil }
      account = owner
    }
    return account.map { ($0, newKeys) }
  }

  /// Whether nothing says whose a fact is: it names no account, and nobody has any of its keys.
  func isUnknown(_ fact: Fact) -> Bool {
    fact.links.account == nil && fact.links.keys.allSatisfy { links[$0] == nil }
  }

  mutating func wait(for newKeys: [String]) { waitedFor.formUnion(newKeys) }

  mutating func link(_ newKeys: [String], to account: AccountID) {
    for key in newKeys {
      links[key] = account.value
      unwritten[key] = account.value
    }
  }

  /// Writes the links that the batch made so far.
  mutating func writeLinks(_ transaction: WriteTransaction) throws {
    try transaction.setLinks(unwritten)
    unwritten = [:]
  }
}

extension Delivery {
  /// The ids that tie its fact to others.
  fileprivate var keys: [String] {
    if case .fact(let fact) = content { fact.links.keys } else { [] }
  }
}

internal import Billing
internal import Store

/// What a batch of deliveries needs to know of the store, asked once for all of them.
struct BatchView {
  /// What is known of a key; kept up with what the batch itself brings about.
  private struct Key {
    enum Owner {
      case nobody
      case account(AccountID)
      case several
    }

    var owner = Owner.nobody
    var isWaitedFor = false
  }

  /// Ids of the batch that are stored already.
  private let stored: Set<String>
  private var keys: [String: Key] = [:]
  private var unwritten: [String: AccountID] = [:]

  init(_ deliveries: ArraySlice<Delivery>, _ transaction: WriteTransaction) throws {
    stored = try transaction.storedIDs(deliveries.map(\.event.id))
    for delivery in deliveries {
      for key in delivery.keys { keys[key] = Key() }
    }
    let names = Array(keys.keys)
    for (key, linked) in try transaction.links(names) {
      keys[key]?.owner = AccountID(linked).map { .account($0) } ?? .several
    }
    for key in try transaction.waitedFor(names) { keys[key]?.isWaitedFor = true }
  }

  /// Whether an event of this id may be stored already; then the store must be asked.
  func mayHold(_ event: NewEvent) -> Bool { stored.contains(event.id) }

  /// The one account that a fact belongs to, and the keys that it links anew; nil where that takes a closer look.
  func soleOwner(of delivery: Delivery) -> (account: AccountID, newKeys: [String])? {
    var account = delivery.account
    var newKeys: [String] = []
    for name in delivery.keys {
      guard let key = keys[name] else { return nil }
      switch key.owner {
      case .account(let owner):
        guard account == nil || account == owner else { return nil }
        account = owner
      case .nobody:
        guard !key.isWaitedFor else { return nil }
        newKeys.append(name)
      case .several: return nil
      }
    }
    return account.map { ($0, newKeys) }
  }

  /// Whether nothing says whose a fact is: it names no account, and nobody has any of its keys.
  func isUnknown(_ delivery: Delivery) -> Bool {
    guard delivery.account == nil else { return false }
    return delivery.keys.allSatisfy { key in
      if case .nobody? = keys[key]?.owner { true } else { keys[key] == nil }
    }
  }

  /// Whether somebody has a key.
  func isOwned(_ key: String) -> Bool {
    switch keys[key]?.owner {
    case .account, .several: true
    case .nobody, nil: false
    }
  }

  mutating func wait(for newKeys: [String]) {
    for key in newKeys { keys[key, default: Key()].isWaitedFor = true }
  }

  mutating func link(_ newKeys: [String], to account: AccountID) {
    for key in newKeys {
      keys[key]?.owner = .account(account)
      unwritten[key] = account
    }
  }

  /// Writes the links that the batch made so far.
  mutating func writeLinks(_ transaction: WriteTransaction) throws {
    try transaction.setLinks(unwritten.mapValues(\.value))
    unwritten = [:]
  }
}

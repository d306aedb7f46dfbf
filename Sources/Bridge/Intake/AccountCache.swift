internal import Billing
internal import Store

/// An account as the writer last committed it: its facts and what is booked for it.
struct CachedAccount {
  /// In place of an event's number, for the app's own facts: no event told them.
  static let ownSeq: Int64 = 0

  struct Known {
    let seq: Int64
    let fact: Fact
    var outcome: Outcome
  }

  var facts: [Known]
  var booked: [PostingKey: Credits]
  var head: LedgerHead
  var state: AccountState?
}

/// The accounts that the writer touched last. A cache: dropping it changes cost, never meaning.
///
/// Two generations: when the young one is full it becomes the old one, and what is not touched again is dropped with
/// the next turn.
struct AccountCache {
  /// Facts that one generation may hold.
  static let factsMax = 1024

  private var young: [AccountID: CachedAccount] = [:]
  private var old: [AccountID: CachedAccount] = [:]
  private var count = 0

  subscript(account: AccountID) -> CachedAccount? {
    young[account] ?? old[account]
  }

  mutating func store(_ entry: CachedAccount, for account: AccountID) {
    count += entry.facts.count - (young[account]?.facts.count ?? 0)
    young[account] = entry
    guard count > Self.factsMax else { return }
    old = young
    young = [:]
    count = 0
  }

  mutating func clear() { self = AccountCache() }
}

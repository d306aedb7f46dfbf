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

    var isOwn: Bool { seq == CachedAccount.ownSeq }
  }

  /// What its row and the app know of it.
  struct Standing {
    var state: AccountState?
    var head: LedgerHead
    /// How often the app was told of it.
    var sequence: Int64
  }

  private(set) var facts: [Known]
  /// The latest moment that any of them tells of.
  private(set) var latest: Instant?
  private var toldCount: Int
  var booked: [PostingKey: Credits]
  var standing: Standing
  /// All facts, run to the moment of the last one or of the last command; nil where they must be folded anew.
  var account: Account?
  /// Whether what is booked is known to be what `account` moved so far.
  var isSettled = false
  /// Whether the app asked something of it since it is kept.
  var isUsed = false

  init(facts: [Known], booked: [PostingKey: Credits], standing: Standing) {
    self.facts = facts
    latest = facts.map(\.fact.occurredAt).max()
    toldCount = facts.count { !$0.isOwn }
    self.booked = booked
    self.standing = standing
  }

  mutating func add(_ known: Known) {
    facts.append(known)
    toldCount += known.isOwn ? 0 : 1
    latest = max(latest ?? known.fact.occurredAt, known.fact.occurredAt)
  }

  /// Takes away the facts of events that turned out to be another account's.
  mutating func remove(_ events: Set<Int64>) {
    let wasUsed = isUsed
    self = CachedAccount(facts: facts.filter { !events.contains($0.seq) }, booked: booked, standing: standing)
    isUsed = wasUsed
  }

  mutating func mark(_ index: Int, _ outcome: Outcome) { facts[index].outcome = outcome }

  mutating func book(_ entries: [Movement]) {
    for entry in entries {
      booked[PostingKey(cause: entry.cause, from: entry.from, to: entry.to), default: 0] += entry.amount
    }
  }

  /// The provider's clock may run ahead of ours by so much, in seconds: what it told just now is not left out.
  private static let clockSkewMax: Int64 = 300

  /// When a command is decided: now, or when the account was told of last. What we decided ourselves counts always,
  /// also where our clock was set back.
  func moment(at now: Instant) -> Instant {
    guard let latest else { return now }
    guard latest.since(now) > Self.clockSkewMax else { return max(now, latest) }
    let told = facts.filter { $0.isOwn || $0.fact.occurredAt.since(now) <= Self.clockSkewMax }
    return max(now, told.map(\.fact.occurredAt).max() ?? now)
  }

  /// Takes the account out, at `moment`, so that it is changed in place; folded anew where it must be.
  mutating func takeAccount(at moment: Instant, _ catalog: Catalog) throws(ArithmeticError) -> Account {
    guard let last = account?.moment, last <= moment, var kept = account.take() else {
      isSettled = false
      return try Account(facts.map(\.fact), catalog: catalog, at: moment)
    }
    try kept.pass(to: moment)
    return kept
  }

  /// Keeps the account to be gone on with, where it is made of all facts and of no others.
  mutating func keep(_ account: Account) { self.account = account.factCount == facts.count ? account : nil }

  /// What keeping it costs, in facts of the app's own.
  var weight: Int { Self.weight(own: facts.count - toldCount, told: toldCount) }

  /// One that the provider told holds dozens of texts, and an account without facts is not nothing.
  static func weight(own: Int, told: Int) -> Int { 8 + own + 64 * told }
}

/// The accounts that the writer touched last: those that the app uses, and those that the provider told of alone, each
/// with room of their own, so that a flood of webhooks drops nobody who spends.
struct AccountCache {
  /// What one generation of those that the app uses may weigh, in facts of the app's own: a thousand accounts of a busy
  /// hour. One that has to be read again holds up all that wait behind it.
  static let usedWeightMax = 131_072
  private static let toldWeightMax = 32_768

  private var used = Generations<AccountID, CachedAccount>(weightMax: usedWeightMax)
  private var told = Generations<AccountID, CachedAccount>(weightMax: toldWeightMax)

  subscript(account: AccountID) -> CachedAccount? { used[account] ?? told[account] }

  /// Takes an account out, to be changed in place and stored again.
  mutating func take(_ account: AccountID) -> CachedAccount? { used.take(account) ?? told.take(account) }

  mutating func store(_ entry: CachedAccount, for account: AccountID) {
    if entry.isUsed {
      used.store(entry, weight: entry.weight, for: account)
    } else {
      told.store(entry, weight: entry.weight, for: account)
    }
  }

  mutating func clear() {
    used.clear()
    told.clear()
  }
}

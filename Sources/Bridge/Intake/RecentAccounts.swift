internal import Billing
internal import Synchronization

/// Accounts that were looked at of late, as readers keep them: each is gone on with by the facts that the inbox
/// commits, so that a look costs what is new. Whoever was answered by the inbox finds here what he was answered.
package final class RecentAccounts: Sendable {
  /// What one generation of them may weigh, in facts of the app's own.
  private static let weightMax = AccountCache.usedWeightMax

  private let readings = Mutex(Generations<String, Reading>(weightMax: weightMax))

  package init() {}

  /// An account as its last fact left it.
  ///
  /// - Parameter load: reads it from the store; nil where it has no facts.
  func account(_ id: String, load: () throws -> Account?) throws -> Account? {
    let reading = readings.withLock { readings in
      if let known = readings[id] { return known }
      let new = Reading()
      readings.store(new, weight: 1, for: id)
      return new
    }
    let account = try reading.account(load)
    readings.withLock { readings in
      // One that was dropped meanwhile was not told what happened since.
      if readings[id] === reading { readings.store(reading, weight: account?.weight ?? 1, for: id) }
    }
    return account
  }

  /// The same where it is kept and nobody is at work on it; else nil.
  func ready(_ id: String) throws -> Account? { try readings.withLock { $0[id] }?.ready() }

  /// Told of what was committed, before anybody is answered.
  func note(_ news: [AccountID: AccountNews]) {
    for (account, news) in news { readings.withLock { $0[account.value] }?.note(news) }
  }
}

/// What a commit brought an account.
enum AccountNews: Sendable {
  /// Facts of the app's own, in their order.
  case added([Fact])
  /// What the provider told, or what was another account's before.
  case changed

  mutating func add(_ facts: [Fact]) {
    if case .added(let known) = self { self = .added(known + facts) }
  }
}

/// One account that is kept.
private final class Reading: Sendable {
  /// More of them mean that nobody looks.
  private static let waitingMax = 1024

  private struct News {
    var facts: [Fact] = []
    var isStale = false
  }

  private let news = Mutex(News())
  private let account = Mutex<Account?>(nil)

  func note(_ new: AccountNews) {
    news.withLock { news in
      switch new {
      case .added(let facts) where news.facts.count < Self.waitingMax: news.facts += facts
      case .added, .changed: news = News(isStale: true)
      }
    }
  }

  /// Nil where it must be read from the store, or somebody does.
  func ready() throws -> Account? {
    try account.withLockIfAvailable { account in try goOn(&account) } ?? nil
  }

  /// What is committed while this loads waits for the next look: it is known by its number where it was read already.
  func account(_ load: () throws -> Account?) throws -> Account? {
    try account.withLock { account in
      if let kept = try goOn(&account) { return kept }
      account = try load()
      return account
    }
  }

  /// Goes on with what is kept; nil, and nothing is kept, where that cannot be.
  private func goOn(_ account: inout Account?) throws -> Account? {
    let news = news.withLock { news in
      defer { news = News() }
      return news
    }
    // Taken out, it is nobody else's, and nothing of it is copied.
    guard var kept = account.take(), !news.isStale, try kept.goOn(with: news.facts) else { return nil }
    account = kept
    return kept
  }
}

extension Account {
  /// What keeping it costs, in facts of the app's own.
  fileprivate var weight: Int { CachedAccount.weight(own: ownFactCount, told: factCount - ownFactCount) }

  /// Adds facts that were decided since. False where one of them is missing.
  fileprivate mutating func goOn(with facts: [Fact]) throws -> Bool {
    for fact in facts where fact.sequence > lastSequence {
      guard fact.sequence == lastSequence + 1 else { return false }
      try add(fact)
    }
    // They are booked already.
    _ = takeMovements()
    return true
  }
}

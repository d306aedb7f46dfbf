internal import Billing
internal import Native
internal import Store

/// The one place where a delivery meets an account: within a write transaction the fact is stored, attributed, folded
/// with all the account's facts, and what changed is booked.
struct Decider: Sendable {
  /// The fold, injected so that a test can make a decision fail.
  typealias FoldFacts = @Sendable ([Fact]) throws -> Fold

  /// Why a fact is ignored while nobody is known to have its object, or nil.
  typealias Screen = @Sendable (Fact) -> String?

  let catalog: Catalog
  /// Whether what follows from a decision is carried out at the provider; not where payloads are only replayed.
  let carriesOut: Bool
  private let fold: FoldFacts
  private let screen: Screen
  var cache = AccountCache()
  /// The number that the next event gets, once it was asked for. There is one writer, so nobody else takes it.
  private var nextSeq: Int64?
  /// Whether there is something new to be carried out since this was last asked.
  var hasNewIntents = false
  /// What accounts were brought since this was last asked.
  var news: [AccountID: AccountNews] = [:]

  init(catalog: Catalog, carriesOut: Bool, screen: @escaping Screen, fold: @escaping FoldFacts) {
    self.catalog = catalog
    self.carriesOut = carriesOut
    self.screen = screen
    self.fold = fold
  }

  /// Forgets what was not committed.
  mutating func rollBack() {
    cache.clear()
    nextSeq = nil
    hasNewIntents = false
    news = [:]
  }

  // MARK: Deliveries

  /// Stores deliveries and all that they bring about, and folds each account that they touch once.
  ///
  /// - Throws: `DecisionFailed` when one of several cannot be decided: roll back and take them one by one. Alone, it is
  ///   stored and marked failed.
  mutating func take(_ deliveries: [Delivery], _ transaction: WriteTransaction) throws -> [Receipt] {
    var view = try BatchView(deliveries[...], transaction)
    var gathered = Gathered(isBatch: deliveries.count > 1)
    var receipts: [Receipt] = []
    for (index, delivery) in deliveries.enumerated() {
      let mayBeStored = view.mayHold(delivery.event)
      let isKnown = try gathered.holds(delivery.event) || mayBeStored && transaction.contains(delivery.event)
      receipts.append(isKnown ? .duplicate : .stored)
      guard !isKnown, try !takeSimply(delivery, &view, &gathered, transaction) else { continue }
      // What came before must be in the store for the closer look that this one takes.
      try view.writeLinks(transaction)
      try settle(gathered, transaction)
      gathered.clear()
      try takeAlone(delivery, transaction)
      view = try BatchView(deliveries[(index + 1)...], transaction)
    }
    try view.writeLinks(transaction)
    try settle(gathered, transaction)
    return receipts
  }

  /// Takes what needs no look at other facts: what is settled by the event alone, what names nobody known yet, and,
  /// in a batch, what one account gains. False for any other.
  private mutating func takeSimply(
    _ delivery: Delivery, _ view: inout BatchView, _ gathered: inout Gathered, _ transaction: WriteTransaction
  ) throws -> Bool {
    switch delivery.content {
    case .settled(let outcome):
      try transaction.insert(
        delivery.event, seq: try newSeq(transaction), status: outcome.status, reason: outcome.reason, account: nil)
    case .fact(let fact) where isForeign(fact, view) || view.isUnknown(delivery):
      // What is of another product waits for its own object alone: should that turn out to be somebody's, it is.
      let keys = isForeign(fact, view) ? Array(fact.links.purchase.prefix(1)) : delivery.keys
      let (seq, outcome) = (try newSeq(transaction), whileUnknown(fact))
      try transaction.insert(
        delivery.event, seq: seq, status: outcome.status, reason: outcome.reason, account: nil)
      try transaction.wait(seq, for: keys)
      view.wait(for: keys)
    case .fact(let fact):
      guard gathered.isBatch, let (account, newKeys) = view.soleOwner(of: delivery) else { return false }
      gathered.add(Ownership.Member(seq: try newSeq(transaction), fact: fact), delivery, to: account)
      view.link(newKeys, to: account)
    }
    gathered.remember(delivery.event)
    return true
  }

  /// Whether a fact is of another product: it says so by itself, and its own object is nobody's yet.
  private func isForeign(_ fact: Fact, _ view: BatchView) -> Bool {
    screen(fact) != nil && !(fact.links.purchase.first.map(view.isOwned) ?? false)
  }

  /// What a fact is while it is nobody's.
  private func whileUnknown(_ fact: Fact) -> Outcome {
    screen(fact).map { .ignored($0) } ?? .parked(Resolution.reasonToWait(fact))
  }

  private mutating func newSeq(_ transaction: WriteTransaction) throws -> Int64 {
    let seq = try nextSeq ?? transaction.nextSeq()
    nextSeq = seq + 1
    return seq
  }

  /// Folds what was gathered, each account once, and stores it.
  private mutating func settle(_ gathered: Gathered, _ transaction: WriteTransaction) throws {
    let decisions: [AccountDecision]
    do { decisions = try decide(gathered.assignment, transaction) } catch {
      throw error.isOfStore ? error : DecisionFailed(cause: "\(error)")
    }
    for decision in decisions {
      let gained = gathered.assignment.gained[decision.account] ?? []
      for member in gained {
        guard let delivery = gathered.deliveries[member.seq] else { continue }
        let outcome = decision.fold.outcomes[member.fact.event] ?? .applied
        try transaction.insert(
          delivery.event, seq: member.seq, status: outcome.status, reason: outcome.reason,
          account: decision.account.value)
      }
      try bookAndFollow(decision, gained.last?.fact.event, transaction, stored: Set(gained.map(\.seq)))
    }
  }

  /// Takes one delivery by itself. A decision that fails leaves the event stored and marked failed.
  private mutating func takeAlone(_ delivery: Delivery, _ transaction: WriteTransaction) throws {
    guard case .fact(let fact) = delivery.content else { return }
    let member = Ownership.Member(seq: try newSeq(transaction), fact: fact)
    func store(_ status: String, _ reason: String?, _ account: AccountID?) throws {
      try transaction.insert(delivery.event, seq: member.seq, status: status, reason: reason, account: account?.value)
    }
    switch try resolve(member, transaction) {
    case .failed(let reason):
      try store("failed", reason, nil)
      try markFailed(member.seq, reason, attempts: 1, transaction)
    case .decided(let resolution):
      let (outcome, account) = resolution.outcome(of: fact)
      try store(outcome.status, outcome.reason, account)
      try book(resolution, transaction, storedSeq: member.seq)
    }
  }

  /// Decides a stored event once more: by hand, or when its retry is due.
  mutating func retry(_ event: StoredEvent, _ transaction: WriteTransaction) throws {
    guard let fact = try event.fact() else { return }
    switch try resolve(Ownership.Member(seq: event.seq, fact: fact), transaction) {
    case .failed(let reason): try markFailed(event.seq, reason, attempts: event.attempts + 1, transaction)
    case .decided(let resolution):
      let (outcome, account) = resolution.outcome(of: fact)
      try transaction.mark(event.seq, status: outcome.status, reason: outcome.reason, account: account?.value)
      try book(resolution, transaction, storedSeq: event.seq)
    }
  }

  private func markFailed(_ seq: Int64, _ reason: String, attempts: Int64, _ transaction: WriteTransaction) throws {
    let next = transaction.now + RetrySchedule.delaySeconds(afterAttempts: attempts)
    try transaction.markFailed(seq, reason: reason, attempts: attempts, nextAttemptAt: next)
  }

  private enum Result {
    case decided(Resolution)
    case failed(String)
  }

  private func resolve(_ member: Ownership.Member, _ transaction: WriteTransaction) throws -> Result {
    let assignment = try Ownership(transaction: transaction).assign(member)
    do {
      return .decided(Resolution(assignment: assignment, decisions: try decide(assignment, transaction)))
    } catch {
      guard !error.isOfStore else { throw error }
      return .failed("\(error)")
    }
  }

  // MARK: Deciding

  /// Folds every account that gains or loses a fact. Nothing is written before all of them are decided.
  private func decide(_ assignment: Ownership.Assignment, _ transaction: WriteTransaction) throws -> [AccountDecision] {
    try Set(assignment.gained.keys).union(assignment.lost.keys).sorted().map { account in
      let before = try load(account, transaction)
      var entry = before
      if let lost = assignment.lost[account] { entry.remove(lost) }
      let gained = assignment.gained[account] ?? []
      for member in gained { entry.add(.init(seq: member.seq, fact: member.fact, outcome: .applied)) }
      return try decision(account, entry, gained: Set(gained.map(\.fact.event)), before: before.standing)
    }
  }

  /// What an account comes to with the facts that it has now, and what must be booked for it.
  func decision(
    _ account: AccountID, _ entry: CachedAccount, gained: Set<String>, before: CachedAccount.Standing
  ) throws -> AccountDecision {
    let folded = try fold(entry.facts.map(\.fact))
    let entries = Settlement.entries(
      booked: entry.booked, folded: folded.movements, settledAt: entry.latest ?? .latest)
    return AccountDecision(
      account: account, gained: gained, entry: entry, fold: folded, entries: entries, before: before)
  }

  /// - Parameter settles: finds out whether all is booked that the account moved, so that a command goes on from it
  ///   without a further fold. What a delivery changes is folded anyway.
  func load(
    _ account: AccountID, _ transaction: WriteTransaction, settles: Bool = false
  ) throws -> CachedAccount {
    if let cached = cache[account] { return cached }
    let told = try transaction.facts(of: account.value).compactMap { event in
      try event.fact().map { CachedAccount.Known(seq: event.seq, fact: $0, outcome: event.outcome) }
    }
    let own = try transaction.reading.appFacts(of: account.value).map { stored in
      CachedAccount.Known(seq: CachedAccount.ownSeq, fact: try AppFactRecord.fact(stored), outcome: .applied)
    }
    let facts = told + own
    let fold = facts.isEmpty ? nil : try fold(facts.map(\.fact))
    let (head, sequence) = try transaction.end(of: account.value)
    var entry = CachedAccount(
      facts: facts, booked: head.entries == 0 ? [:] : try transaction.booked(of: account.value),
      standing: .init(state: fold?.state, head: head, sequence: sequence))
    guard let fold else { return entry }
    entry.keep(fold.account)
    if settles {
      let missing = Settlement.entries(booked: entry.booked, folded: fold.movements, settledAt: entry.latest ?? .latest)
      entry.isSettled = missing.isEmpty
    }
    return entry
  }

  /// An account out of the cache, or the store, to be put back.
  mutating func takeEntry(_ account: AccountID, _ transaction: WriteTransaction) throws -> CachedAccount {
    try cache.take(account) ?? load(account, transaction, settles: true)
  }

  // MARK: Booking

  /// - Parameter storedSeq: the event whose row says already what became of it.
  private mutating func book(_ resolution: Resolution, _ transaction: WriteTransaction, storedSeq: Int64) throws {
    let assignment = resolution.assignment
    try link(assignment.links, transaction)
    for member in assignment.released { try transaction.stopWaiting(member.seq, for: member.fact.links.keys) }
    for member in assignment.waiting {
      try transaction.wait(member.seq, for: member.fact.links.keys)
      guard member.seq != storedSeq else { continue }
      let outcome = whileUnknown(member.fact)
      try transaction.mark(member.seq, status: outcome.status, reason: outcome.reason, account: nil)
    }
    for decision in resolution.decisions {
      let gained = assignment.gained[decision.account] ?? []
      try bookAndFollow(decision, gained.last?.fact.event, transaction, stored: [storedSeq])
    }
  }

  private func link(_ links: [String: [AccountID]], _ transaction: WriteTransaction) throws {
    try transaction.setLinks(links.mapValues { $0.map(\.value).joined(separator: " ") })
  }

  private mutating func bookAndFollow(
    _ decision: AccountDecision, _ event: String?, _ transaction: WriteTransaction, stored: Set<Int64>
  ) throws {
    cache.store(try book(decision, event: event, transaction, stored: stored), for: decision.account)
    news[decision.account] = .changed
    if let event { try follow(event, decision.account, transaction) }
  }

  /// Writes what a decision comes to.
  ///
  /// - Parameters:
  ///   - recorded: facts of our own that it was made for.
  ///   - event: the event that it was made for.
  ///   - stored: events whose rows say already what became of them.
  func book(
    _ decision: AccountDecision, recorded: [Fact] = [], event: String? = nil, _ transaction: WriteTransaction,
    stored: Set<Int64> = []
  ) throws -> CachedAccount {
    let account = decision.account
    var entry = decision.entry
    try mark(&entry, decision, transaction, stored: stored)
    entry.standing.head = try transaction.append(decision.entries, to: account.value, after: entry.standing.head)
    entry.book(decision.entries)
    entry.standing.state = decision.fold.state
    entry.keep(decision.fold.account)
    entry.isSettled = true
    try tell(&entry.standing, of: account, since: decision.before, recorded: recorded, event: event, transaction)
    return entry
  }

  /// Writes what became of each event, where that changed.
  private func mark(
    _ entry: inout CachedAccount, _ decision: AccountDecision, _ transaction: WriteTransaction, stored: Set<Int64>
  ) throws {
    for index in entry.facts.indices {
      let known = entry.facts[index]
      let outcome = decision.fold.outcomes[known.fact.event] ?? known.outcome
      if outcome != known.outcome { entry.mark(index, outcome) }
      guard outcome != known.outcome || decision.gains(known.fact), !stored.contains(known.seq),
        !known.isOwn
      else { continue }
      try transaction.mark(known.seq, status: outcome.status, reason: outcome.reason, account: decision.account.value)
    }
  }
}

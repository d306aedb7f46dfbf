internal import Billing
internal import Native
internal import Store

/// The one place where a delivery meets an account: within a write transaction the fact is stored, attributed, folded
/// with all the account's facts, and what changed is booked.
struct Decider {
  /// The fold, injected so that a test can make a decision fail.
  typealias FoldFacts = @Sendable ([Fact]) throws -> Fold

  private let fold: FoldFacts
  private var cache = AccountCache()
  /// The number that the next event gets, once it was asked for. There is one writer, so nobody else takes it.
  private var nextSeq: Int64?

  init(_ fold: @escaping FoldFacts) { self.fold = fold }

  /// Forgets what was not committed.
  mutating func rollBack() {
    cache.clear()
    nextSeq = nil
  }

  // MARK: One delivery

  /// Stores a delivery and all that it brings about. A decision that fails leaves the event stored and marked failed.
  mutating func take(_ delivery: Delivery, _ transaction: WriteTransaction) throws -> Receipt {
    guard try !transaction.contains(delivery.event) else { return .duplicate }
    let seq = try nextSeq ?? transaction.nextSeq()
    nextSeq = seq + 1
    func store(_ status: String, _ reason: String?, _ account: AccountID?) throws {
      try transaction.insert(delivery.event, seq: seq, status: status, reason: reason, account: account?.value)
    }
    switch delivery.content {
    case .settled(let outcome): try store(outcome.status, outcome.reason, nil)
    case .fact(let fact):
      switch try resolve(Ownership.Member(seq: seq, fact: fact), transaction) {
      case .failed(let reason):
        try store("failed", reason, nil)
        try markFailed(seq, reason, attempts: 1, transaction)
      case .decided(let resolution):
        let (outcome, account) = resolution.outcome(of: fact)
        try store(outcome.status, outcome.reason, account)
        try book(resolution, transaction, storedSeq: seq)
      }
    }
    return .stored
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

  /// What a fact brings about, decided in full before anything of it is written.
  private struct Resolution {
    let assignment: Ownership.Assignment
    let decisions: [AccountDecision]

    func outcome(of fact: Fact) -> (Outcome, AccountID?) {
      for decision in decisions {
        if let outcome = decision.fold.outcomes[fact.event], decision.gains(fact) { return (outcome, decision.account) }
      }
      return (.parked(Self.reasonToWait(fact)), nil)
    }

    static func reasonToWait(_ fact: Fact) -> String {
      let keys = fact.links.keys
      guard !keys.isEmpty else { return "it names nothing that could tie it to an account" }
      return "waits for an account: nothing links \(keys.joined(separator: ", ")) yet"
    }
  }

  private func resolve(_ member: Ownership.Member, _ transaction: WriteTransaction) throws -> Result {
    let assignment = try Ownership(transaction: transaction).assign(member)
    do {
      return .decided(Resolution(assignment: assignment, decisions: try decide(assignment, transaction)))
    } catch let error as StoreError {
      throw error
    } catch {
      return .failed("\(error)")
    }
  }

  // MARK: Deciding

  private struct AccountDecision {
    let account: AccountID
    let gained: Set<String>
    var entry: CachedAccount
    let fold: Fold
    let entries: [Movement]
    let before: CachedAccount

    func gains(_ fact: Fact) -> Bool { gained.contains(fact.event) }
  }

  /// Folds every account that gains or loses a fact. Nothing is written before all of them are decided.
  private func decide(_ assignment: Ownership.Assignment, _ transaction: WriteTransaction) throws -> [AccountDecision] {
    try Set(assignment.gained.keys).union(assignment.lost.keys).sorted().map { account in
      let before = try load(account, transaction)
      var entry = before
      if let lost = assignment.lost[account] { entry.facts.removeAll { lost.contains($0.seq) } }
      entry.facts += (assignment.gained[account] ?? []).map { .init(seq: $0.seq, fact: $0.fact, outcome: .applied) }
      let folded = try fold(entry.facts.map(\.fact))
      let settledAt = entry.facts.map(\.fact.occurredAt).max() ?? .latest
      let entries = Settlement.entries(booked: entry.booked, folded: folded.movements, settledAt: settledAt)
      return AccountDecision(
        account: account, gained: Set((assignment.gained[account] ?? []).map(\.fact.event)), entry: entry, fold: folded,
        entries: entries, before: before)
    }
  }

  private func load(_ account: AccountID, _ transaction: WriteTransaction) throws -> CachedAccount {
    if let cached = cache[account] { return cached }
    let facts = try transaction.facts(of: account.value).compactMap { event in
      try event.fact().map { CachedAccount.Known(seq: event.seq, fact: $0, outcome: event.outcome) }
    }
    guard !facts.isEmpty else {
      return CachedAccount(
        facts: [], booked: try transaction.booked(of: account.value), head: try transaction.head(of: account.value),
        state: nil)
    }
    return CachedAccount(
      facts: facts, booked: try transaction.booked(of: account.value), head: try transaction.head(of: account.value),
      state: try fold(facts.map(\.fact)).state)
  }

  // MARK: Booking

  /// - Parameter storedSeq: the event whose row says already what became of it.
  private mutating func book(_ resolution: Resolution, _ transaction: WriteTransaction, storedSeq: Int64) throws {
    let assignment = resolution.assignment
    for (key, accounts) in assignment.links {
      try transaction.setLink(key, to: accounts.map(\.value).joined(separator: " "))
    }
    for member in assignment.released { try transaction.stopWaiting(member.seq, for: member.fact.links.keys) }
    for (account, lost) in assignment.lost {
      for seq in lost { try transaction.removeFact(seq, of: account.value) }
    }
    for member in assignment.waiting {
      try transaction.wait(member.seq, for: member.fact.links.keys)
      guard member.seq != storedSeq else { continue }
      try transaction.mark(member.seq, status: "parked", reason: Resolution.reasonToWait(member.fact), account: nil)
    }
    for decision in resolution.decisions {
      try book(decision, gained: assignment.gained[decision.account] ?? [], transaction, storedSeq: storedSeq)
    }
  }

  private mutating func book(
    _ decision: AccountDecision, gained: [Ownership.Member], _ transaction: WriteTransaction, storedSeq: Int64
  ) throws {
    let account = decision.account.value
    var entry = decision.entry
    for member in gained { try transaction.addFact(member.seq, of: account) }
    try mark(&entry, decision, transaction, storedSeq: storedSeq)
    entry.head = try transaction.append(decision.entries, to: account, after: entry.head)
    for movement in decision.entries {
      entry.booked[PostingKey(cause: movement.cause, from: movement.from, to: movement.to), default: 0] +=
        movement.amount
    }
    entry.state = decision.fold.state
    if entry.state != decision.before.state || entry.head != decision.before.head {
      try transaction.save(AccountRow(account: account, state: decision.fold.state, head: entry.head))
      try transaction.enqueue(kind: "account.state_changed", account: account, event: gained.last?.fact.event)
    }
    cache.store(entry, for: decision.account)
  }

  /// Writes what became of each event, where that changed.
  private func mark(
    _ entry: inout CachedAccount, _ decision: AccountDecision, _ transaction: WriteTransaction, storedSeq: Int64
  ) throws {
    for index in entry.facts.indices {
      let known = entry.facts[index]
      let outcome = decision.fold.outcomes[known.fact.event] ?? known.outcome
      entry.facts[index].outcome = outcome
      guard outcome != known.outcome || decision.gains(known.fact), known.seq != storedSeq else { continue }
      try transaction.mark(known.seq, status: outcome.status, reason: outcome.reason, account: decision.account.value)
    }
  }
}

extension AccountRow {
  fileprivate init(account: String, state: AccountState, head: LedgerHead) {
    self.init(
      account: account, plan: state.plan, status: state.status, customer: state.customer,
      subscription: state.subscription, head: head)
  }
}

/// What became of a delivery.
package enum Receipt: String, Sendable {
  case stored, duplicate
}

/// When a failed decision is tried again: eight attempts within about a day, then daily.
enum RetrySchedule {
  private static let delays: [Int64] = [5, 60, 300, 1800, 7200, 18_000, 36_000]
  static func delaySeconds(afterAttempts attempts: Int64) -> Int64 {
    Self.delays.indices.contains(Int(attempts) - 1) ? delays[Int(attempts) - 1] : 86_400
  }
}

extension StoredEvent {
  var outcome: Outcome {
    switch status {
    case "ignored": .ignored(reason ?? "")
    case "parked": .parked(reason ?? "")
    case "quarantined": .quarantined(reason ?? "")
    default: .applied
    }
  }
}

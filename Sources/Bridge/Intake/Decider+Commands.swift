internal import Billing
internal import Store

/// What the app asks for, decided on the account as it stands, and what an account does by itself because of what the
/// provider told. Both end in facts of our own and in intents, in the transaction that makes them true.
extension Decider {
  /// Decides a command. A refusal changes nothing.
  mutating func take<Answer>(
    _ command: Command<Answer>, _ transaction: WriteTransaction
  ) throws -> Result<Answer, Refusal> {
    if let asked = command.fingerprint,
      let known = try transaction.reading.fingerprint(of: command.id, account: command.subject.value), known != asked
    {
      return .failure(.keyMismatch)
    }
    var entry = try takeEntry(command.subject, transaction)
    entry.isUsed = true
    defer { cache.store(entry, for: command.subject) }
    let moment = entry.moment(at: transaction.instant)
    var account: Account
    do { account = try entry.takeAccount(at: moment, catalog) } catch { return .failure(.overflow) }
    let result = Self.decide(command, &account, moment, isNew: entry.facts.isEmpty)
    switch result {
    case .success(let decision):
      try record(decision.facts, &account, &entry, of: command.subject, transaction)
      try keep(command, decision.effects, transaction)
    case .failure(let refusal):
      if refusal != .overflow { entry.keep(account) }
    }
    return result.map(\.answer)
  }

  /// An account exists from its first touch.
  private static func decide<Answer>(
    _ command: Command<Answer>, _ account: inout Account, _ moment: Instant, isNew: Bool
  ) -> Result<Decision<Answer>, Refusal> {
    Result { () throws(Refusal) in
      let touch = isNew ? try account.touch(id: "touch", at: moment).facts : []
      var decision = try command.decide(&account, moment)
      decision.facts = touch + decision.facts
      return decision
    }
  }

  /// Writes what a command asked for, and what must happen at the provider for it.
  private mutating func keep<Answer>(
    _ command: Command<Answer>, _ effects: [Effect], _ transaction: WriteTransaction
  ) throws {
    let account = command.subject
    if let asked = command.fingerprint { try transaction.keep(asked, of: command.id, account: account.value) }
    let intents = effects.map { Intent(account: account, effect: $0, pages: command.pages) }
    if intents.contains(where: { Intent.pageNames.contains($0.effect.name) }) {
      try transaction.replace(Intent.pageNames, of: account.value, by: command.id)
    }
    for intent in intents { try transaction.insert(try intent.stored(command: command.id)) }
    hasNewIntents = hasNewIntents || !intents.isEmpty
  }

  /// Decides what an account does by itself after the provider told something: a reload that a clawback brings about,
  /// and what is owed to the provider by rule.
  mutating func follow(_ event: String, _ account: AccountID, _ transaction: WriteTransaction) throws {
    let isWatched = cache[account]?.standing.state?.autoReload?.enabled == true
    guard carriesOut, isWatched || catalog.policies.secondSubscription == .cancelAndRefund else { return }
    var entry = try takeEntry(account, transaction)
    defer { cache.store(entry, for: account) }
    var current = try entry.takeAccount(at: entry.moment(at: transaction.instant), catalog)
    let reload = try current.reload(cause: event)
    let intents =
      (reload?.effects ?? []).map { Intent(account: account, effect: $0) }
      + current.duties.map { Intent(account: account, effect: $0, isDuty: true) }
    try record(reload?.facts ?? [], &current, &entry, of: account, transaction)
    for intent in intents { try transaction.insert(try intent.stored(command: "\(event) \(intent.effect.name)")) }
    hasNewIntents = hasNewIntents || !intents.isEmpty
  }

  /// Lets `body` look at an account as it stands now; nothing of it is changed.
  mutating func look<Answer>(
    at account: AccountID, _ transaction: WriteTransaction, _ body: (Account, Instant) throws -> Result<Answer, Refusal>
  ) throws -> Result<Answer, Refusal> {
    var entry = try takeEntry(account, transaction)
    entry.isUsed = true
    defer { cache.store(entry, for: account) }
    let moment = entry.moment(at: transaction.instant)
    let current: Account
    do { current = try entry.takeAccount(at: moment, catalog) } catch { return .failure(.overflow) }
    defer { entry.keep(current) }
    return try body(current, moment)
  }

  // MARK: Facts of our own

  /// Stores facts of our own and books what they move: what followed on what is booked as it is, else by the fold that
  /// everything is booked by.
  private mutating func record(
    _ facts: [Fact], _ account: inout Account, _ entry: inout CachedAccount, of id: AccountID,
    _ transaction: WriteTransaction
  ) throws {
    guard !facts.isEmpty else { return entry.keep(account) }
    for fact in facts {
      try transaction.insert(try AppFactRecord.stored(fact), of: id.value)
      try link(fact, to: id, transaction)
    }
    news[id, default: .added([])].add(facts)
    let before = entry.standing
    for fact in facts { entry.add(.init(seq: CachedAccount.ownSeq, fact: fact, outcome: .applied)) }
    let moved = account.takeMovements()
    entry.keep(account)
    if entry.isSettled, !moved.isWhole, entry.account != nil {
      try append(moved.all, &entry, of: id, since: before, facts, transaction)
    } else {
      let decision = try decision(id, entry, gained: [], before: before)
      entry = try book(decision, recorded: facts, transaction)
    }
  }

  /// Appends what moved since the account was booked last.
  private func append(
    _ movements: [Movement], _ entry: inout CachedAccount, of account: AccountID,
    since before: CachedAccount.Standing, _ facts: [Fact], _ transaction: WriteTransaction
  ) throws {
    entry.standing.head = try transaction.append(movements, to: account.value, after: entry.standing.head)
    entry.book(movements)
    entry.standing.state = entry.account?.state
    try tell(&entry.standing, of: account, since: before, recorded: facts, transaction)
  }

  /// A checkout that we opened is the account's, whatever an event of it says.
  private func link(_ fact: Fact, to account: AccountID, _ transaction: WriteTransaction) throws {
    guard case .app(.checkoutOpened(let opening)) = fact.body else { return }
    guard try transaction.links([opening.session]).isEmpty else { return }
    try transaction.setLinks([opening.session: account.value])
  }
}

extension WriteTransaction {
  /// When this transaction writes.
  var instant: Instant { Instant(seconds: now) ?? .latest }
}

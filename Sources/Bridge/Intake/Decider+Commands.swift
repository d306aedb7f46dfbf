internal import Billing
internal import Store

/// A command on an account: what decides it, and the name under which its intents are found.
struct Command<Answer: Sendable>: Sendable {
  typealias Decide = @Sendable (inout Account, Instant) throws(Refusal) -> Decision<Answer>

  let account: AccountID
  /// Unique within the account: the same id is the same command.
  let id: String
  var pages: CheckoutPages?
  /// What is asked for, where the same id with something else must be refused; nil where the decision itself sees to
  /// it.
  var fingerprint: String?
  let decide: Decide
}

/// What the app asks for, decided on the account as it stands, and what an account does by itself because of what the
/// provider told. Both end in facts of our own and in intents, in the transaction that makes them true.
extension Decider {
  /// The provider's clock may run ahead of ours by so much, in seconds: what it told just now is not left out.
  private static let clockSkewMax: Int64 = 300

  /// Whether something is to be carried out that nobody was told of yet.
  mutating func takeNews() -> Bool {
    defer { hasNewIntents = false }
    return hasNewIntents
  }

  /// Decides a command. A refusal changes nothing.
  mutating func take<Answer>(
    _ command: Command<Answer>, _ transaction: WriteTransaction
  ) throws -> Result<Answer, Refusal> {
    if let asked = command.fingerprint,
      let known = try transaction.reading.fingerprint(of: command.id, account: command.account.value), known != asked
    {
      return .failure(.mismatch(command.id))
    }
    let known = try load(command.account, transaction)
    let moment = Self.moment(known, now: transaction.now)
    var account = try Account(known.facts.map(\.fact), catalog: catalog, at: moment)
    var facts: [Fact] = []
    let decided = Result { () throws(Refusal) in
      // An account exists from its first touch.
      if known.facts.isEmpty { facts = try account.touch(id: "touch", at: moment).facts }
      return try command.decide(&account, moment)
    }
    if case .success(let decision) = decided {
      if let asked = command.fingerprint {
        try transaction.keep(asked, of: command.id, account: command.account.value)
      }
      let intents = decision.effects.map { Intent(account: command.account, effect: $0, pages: command.pages) }
      try record(facts + decision.facts, known, of: command.account, transaction)
      if intents.contains(where: { Intent.pageNames.contains($0.effect.name) }) {
        try transaction.replace(Intent.pageNames, of: command.account.value, by: command.id)
      }
      for intent in intents { try transaction.insert(try intent.stored(command: command.id)) }
      hasNewIntents = hasNewIntents || !intents.isEmpty
    }
    return decided.map(\.answer)
  }

  /// Decides what an account does by itself after the provider told something: a reload that a clawback brings about,
  /// and what is owed to the provider by rule.
  mutating func follow(_ event: String, _ account: AccountID, _ transaction: WriteTransaction) throws {
    guard carriesOut, let known = cache[account],
      known.state?.autoReload?.enabled == true || catalog.policies.secondSubscription == .cancelAndRefund
    else { return }
    var current = try Account(
      known.facts.map(\.fact), catalog: catalog, at: Self.moment(known, now: transaction.now))
    let reload = try current.reload(cause: event)
    let intents =
      (reload?.effects ?? []).map { Intent(account: account, effect: $0) }
      + current.duties.map { Intent(account: account, effect: $0, isDuty: true) }
    guard !intents.isEmpty else { return }
    try record(reload?.facts ?? [], known, of: account, transaction)
    for intent in intents { try transaction.insert(try intent.stored(command: "\(event) \(intent.effect.name)")) }
    hasNewIntents = true
  }

  /// Stores facts of our own and books what they move, by the fold that everything is booked by.
  private mutating func record(
    _ facts: [Fact], _ known: CachedAccount, of account: AccountID, _ transaction: WriteTransaction
  ) throws {
    guard !facts.isEmpty else { return }
    for fact in facts {
      try transaction.insert(try AppFactRecord.stored(fact), of: account.value)
      try link(fact, to: account, transaction)
    }
    var entry = known
    entry.facts += facts.map { .init(seq: CachedAccount.ownSeq, fact: $0, outcome: .applied) }
    try book(try decision(account, entry, gained: [], before: known), gained: [], transaction, stored: [])
  }

  /// A checkout that we opened is the account's, whatever an event of it says.
  private func link(_ fact: Fact, to account: AccountID, _ transaction: WriteTransaction) throws {
    guard case .app(.checkoutOpened(let opening)) = fact.body else { return }
    guard try transaction.links([opening.session]).isEmpty else { return }
    try transaction.setLinks([opening.session: account.value])
  }

  private static func moment(_ account: CachedAccount, now: Int64) -> Instant {
    let now = Instant(seconds: now) ?? .latest
    // What we decided ourselves counts always, also where our clock was set back.
    let told = account.facts.filter { $0.seq == CachedAccount.ownSeq || $0.fact.occurredAt.since(now) <= clockSkewMax }
      .map(\.fact.occurredAt).max()
    return max(now, told ?? now)
  }
}

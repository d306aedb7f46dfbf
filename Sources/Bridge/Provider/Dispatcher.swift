internal import Billing
internal import Logging
internal import ServiceLifecycle
internal import Store
internal import Stripe

/// Carries out at the provider what decisions asked for, one account's in their order, many accounts' at once. It never
/// stands in the way of the receiver: it shares nothing with it but the store.
///
/// An intent stays pending until the provider's answer is stored. What fails for good, or was tried for as long as it
/// is worth trying, stays visible.
actor Dispatcher {
  /// Accounts that are worked for at once.
  static let accountsMax = 8
  /// How long one attempt may take, with all its calls.
  package static let attemptLimit = Duration.seconds(25)
  private static let pollInterval = Duration.seconds(1)

  private let inbox: Inbox
  private let ledgers: Ledgers
  private let client: StripeClient
  private let deployment: Deployment
  private let prices = PriceDirectory()
  private let logger: Logger
  private let attemptLimit: Duration
  private let now: @Sendable () -> Int64
  /// Accounts that are worked for right now.
  private var busy: Set<String> = []
  /// Accounts that got something new meanwhile.
  private var again: Set<String> = []
  private var waiters: [String: [CheckedContinuation<Void, Never>]] = [:]

  init(
    inbox: Inbox, ledgers: Ledgers, client: StripeClient, deployment: Deployment, logger: Logger,
    attemptLimit: Duration = attemptLimit, now: @escaping @Sendable () -> Int64
  ) {
    self.attemptLimit = attemptLimit
    self.inbox = inbox
    self.ledgers = ledgers
    self.client = client
    self.deployment = deployment
    self.logger = logger
    self.now = now
  }

  // MARK: Verbs

  /// Carries out what a command asked for and waits for it, until a deadline; what is not done by then goes on by
  /// itself. All of the command's intents, as they are then.
  func settle(_ account: AccountID, command: String, within limit: Duration) async throws -> [StoredIntent] {
    let deadline = ContinuousClock.now.advanced(by: limit)
    let before = try intents(account, command)
    start(account.value)
    let alarm = Task {
      try? await Task.sleep(until: deadline, clock: .continuous)
      self.wake(account.value)
    }
    defer { alarm.cancel() }
    while true {
      let after = try intents(account, command)
      let isTried = zip(before, after).contains { $1.status == .pending && $1.isTried(since: $0) }
      guard after.contains(where: { $0.status == .pending }), !isTried, ContinuousClock.now < deadline,
        !after.contains(where: { $0.status == .failed })
      else { return after }
      await withCheckedContinuation { waiters[account.value, default: []].append($0) }
    }
  }

  private func intents(_ account: AccountID, _ command: String) throws -> [StoredIntent] {
    try ledgers.store.read { try $0.intents(of: account.value, command: command) }
  }

  private func wake(_ account: String) {
    for waiter in waiters.removeValue(forKey: account) ?? [] { waiter.resume() }
  }

  // MARK: Lanes

  /// Whether it works for anybody right now.
  var isBusy: Bool { !busy.isEmpty }

  /// Begins to work for an account, unless that is under way.
  func start(_ account: String) {
    guard busy.insert(account).inserted else {
      again.insert(account)
      return
    }
    Task { await self.work(for: account) }
  }

  private func work(for account: String) async {
    repeat {
      again.remove(account)
      do { try await carryOutDue(account) } catch {
        logger.error("intents could not be carried out", metadata: ["account": "\(account)", "error": "\(error)"])
      }
    } while again.contains(account)
    busy.remove(account)
    wake(account)
  }

  /// Carries out what is due, in order. What must wait holds up only what is about the same thing.
  private func carryOutDue(_ account: String) async throws {
    var held: Set<String> = []
    for stored in try ledgers.store.read({ try $0.pendingIntents(of: account) }) {
      guard let intent = try? Intent(stored) else {
        try await inbox.write { try $0.settle(stored, .givenUp, result: nil, reason: "it cannot be read") }
        continue
      }
      let topics = [intent.effect.subject, "command \(stored.command)"]
      guard held.isDisjoint(with: topics) else {
        held.formUnion(topics)
        continue
      }
      if (stored.nextAttemptAt ?? 0) > now() {
        held.formUnion(topics)
      } else if try await !attempt(stored, intent) {
        held.formUnion(topics)
      }
      wake(account)
    }
  }

  // MARK: One intent

  /// Whether it is settled now.
  private func attempt(_ stored: StoredIntent, _ intent: Intent) async throws -> Bool {
    if let failed = try earlierFailure(stored) {
      try await inbox.write {
        try $0.settle(stored, .failed, result: nil, reason: "what it follows on failed: \(failed.name)")
      }
      return true
    }
    do throws(ErrandError) {
      try await settle(stored, try await run(stored, intent), intent.account)
      return true
    } catch {
      switch error {
      case .refused, .impossible:
        log(stored, "the provider refused it", "\(error)")
        try await close(intent, error.code)
        try await inbox.write { try $0.settle(stored, .failed, result: nil, reason: error.reason) }
        return true
      case .later(let why), .kept(let why): return try await postpone(stored, intent, why, countsAttempt: true)
      case .suspended(let why): return try await postpone(stored, intent, why, countsAttempt: false)
      case .store(let error): throw error
      }
    }
  }

  /// What the same command asked for before and the provider refused: an end that follows on a refund waits for it.
  private func earlierFailure(_ stored: StoredIntent) throws -> StoredIntent? {
    let siblings = try ledgers.store.read { try $0.intents(of: stored.account, command: stored.command) }
    return siblings.first { $0.seq < stored.seq && [.failed, .givenUp].contains($0.status) }
  }

  /// A reload that will not be charged is over: it must not stand in the way of the next.
  private func close(_ intent: Intent, _ reason: String) async throws {
    guard case .chargeReload(let start) = intent.effect else { return }
    let note = ErrandOutcome.Note.reloadFailed(start.id, reason: reason)
    try await inbox.take(note.command(of: intent.account, intent: start.id))
  }

  private func run(_ stored: StoredIntent, _ intent: Intent) async throws(ErrandError) -> ErrandOutcome {
    let current: Account?
    do { current = try ledgers.account(intent.account.value, at: now()) } catch {
      throw .store(error as? StoreError ?? .inconsistent("\(error)"))
    }
    let book = CallBook(
      account: intent.account, intent: stored.id, inbox: inbox, store: ledgers.store, client: client,
      deadline: .now.advanced(by: attemptLimit), now: now)
    guard !intent.isDuty || current?.duties.contains(intent.effect) == true else { return ErrandOutcome() }
    return try await Errand(
      intent: intent, id: stored.id, createdAt: stored.createdAt, book: book, prices: prices, catalog: ledgers.catalog,
      current: current
    ).run()
  }

  /// Makes durable what an intent brought. What the provider's answer told goes the way of every event.
  private func settle(
    _ stored: StoredIntent, _ outcome: ErrandOutcome, _ account: AccountID
  ) async throws(ErrandError) {
    do {
      for payload in outcome.told {
        _ = try await inbox.receive(try Delivery(payload, deployment, receivedAt: now(), isAnswer: true))
      }
      if let note = outcome.note { try await inbox.take(note.command(of: account, intent: stored.id)) }
      let result = try JSONText.canonical(outcome.result)
      try await inbox.write { try $0.settle(stored, .done, result: result, reason: nil) }
    } catch {
      throw .store(error as? StoreError ?? .writeFailed("\(error)"))
    }
  }

  private func postpone(
    _ stored: StoredIntent, _ intent: Intent, _ why: String, countsAttempt: Bool
  ) async throws -> Bool {
    let attempts = stored.attempts + 1
    guard let delay = IntentSchedule.delaySeconds(afterAttempts: attempts) else {
      log(stored, "given up", why)
      try await close(intent, "given_up")
      try await inbox.write { try $0.settle(stored, .givenUp, result: nil, reason: why) }
      return true
    }
    log(stored, "tried again later", why)
    let next = now() + (countsAttempt ? delay : IntentSchedule.suspendedSeconds)
    try await inbox.write { try $0.postpone(stored, until: next, reason: why, countsAttempt: countsAttempt) }
    return false
  }

  private func log(_ stored: StoredIntent, _ what: String, _ why: String) {
    logger.warning(
      "an intent was not carried out",
      metadata: ["intent": "\(stored.id)", "account": "\(stored.account)", "outcome": "\(what)", "reason": "\(why)"])
  }
}

extension Dispatcher: Service {
  /// Works on whatever is due, when it is told of something new and once a second.
  func run() async throws {
    let bell = Task { [inbox] in for await _ in inbox.bell.rings { self.startDue() } }
    defer { bell.cancel() }
    for await _ in AsyncTimer(every: Self.pollInterval).cancelOnGracefulShutdown() { startDue() }
  }

  private func startDue() {
    let room = Self.accountsMax - busy.count
    guard room > 0 else { return }
    do {
      for account in try ledgers.store.read({ [time = now(), taken = busy.count] reader in
        try reader.accountsWithDueIntents(now: time, limit: room + taken)
      }).filter({ !busy.contains($0) }).prefix(room) { start(account) }
    } catch { logger.error("intents could not be read", metadata: ["error": "\(error)"]) }
  }
}

/// When an intent is tried again: at once at first, then slower, for three days.
enum IntentSchedule {
  private static let delays: [Int64] = [1, 2, 5, 15, 60, 300, 900] + Array(repeating: 3600, count: 71)
  /// While too many calls fail nothing is sent; that is looked at again after so long.
  static let suspendedSeconds: Int64 = 5

  /// Nil once it was tried for as long as it is worth trying.
  static func delaySeconds(afterAttempts attempts: Int64) -> Int64? {
    delays.indices.contains(Int(attempts) - 1) ? delays[Int(attempts) - 1] : nil
  }
}

extension StoredIntent {
  fileprivate func isTried(since before: StoredIntent) -> Bool {
    attempts > before.attempts || nextAttemptAt != before.nextAttemptAt
  }
}

extension Effect {
  /// What it is about. Two effects on one thing are carried out in their order; others do not wait for each other.
  fileprivate var subject: String {
    switch self {
    case .chargeReload: "reload"
    case .openCheckout, .expireCheckout: "checkout"
    case .changePlan(let subscription, _, _), .scheduleChange(let subscription, _, _),
      .undoScheduledChange(let subscription), .cancelAtPeriodEnd(let subscription),
      .undoCancellation(let subscription), .endSubscription(let subscription), .pause(let subscription, _),
      .resume(let subscription):
      subscription
    case .refund(let invoice, _): invoice
    }
  }
}

extension ErrandOutcome.Note {
  fileprivate func command(of account: AccountID, intent: String) -> Command<Void> {
    switch self {
    case .opened(let session, let order, let expiresAt):
      Command(account: account, id: "opened:\(session)") { account, moment throws(Refusal) in
        try account.open(session, order, expiresAt: expiresAt, id: "opened:\(session)", at: moment)
      }
    case .reloadFailed(let reload, let reason):
      Command(account: account, id: "failed:\(reload)") { account, moment throws(Refusal) in
        try account.failReload(reload, reason: reason, id: "failed:\(reload)", at: moment)
      }
    }
  }
}

extension ErrandError {
  /// The machine's name of it.
  var code: String {
    switch self {
    case .refused(let error): error.declineCode ?? error.code ?? error.type
    case .impossible(let code, _): code
    case .later, .kept, .suspended, .store: "unavailable"
    }
  }

  /// What is kept with an intent that failed.
  var reason: String {
    switch self {
    case .refused(let error): "\(error.code ?? error.type): \(error.message)"
    case .impossible(let code, let detail): "\(code): \(detail)"
    case .later, .kept, .suspended, .store: description
    }
  }
}

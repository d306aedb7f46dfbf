internal import Logging
internal import Store

/// Tells one endpoint what happened: one account's messages in their order, several accounts' at once. What fails holds
/// up its own account alone; where nothing gets through, the endpoint as a whole rests.
///
/// What it knows in memory, the store has a second later (`HookProgress`): after a crash the last messages are sent
/// again, none is lost.
actor HookCourier {
  /// The most messages under way.
  static let sendingMax = 8
  /// The most rows that are read ahead of one that is still under way.
  private static let aheadMax = 1024
  /// The most rows that wait; beyond that the others wait in the outbox.
  private static let waitingMax = 10_000
  private static let pageRows = 256
  private static let savePause = Duration.seconds(1)

  nonisolated let endpoint: HookEndpoint
  private let inbox: Inbox
  private let messages: HookMessages
  private let sender: HookSender
  private let metrics: HookMetrics
  private let logger: Logger
  /// Unix seconds by the clock that signatures are judged by.
  private let clock: @Sendable () -> Int64
  private let dice: @Sendable (ClosedRange<Int64>) -> Int64

  private enum Mood { case working, gone, closing }
  private var mood = Mood.working
  private var health = HookHealth()
  private var progress: HookProgress
  private var queues: [String: HookQueue] = [:]
  private var waitingCount = 0
  /// Accounts whose turn is now, in order, each once.
  private var ready: [String] = []
  private var listed: Set<String> = []
  /// Accounts whose messages failed and are tried again later.
  private var held: Set<String> = []
  private var sending: [String: Task<Void, Never>] = [:]
  /// Whether the outbox may have rows that were not read.
  private var mayHaveMore = true
  private var saving: Task<Void, Never>?
  private var alarm: Task<Void, Never>?

  /// Finds out how far the endpoint got; one that is new begins with what happens from now on.
  ///
  /// - Throws: `StoreError`.
  init(
    _ endpoint: HookEndpoint, inbox: Inbox, messages: HookMessages, sender: HookSender, metrics: HookMetrics,
    logger: Logger, clock: @escaping @Sendable () -> Int64,
    dice: @escaping @Sendable (ClosedRange<Int64>) -> Int64 = { .random(in: $0) }
  ) throws {
    let name = HookProgress.cursorName(endpoint)
    let (stored, newest, pending) = try inbox.store.read {
      (try $0.cursor(name), try $0.newestOutboxSeq(), try $0.pendingHooks(of: endpoint.key))
    }
    let cursor = stored ?? newest
    if stored == nil { try inbox.store.write(now: inbox.now()) { try $0.setCursor(name, to: cursor) } }
    let settled = try inbox.store.read { try $0.settledHooks(of: endpoint.key, after: cursor) }
    progress = HookProgress(endpoint, cursor: cursor, pending: pending.map(\.row.seq), settled: settled)
    for (row, delivery) in pending {
      var queue = queues[row.account] ?? HookQueue()
      if queue.isEmpty { queue.heldUntil = delivery.nextAttemptAt }
      if queue.add(HookQueue.Item(row: row, attempts: delivery.attempts)) { waitingCount += 1 }
      queues[row.account] = queue
    }
    held = Set(queues.keys)
    (self.endpoint, self.inbox, self.messages, self.sender) = (endpoint, inbox, messages, sender)
    (self.metrics, self.logger, self.clock, self.dice) = (metrics, logger, clock, dice)
  }

  /// Whether anything is under way.
  var isBusy: Bool { !sending.isEmpty }

  // MARK: Being told to

  /// Something was committed.
  func wake() {
    mayHaveMore = true
    pump()
  }

  /// Some time has passed.
  func tick() {
    let now = clock()
    for account in held where (queues[account]?.heldUntil ?? 0) <= now { release(account) }
    wake()
  }

  /// Sends a row's message again, at once, whatever became of it; an endpoint that was gone is asked again.
  ///
  /// - Throws: `StoreError` where that could not be made durable.
  func resend(_ row: OutboxRow) async throws {
    if mood == .gone { mood = .working }
    let item = HookQueue.Item(row: row)
    if queues[row.account, default: HookQueue()].add(item) { waitingCount += 1 }
    progress.keep(item, nextAttemptAt: clock(), reason: nil)
    await save()
    guard !progress.isUnsaved(row.seq) else { throw StoreError.unavailable("it could not be kept") }
    release(row.account)
    pump()
  }

  /// Begins nothing more, waits for what is under way, and leaves in the store how far it got.
  func close() async {
    mood = .closing
    for task in sending.values { await task.value }
    alarm?.cancel()
    // What was read and not sent would else keep the cursor back, and what went well behind it would come again.
    for queue in queues.values { keepNew(queue.waiting, until: clock()) }
    await save()
    await sender.close()
  }

  // MARK: Sending

  private func pump() {
    guard mood == .working else { return }
    do { try readOn() } catch { logger.error("the outbox could not be read", metadata: ["error": "\(error)"]) }
    while sending.count < health.room(at: clock(), most: Self.sendingMax), let account = nextReady() { start(account) }
  }

  private func readOn() throws {
    while mayHaveMore, health.room(at: clock(), most: 1) > 0, health.isWell || ready.isEmpty,
      progress.openCount < Self.aheadMax, waitingCount < Self.waitingMax
    {
      let rows = try inbox.store.read { [after = progress.read] in try $0.outbox(after: after, limit: Self.pageRows) }
      mayHaveMore = rows.count == Self.pageRows
      for row in rows { take(row) }
    }
  }

  private func take(_ row: OutboxRow) {
    let item = HookQueue.Item(row: row)
    guard progress.take(row), queues[row.account, default: HookQueue()].add(item) else { return }
    waitingCount += 1
    if let time = queues[row.account]?.heldUntil { keep([item], until: time) }
    list(row.account)
  }

  private func list(_ account: String) {
    guard queues[account]?.isReady == true, listed.insert(account).inserted else { return }
    ready.append(account)
  }

  private func nextReady() -> String? {
    while let account = ready.first {
      ready.removeFirst()
      listed.remove(account)
      if queues[account]?.isReady == true { return account }
    }
    return nil
  }

  private func start(_ account: String) {
    guard let batch = queues[account]?.take() else { return }
    sending[account] = Task { [messages, sender] in
      finish(account, batch, await Self.send(batch, messages, sender))
    }
  }

  private nonisolated static func send(
    _ batch: HookBatch, _ messages: HookMessages, _ sender: HookSender
  ) async -> HookSender.Outcome {
    do { return await sender.send(HookMessageID(batch.newest).text, try messages.body(batch)) } catch {
      return .unwritten(reason: "the account could not be read: \(error)")
    }
  }

  // MARK: What came of it

  private func finish(_ account: String, _ batch: HookBatch, _ outcome: HookSender.Outcome) {
    sending[account] = nil
    let items = queues[account]?.end() ?? []
    switch outcome {
    case .delivered: settle(items)
    case .gone: stop(items, of: account)
    case .failed(let reason, let asked):
      health.fail(account, at: clock())
      postpone(items, of: account, reason, asked)
    case .unwritten(let reason): postpone(items, of: account, reason, nil)
    }
    if outcome != .delivered { log(batch, outcome) }
    if queues[account]?.isEmpty == true { queues[account] = nil }
    list(account)
    saveSoon()
    pump()
  }

  private func settle(_ items: [HookQueue.Item]) {
    metrics.count(.delivered)
    waitingCount -= items.count
    for item in items { progress.deliver(item.row.seq, attempts: item.attempts + 1) }
    guard health.succeed() else { return }
    for account in held { release(account) }
  }

  private func postpone(_ items: [HookQueue.Item], of account: String, _ reason: String, _ asked: Int64?) {
    var alive: [HookQueue.Item] = []
    for var item in items {
      item.attempts += 1
      if HookSchedule.isWorthTrying(afterAttempts: item.attempts) {
        alive.append(item)
      } else {
        progress.keep(item, nextAttemptAt: nil, reason: reason)
      }
    }
    metrics.count(alive.count == items.count ? .failed : .dead)
    waitingCount -= items.count - alive.count
    guard let oldest = alive.first else { return }
    hold(
      alive, of: account, HookSchedule.pauseSeconds(afterAttempts: oldest.attempts, asked: asked, dice: dice), reason)
  }

  private func stop(_ items: [HookQueue.Item], of account: String) {
    metrics.count(.gone)
    if mood == .working { mood = .gone }
    hold(items, of: account, 0, "answered 410: it wants nothing more")
  }

  private func hold(_ items: [HookQueue.Item], of account: String, _ seconds: Int64, _ reason: String) {
    let time = clock() + seconds
    queues[account]?.hold(items, until: time)
    held.insert(account)
    keep(items, until: time, reason)
    // What waits behind them must not keep the cursor back.
    keepNew(queues[account]?.waiting ?? [], until: time)
  }

  private func keepNew(_ items: [HookQueue.Item], until time: Int64) {
    keep(items.filter { !progress.isKept($0.row.seq) }, until: time)
  }

  private func keep(_ items: [HookQueue.Item], until time: Int64, _ reason: String? = nil) {
    for item in items { progress.keep(item, nextAttemptAt: time, reason: reason) }
    saveSoon()
  }

  private func release(_ account: String) {
    held.remove(account)
    queues[account]?.heldUntil = nil
    list(account)
  }

  private func log(_ batch: HookBatch, _ outcome: HookSender.Outcome) {
    logger.warning(
      "a hook was not delivered",
      metadata: [
        "endpoint": "\(endpoint.key)", "message": "\(HookMessageID(batch.newest).text)",
        "account": "\(batch.newest.account)", "outcome": "\(outcome)",
      ])
  }

  // MARK: Saving

  private func saveSoon() {
    guard alarm == nil, mood != .closing else { return }
    alarm = Task {
      try? await Task.sleep(for: Self.savePause)
      alarm = nil
      await save()
    }
  }

  /// Writes how far it got; what cannot be written is tried again with the next.
  private func save() async {
    while let saving { await saving.value }
    guard let save = progress.takeSave() else { return }
    let writing = Task { await write(save) }
    saving = writing
    await writing.value
  }

  private func write(_ save: HookProgress.Save) async {
    do {
      try await inbox.write { try save.write($0) }
      progress.saved(save)
    } catch {
      progress.takeBack(save)
      logger.error("how far hooks got could not be stored", metadata: ["error": "\(error)"])
    }
    saving = nil
  }
}

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

  nonisolated let endpoint: HookEndpoint
  let inbox: Inbox
  private let messages: HookMessages
  private let sender: HookSender
  private let metrics: HookMetrics
  let logger: Logger
  /// Unix seconds by the clock that signatures are judged by.
  private let clock: @Sendable () -> Int64
  private let dice: @Sendable (ClosedRange<Int64>) -> Int64

  enum Mood { case working, gone, closing }
  private(set) var mood = Mood.working
  private var health = HookHealth()
  var progress: HookProgress
  private var queues = HookQueues()
  /// By account.
  private var sending: [String: Task<Void, Never>] = [:]
  /// Whether the outbox may have rows that were not read.
  private var mayHaveMore = true
  var saving: Task<Void, Never>?
  var alarm: Task<Void, Never>?

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
    var queues = HookQueues()
    for (row, delivery) in pending {
      let isFirst = queues.heldUntil(row.account) == nil
      queues.add(HookQueue.Item(row: row, attempts: delivery.attempts))
      if isFirst { queues.hold(row.account, [], until: delivery.nextAttemptAt ?? 0) }
    }
    self.queues = queues
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
    queues.release(at: clock())
    wake()
  }

  /// Sends a row's message again, at once, whatever became of it; an endpoint that was gone, or rests, is asked again.
  ///
  /// - Throws: `StoreError` where that could not be made durable.
  func resend(_ row: OutboxRow) async throws {
    if mood == .gone { mood = .working }
    health = HookHealth()
    let item = HookQueue.Item(row: row)
    queues.add(item)
    progress.keep(item, nextAttemptAt: clock(), reason: nil)
    await save()
    guard !progress.isUnsaved(row.seq) else { throw StoreError.unavailable("it could not be kept") }
    queues.release(row.account)
    pump()
  }

  /// Begins nothing more, waits for what is under way, and leaves in the store how far it got.
  func close() async {
    mood = .closing
    for task in sending.values { await task.value }
    alarm?.cancel()
    // What was read and not sent would else keep the cursor back, and what went well behind it would come again.
    keepNew(queues.waiting, until: clock())
    await save()
    await sender.close()
  }

  // MARK: Sending

  private func pump() {
    guard mood == .working else { return }
    do { try readOn() } catch { logger.error("the outbox could not be read", metadata: ["error": "\(error)"]) }
    while sending.count < health.room(at: clock(), most: Self.sendingMax), let batch = queues.next() { start(batch) }
  }

  private func readOn() throws {
    while mayHaveMore, health.room(at: clock(), most: 1) > 0, health.isWell || !queues.hasReady,
      progress.openCount < Self.aheadMax, queues.count < Self.waitingMax
    {
      let rows = try inbox.store.read { [after = progress.read] in try $0.outbox(after: after, limit: Self.pageRows) }
      mayHaveMore = rows.count == Self.pageRows
      for row in rows { take(row) }
    }
  }

  private func take(_ row: OutboxRow) {
    guard progress.take(row) else { return }
    let item = HookQueue.Item(row: row)
    queues.add(item)
    if let time = queues.heldUntil(row.account) { keep([item], until: time) }
  }

  private func start(_ batch: HookBatch) {
    sending[batch.newest.account] = Task { [messages, sender] in
      finish(batch, await Self.send(batch, messages, sender))
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

  private func finish(_ batch: HookBatch, _ outcome: HookSender.Outcome) {
    let account = batch.newest.account
    sending[account] = nil
    let items = queues.end(account)
    var settled = 0
    switch outcome {
    case .delivered: settled = settle(items)
    case .gone: stop(items, of: account)
    case .failed(let reason, let asked):
      health.fail(account, at: clock())
      settled = postpone(items, of: account, reason, asked)
    case .unwritten(let reason): settled = postpone(items, of: account, reason, nil)
    }
    if outcome != .delivered { log(batch, outcome) }
    queues.goOn(account, settled: settled)
    saveSoon()
    pump()
  }

  private func settle(_ items: [HookQueue.Item]) -> Int {
    metrics.count(.delivered)
    for item in items { progress.deliver(item.row.seq, attempts: item.attempts + 1) }
    if health.succeed() { queues.release(at: nil) }
    return items.count
  }

  /// How many of them are dead now.
  private func postpone(_ items: [HookQueue.Item], of account: String, _ reason: String, _ asked: Int64?) -> Int {
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
    if let oldest = alive.first {
      let pause = HookSchedule.pauseSeconds(afterAttempts: oldest.attempts, asked: asked, dice: dice)
      hold(alive, of: account, pause, reason)
    }
    return items.count - alive.count
  }

  private func stop(_ items: [HookQueue.Item], of account: String) {
    metrics.count(.gone)
    if mood == .working { mood = .gone }
    hold(items, of: account, 0, "answered 410: it wants nothing more")
  }

  private func hold(_ items: [HookQueue.Item], of account: String, _ seconds: Int64, _ reason: String) {
    let time = clock() + seconds
    queues.hold(account, items, until: time)
    keep(items, until: time, reason)
    // What waits behind them must not keep the cursor back.
    keepNew(queues.waiting(of: account), until: time)
  }

  private func log(_ batch: HookBatch, _ outcome: HookSender.Outcome) {
    logger.warning(
      "a hook was not delivered",
      metadata: [
        "endpoint": "\(endpoint.key)", "message": "\(HookMessageID(batch.newest).text)",
        "account": "\(batch.newest.account)", "outcome": "\(outcome)",
      ])
  }
}

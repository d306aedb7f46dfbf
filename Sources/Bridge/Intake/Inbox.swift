package import Billing
package import Store
internal import Synchronization

/// Takes deliveries and commands from any thread and makes them durable: whatever waits shares one commit.
///
/// Whoever waits is answered only after COMMIT. While one batch is written, the next one gathers; so under load the
/// cost of the disk is shared, and alone nobody waits for anybody. Within a batch everything is taken in the order in
/// which it came.
package final class Inbox: Sendable {
  package typealias Completion = @Sendable (Result<Receipt, StoreError>) -> Void

  /// How much shares a commit at the most.
  package static let batchMax = 256
  /// How much may wait before more is refused.
  package static let waitingMax = 16_384

  /// What waits for the writer.
  enum Work: Sendable {
    case delivery(Delivery, Completion)
    case job(Job)
  }

  /// What is to be done in the batch's transaction, other than taking a delivery.
  struct Job: Sendable {
    /// Where it throws, its batch is rolled back and each of it is tried alone. What it gives back is called after
    /// COMMIT, on the writer's thread.
    let run: @Sendable (inout Decider, WriteTransaction) throws -> @Sendable () -> Void
    let fail: @Sendable (StoreError) -> Void
  }

  private struct Queue {
    var work: [Work] = []
    var isDraining = false
    var wasUsed = false
  }

  let store: SQLiteStore
  private let queue = Mutex(Queue())
  private let decider: Mutex<Decider>
  let now: @Sendable () -> Int64
  /// Told when a write failed, at most once in `failureSeconds`; of a failed disk, which may promise nothing any more,
  /// each time.
  private let onFailure: @Sendable (StoreError) -> Void
  private let failure = Mutex<(error: StoreError, at: Int64)?>(nil)
  /// A write that failed counts as news for so long.
  private static let failureSeconds: Int64 = 5

  /// - Parameter carriesOut: whether what follows from an event is carried out at the provider. Without it nothing that
  ///   is replayed charges anybody.
  package convenience init(
    store: SQLiteStore, catalog: Catalog, carriesOut: Bool = false, now: @escaping @Sendable () -> Int64,
    onFailure: @escaping @Sendable (StoreError) -> Void = { _ in }
  ) {
    self.init(
      store: store, catalog: catalog, carriesOut: carriesOut, now: now, onFailure: onFailure,
      screen: { catalog.reasonToIgnore($0) }, fold: { try Fold($0, catalog: catalog) })
  }

  init(
    store: SQLiteStore, catalog: Catalog, carriesOut: Bool = false, now: @escaping @Sendable () -> Int64,
    onFailure: @escaping @Sendable (StoreError) -> Void = { _ in },
    screen: @escaping Decider.Screen = { _ in nil }, fold: @escaping Decider.FoldFacts
  ) {
    self.store = store
    self.now = now
    self.onFailure = onFailure
    decider = Mutex(Decider(catalog: catalog, carriesOut: carriesOut, screen: screen, fold: fold))
  }

  /// Where those who read keep accounts, kept up with every commit.
  package let recent = RecentAccounts()

  /// Rings after a commit that left something to be carried out at the provider.
  let bell = Bell()

  /// Rings after a commit that changed accounts, of which the app must be told.
  let commits = Bell()

  /// Queues a delivery; `completion` is called once, after COMMIT or when it failed, on the writer's thread.
  package func submit(_ delivery: Delivery, completion: @escaping Completion) {
    enqueue(.delivery(delivery, completion), isBounded: true)
  }

  package func receive(_ delivery: Delivery) async throws(StoreError) -> Receipt {
    let result = await withCheckedContinuation { continuation in
      submit(delivery) { continuation.resume(returning: $0) }
    }
    return try result.get()
  }

  // MARK: The queue

  /// - Parameter isBounded: whether it is refused where too much waits; what finishes work of our own never is.
  func enqueue(_ work: Work, isBounded: Bool) {
    enum Admission { case refused, queued, first }
    let admission = queue.withLock { queue -> Admission in
      guard !isBounded || queue.work.count < Self.waitingMax else { return .refused }
      queue.work.append(work)
      queue.wasUsed = true
      defer { queue.isDraining = true }
      return queue.isDraining ? .queued : .first
    }
    switch admission {
    case .refused: work.fail(.overloaded)
    case .queued: break
    case .first: store.schedule { [self] in drain($0) }
    }
  }

  private func drain(_ writer: SQLiteStore.Writer) {
    while let batch = nextBatch() {
      commit(batch, writer)
      do { try store.checkpointIfDue(writer, isQuiet: false) } catch { report(error) }
    }
  }

  private func nextBatch() -> [Work]? {
    queue.withLock { queue in
      guard !queue.work.isEmpty else {
        queue.isDraining = false
        return nil
      }
      guard queue.work.count > Self.batchMax else {
        defer { queue.work = [] }
        return queue.work
      }
      defer { queue.work.removeFirst(Self.batchMax) }
      return Array(queue.work.prefix(Self.batchMax))
    }
  }

  private func commit(_ batch: [Work], _ writer: SQLiteStore.Writer) {
    do {
      for tell in try decide(batch, writer) { tell() }
    } catch  where batch.count > 1 && error.mayBeOfOne {
      // The others must not pay for it.
      for work in batch { commit([work], writer) }
    } catch {
      report(error)
      for work in batch { work.fail(error) }
    }
  }

  /// Takes a batch in one transaction; when it does not commit, the decider forgets it.
  private func decide(_ batch: [Work], _ writer: SQLiteStore.Writer) throws(StoreError) -> [@Sendable () -> Void] {
    let time = now()
    let result: Result<[@Sendable () -> Void], StoreError> = decider.withLock { decider in
      do throws(StoreError) {
        return .success(try writer.commit(now: time) { try decider.take(batch, $0) })
      } catch {
        decider.rollBack()
        return .failure(error)
      }
    }
    let tell = try result.get()
    let aftermath = decider.withLock { $0.takeAftermath() }
    // Before anybody is answered: whoever looks then finds what he was answered.
    recent.note(aftermath.accounts)
    if aftermath.hasIntents { bell.ring() }
    if !aftermath.accounts.isEmpty { commits.ring() }
    return tell
  }

  private func report(_ error: StoreError) {
    // What one account contradicts is no reason to take nothing of others.
    if case .inconsistent = error { return }
    let isNews = failure.withLock { failure in
      let last = failure
      failure = (error, now())
      return last.map { now() - $0.at > Self.failureSeconds } ?? true
    }
    if error.endsTheProcess { return onFailure(error) }
    if isNews { onFailure(error) }
  }

  /// Why the last write failed, where that was a moment ago: what cannot be stored now should be sent elsewhere.
  var recentFailure: StoreError? {
    failure.withLock { $0 }.flatMap { now() - $0.at <= Self.failureSeconds ? $0.error : nil }
  }

  /// Moves the store's log into its database where nothing was delivered since the last call.
  package func tidyIfQuiet() {
    let isQuiet = queue.withLock { queue in
      defer { queue.wasUsed = false }
      return !queue.wasUsed && !queue.isDraining
    }
    guard isQuiet else { return }
    store.schedule { [self] writer in
      do throws(StoreError) { try store.checkpointIfDue(writer, isQuiet: true) } catch { report(error) }
    }
  }
}

extension Inbox.Work {
  func fail(_ error: StoreError) {
    switch self {
    case .delivery(_, let completion): completion(.failure(error))
    case .job(let job): job.fail(error)
    }
  }
}

extension StoreError {
  /// Whether one of a batch may be the cause, and not the store.
  fileprivate var mayBeOfOne: Bool {
    switch self {
    case .writeFailed, .inconsistent: true
    case .locked, .unavailable, .otherSchema, .corrupt, .gone, .diskFailed, .overloaded: false
    }
  }
}

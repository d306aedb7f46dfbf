package import Billing
package import Store
internal import Synchronization

/// Takes deliveries from any thread and makes them durable: many at once share one commit.
///
/// Whoever waits is answered only after COMMIT. While one batch is written, the next one gathers; so under load the
/// cost of the disk is shared, and alone a delivery waits for nobody.
package final class Inbox: Sendable {
  package typealias Completion = @Sendable (Result<Receipt, StoreError>) -> Void

  /// Deliveries that share a commit at the most.
  package static let batchMax = 256
  /// Deliveries that may wait before new ones are refused.
  package static let waitingMax = 16_384

  private struct Work: Sendable {
    let delivery: Delivery
    let completion: Completion
  }

  private struct Queue {
    var work: [Work] = []
    var isDraining = false
    var wasUsed = false
  }

  private let store: SQLiteStore
  private let queue = Mutex(Queue())
  private let decider: Mutex<Decider>
  private let now: @Sendable () -> Int64
  /// Told when the disk fails: nothing may be promised any more.
  private let onDiskFailure: @Sendable (StoreError) -> Void

  /// - Parameter carriesOut: whether what follows from an event is carried out at the provider. Without it nothing that
  ///   is replayed charges anybody.
  package convenience init(
    store: SQLiteStore, catalog: Catalog, carriesOut: Bool = false, now: @escaping @Sendable () -> Int64,
    onDiskFailure: @escaping @Sendable (StoreError) -> Void = { _ in }
  ) {
    self.init(
      store: store, catalog: catalog, carriesOut: carriesOut, now: now, onDiskFailure: onDiskFailure,
      screen: { catalog.reasonToIgnore($0) }, fold: { try Fold($0, catalog: catalog) })
  }

  init(
    store: SQLiteStore, catalog: Catalog, carriesOut: Bool = false, now: @escaping @Sendable () -> Int64,
    onDiskFailure: @escaping @Sendable (StoreError) -> Void = { _ in },
    screen: @escaping Decider.Screen = { _ in nil }, fold: @escaping Decider.FoldFacts
  ) {
    self.store = store
    self.now = now
    self.onDiskFailure = onDiskFailure
    decider = Mutex(Decider(catalog: catalog, carriesOut: carriesOut, screen: screen, fold: fold))
  }

  /// Rings after a commit that left something to be carried out at the provider.
  let bell = Bell()

  /// Queues a delivery; `completion` is called once, after COMMIT or when it failed, on the writer's thread.
  package func submit(_ delivery: Delivery, completion: @escaping Completion) {
    enum Admission { case refused, queued, first }
    let admission = queue.withLock { queue -> Admission in
      guard queue.work.count < Self.waitingMax else { return .refused }
      queue.work.append(Work(delivery: delivery, completion: completion))
      queue.wasUsed = true
      defer { queue.isDraining = true }
      return queue.isDraining ? .queued : .first
    }
    switch admission {
    case .refused: completion(.failure(.overloaded))
    case .queued: break
    case .first: store.schedule { [self] in drain($0) }
    }
  }

  package func receive(_ delivery: Delivery) async throws(StoreError) -> Receipt {
    let result = await withCheckedContinuation { continuation in
      submit(delivery) { continuation.resume(returning: $0) }
    }
    return try result.get()
  }

  // MARK: The writer

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
      let receipts = try take(batch.map(\.delivery), writer)
      for (work, receipt) in zip(batch, receipts) { work.completion(.success(receipt)) }
    } catch StoreError.writeFailed where batch.count > 1 {
      // One of them may be the cause; the others must not pay for it.
      for work in batch { commit([work], writer) }
    } catch {
      report(error)
      for work in batch { work.completion(.failure(error)) }
    }
  }

  private func take(_ deliveries: [Delivery], _ writer: SQLiteStore.Writer) throws(StoreError) -> [Receipt] {
    try decide(writer) { decider, transaction in
      try decider.take(deliveries, transaction)
    }
  }

  /// Runs decisions in one transaction; when it does not commit, the decider forgets them.
  private func decide<Value: Sendable>(
    _ writer: SQLiteStore.Writer, _ body: (inout Decider, WriteTransaction) throws -> Value
  ) throws(StoreError) -> Value {
    let time = now()
    let result: Result<Value, StoreError> = decider.withLock { decider in
      do {
        return .success(try writer.commit(now: time) { try body(&decider, $0) })
      } catch {
        decider.rollBack()
        return .failure(error as? StoreError ?? .writeFailed("\(error)"))
      }
    }
    if case .success = result, decider.withLock({ $0.takeNews() }) { bell.ring() }
    return try result.get()
  }

  private func report(_ error: StoreError) {
    if case .diskFailed = error { onDiskFailure(error) }
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

  // MARK: Retries

  /// Decides again the failed events whose time has come. How many there were.
  package func retryDue(limit: Int = 100) async throws(StoreError) -> Int {
    try await onWriter { decider, transaction in
      let due = try transaction.dueFailures(limit: limit)
      for event in due { try decider.retry(event, transaction) }
      return due.count
    }
  }

  /// Decides one failed event again, whenever it is due. Nil when there is no event of that id.
  package func retry(_ id: String) async throws(StoreError) -> String? {
    try await onWriter { decider, transaction in
      guard let event = try transaction.event(id) else { return nil }
      if event.status == "failed" { try decider.retry(event, transaction) }
      return try transaction.event(id)?.status
    }
  }

  private func onWriter<Value: Sendable>(
    _ body: @escaping @Sendable (inout Decider, WriteTransaction) throws -> Value
  ) async throws(StoreError) -> Value {
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      store.schedule { [self] writer in
        continuation.resume(returning: Result { () throws(StoreError) in try decide(writer, body) })
      }
    }
    return try result.get()
  }

  /// Runs one write of its own, made durable before it returns.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (WriteTransaction) throws -> Value
  ) async throws(StoreError) -> Value {
    try await onWriter { _, transaction in try body(transaction) }
  }

  // MARK: Commands

  /// Decides a command and makes what it comes to durable.
  func take<Answer>(_ command: Command<Answer>) async throws(CommandError) -> Answer {
    let result: Result<Answer, Refusal>
    do {
      result = try await onWriter { decider, transaction in try decider.take(command, transaction) }
    } catch { throw .store(error) }
    do { return try result.get() } catch { throw .refused(error) }
  }
}

/// Why a command came to nothing.
package enum CommandError: Error, CustomStringConvertible {
  case refused(Refusal)
  case store(StoreError)

  package var description: String {
    switch self {
    case .refused(let refusal): refusal.detail
    case .store(let error): error.description
    }
  }
}

/// Tells one listener that there is something to do; many rings while it works are one.
final class Bell: Sendable {
  private let stream = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

  var rings: AsyncStream<Void> { stream.stream }

  func ring() { stream.continuation.yield() }
}

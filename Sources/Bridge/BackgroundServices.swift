internal import Logging
internal import ServiceLifecycle
internal import Store
internal import Synchronization

/// Decides failed events again when their time has come, forgets old answers, and uses quiet moments to tidy the store.
struct UpkeepService: Service {
  private static let interval = Duration.seconds(2)

  let inbox: Inbox
  let logger: Logger

  func run() async throws {
    for await _ in AsyncTimer(every: Self.interval).cancelOnGracefulShutdown() {
      do {
        let count = try await inbox.retryDue()
        try await inbox.forgetAnswers()
        inbox.tidyIfQuiet()
        if count > 0 { logger.info("decided failed events again", metadata: ["events": "\(count)"]) }
      } catch { logger.error("upkeep failed", metadata: ["error": "\(error)"]) }
    }
  }
}

/// Turns the ready answer off at the first signal to stop.
struct StopSignal: Service {
  let readiness: Readiness

  func run() async throws {
    await withGracefulShutdownHandler {
      try? await gracefulShutdown()
    } onGracefulShutdown: {
      readiness.stop()
    }
  }
}

/// Stops the service when the disk fails: going on could lose what was promised.
final class DiskFailure: Service, Sendable {
  private let failure = Mutex<StoreError?>(nil)
  private let stream = AsyncStream.makeStream(of: StoreError.self)

  var reported: StoreError? { failure.withLock { $0 } }

  @Sendable func report(_ error: StoreError) {
    failure.withLock { $0 = $0 ?? error }
    stream.continuation.yield(error)
  }

  func run() async throws {
    for await error in stream.stream.cancelOnGracefulShutdown() { throw error }
  }
}

/// A beat, until its task is canceled.
struct AsyncTimer: AsyncSequence {
  let interval: Duration

  init(every interval: Duration) { self.interval = interval }

  struct Iterator: AsyncIteratorProtocol {
    let interval: Duration

    mutating func next() async -> Void? {
      do { try await Task.sleep(for: interval) } catch { return nil }
      return ()
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(interval: interval) }
}

/// Asks the provider for what the webhook never brought, at the start and then on a timer.
struct ReconcileService: Service {
  let reconciler: Reconciler
  let interval: Duration
  let logger: Logger

  func run() async throws {
    await reconcile()
    for await _ in AsyncTimer(every: interval).cancelOnGracefulShutdown() { await reconcile() }
  }

  private func reconcile() async {
    do {
      let report = try await reconciler.run()
      if report.brought > 0 {
        logger.info("reconciled", metadata: ["brought": "\(report.brought)", "seen": "\(report.seen)"])
      }
    } catch { logger.error("could not reconcile; it is tried again", metadata: ["error": "\(error)"]) }
  }
}

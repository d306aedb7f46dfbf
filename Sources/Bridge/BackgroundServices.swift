internal import Logging
internal import Native
internal import ServiceLifecycle
internal import UnixSignals

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

/// Goes down in good order: at the first SIGTERM the service says that it is not ready, and lets go of each connection
/// with its next answer; a moment later it listens no more. A second one does not wait for the moment.
struct StopSignal: Service {
  /// How long whoever sends requests has to notice.
  private static let notice = Duration.seconds(1)

  let readiness: Readiness

  func run() async throws {
    await withGracefulShutdownHandler {
      let leaving = Task { [readiness] in
        await withThrowingTaskGroup(of: Void.self) { group in
          var hasNoticed = false
          for await _ in await UnixSignalsSequence(trapping: .sigterm) {
            readiness.stop()
            guard !hasNoticed else { return ProcessSignal.interrupt() }
            hasNoticed = true
            group.addTask {
              try await Task.sleep(for: Self.notice)
              ProcessSignal.interrupt()
            }
          }
        }
      }
      defer { leaving.cancel() }
      try? await gracefulShutdown()
    } onGracefulShutdown: {
      readiness.stop()
    }
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

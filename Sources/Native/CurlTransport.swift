internal import CCurl
internal import Synchronization

/// HTTP over libcurl: any number of requests at a time on one thread, which is the actor's own.
///
/// Connections are kept and used again, over TLS by HTTP/2 where the peer speaks it. A cancelled task ends its transfer
/// at once. The thread starts with the first request and ends with the actor, or after `shutdown`.
///
/// libcurl sends a request a second time by itself when a kept connection turns out to be dead before any byte of an
/// answer came. What must not happen twice therefore carries a key by which its receiver knows it.
package actor CurlTransport {
  /// A call that is under way.
  private struct Pending {
    let transfer: CurlTransfer
    let deadline: ContinuousClock.Instant
    let continuation: CurlCall.Continuation
  }

  /// A call that came to something, which its caller is not told yet.
  private struct Outcome {
    let continuation: CurlCall.Continuation
    let result: Result<TransportAnswer, TransportError>
  }

  /// What libcurl gets on top of a request's time to end it itself. It does not while the request waits for a
  /// connection.
  private static let grace = Duration.milliseconds(50)

  /// Handles that are kept for later requests; making one costs more than using one again.
  private static let spareMax = 64

  private let configuration: TransportConfiguration
  private let loop: CurlLoop
  private let lastToken = Atomic<UInt64>(0)
  private var pending: [UInt64: Pending] = [:]
  private var spare: [CurlTransfer] = []
  private var outcomes: [Outcome] = []
  /// No request is overdue before that.
  private var earliestDeadline: ContinuousClock.Instant?
  private var isShutDown = false

  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

  package init(_ configuration: TransportConfiguration) {
    self.configuration = configuration
    loop = CurlLoop(connectionsMax: configuration.connectionsMax)
    loop.setTurn { [weak self] work in self?.assumeIsolated { $0.turn(work) } ?? CurlLoop.pauseMillisecondsMax }
  }

  deinit { loop.close() }

  /// Sends `request` and waits for the whole answer, whatever its status.
  ///
  /// The caller's task never runs on the transport's thread: it hands its call over and is resumed where it was.
  ///
  /// - Throws: `TransportError` when there is none; `.canceled` at once when the task is cancelled.
  package nonisolated(nonsending) func send(
    _ request: TransportRequest
  ) async throws(TransportError) -> TransportAnswer {
    let token = lastToken.add(1, ordering: .relaxed).newValue
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        loop.hand(CurlCall(token: token, request: request, continuation: continuation))
        // A cancellation that came before the call was handed over found nothing to end.
        if Task.isCancelled { loop.cancel(token) }
      }
    } onCancel: {
      loop.cancel(token)
    }
    return try outcome.get()
  }

  /// Ends every request with `.canceled`, refuses those that come later, and lets the thread go.
  package func shutdown() {
    isShutDown = true
    for token in pending.keys { cancel(token) }
    loop.close()
  }

  private func cancel(_ token: UInt64) { end(token) { _ in .failure(.canceled) } }

  /// What the loop does in each round.
  ///
  /// - Returns: the milliseconds until a request is overdue.
  private func turn(_ work: CurlLoop.Work) -> Int {
    loop.multi.runSockets()
    endDone()
    tellOutcomes()
    let now = ContinuousClock.now
    for call in work.calls { begin(call, at: now) }
    for token in work.canceled { cancel(token) }
    loop.multi.runTimers(at: .now)
    endDone()
    defer { tellOutcomes() }
    return endOverdue(at: now)
  }

  /// One behind the other, so that the callers' threads are woken once for many and not for each.
  private func tellOutcomes() {
    for outcome in outcomes { outcome.continuation.resume(returning: outcome.result) }
    outcomes.removeAll(keepingCapacity: true)
  }

  private func endDone() {
    while let (transfer, code) = loop.multi.nextEnded() { end(transfer.token) { $0.outcome(code) } }
  }

  private func endOverdue(at now: ContinuousClock.Instant) -> Int {
    guard !pending.isEmpty, let deadline = earliestDeadline else { return CurlLoop.pauseMillisecondsMax }
    if now < deadline { return CurlMulti.milliseconds(until: deadline) }
    for (token, request) in pending where request.deadline <= now { end(token) { .failure($0.overdue) } }
    earliestDeadline = pending.values.lazy.map(\.deadline).min()
    return 0
  }

  private func begin(_ call: CurlCall, at now: ContinuousClock.Instant) {
    do throws(TransportError) {
      if isShutDown { throw .canceled }
      let transfer: CurlTransfer
      if let kept = spare.popLast() {
        transfer = kept
      } else {
        transfer = try CurlTransfer(configuration, loop.multi.sockets)
      }
      try transfer.prepare(call.request, token: call.token, configuration)
      try loop.multi.add(transfer)
      let deadline = now + .milliseconds(call.request.timeoutMilliseconds) + Self.grace
      earliestDeadline = min(earliestDeadline ?? deadline, deadline)
      pending[call.token] = Pending(transfer: transfer, deadline: deadline, continuation: call.continuation)
    } catch { outcomes.append(Outcome(continuation: call.continuation, result: .failure(error))) }
  }

  private func end(_ token: UInt64, _ outcome: (CurlTransfer) -> Result<TransportAnswer, TransportError>) {
    guard let ended = pending.removeValue(forKey: token) else { return }
    let result = outcome(ended.transfer)
    loop.multi.remove(ended.transfer)
    if spare.count < Self.spareMax { spare.append(ended.transfer) }
    outcomes.append(Outcome(continuation: ended.continuation, result: result))
  }
}

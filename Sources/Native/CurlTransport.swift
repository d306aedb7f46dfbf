internal import CCurl

/// HTTP over libcurl: any number of requests at a time on one thread, which is the actor's own.
///
/// Connections are kept and used again, over TLS by HTTP/2 where the peer speaks it. A cancelled task ends its transfer
/// at once. The thread starts with the first request and ends with the actor, or after `shutdown`.
///
/// libcurl sends a request a second time by itself when a kept connection turns out to be dead before any byte of an
/// answer came. What must not happen twice therefore carries a key by which its receiver knows it.
package actor CurlTransport {
  private typealias Continuation = CheckedContinuation<Result<TransportAnswer, TransportError>, Never>

  /// A request that is under way, and who waits for it.
  private struct Pending {
    let transfer: CurlTransfer
    let deadline: ContinuousClock.Instant
    let continuation: Continuation
  }

  /// What libcurl gets on top of a request's time to end it itself. It does not while the request waits for a
  /// connection.
  private static let grace = Duration.milliseconds(50)

  /// Handles that are kept for later requests; making one costs more than using one again.
  private static let spareMax = 64

  private let configuration: TransportConfiguration
  private let loop: CurlLoop
  private var pending: [UInt64: Pending] = [:]
  private var spare: [CurlTransfer] = []
  /// No request is overdue before that.
  private var earliestDeadline: ContinuousClock.Instant?
  private var lastToken: UInt64 = 0
  private var isShutDown = false

  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

  package init(_ configuration: TransportConfiguration) {
    self.configuration = configuration
    loop = CurlLoop(connectionsMax: configuration.connectionsMax)
    loop.setTurn { [weak self] in self?.assumeIsolated { $0.turn() } ?? 0 }
  }

  deinit { loop.close() }

  /// Sends `request` and waits for the whole answer, whatever its status.
  ///
  /// - Throws: `TransportError` when there is none; `.canceled` at once when the task is cancelled.
  package func send(_ request: TransportRequest) async throws(TransportError) -> TransportAnswer {
    lastToken += 1
    let token = lastToken
    // From here to the continuation's end nothing is awaited: a cancellation comes before the look or after the entry.
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: Continuation) in
        do throws(TransportError) {
          try begin(request, token, continuation)
        } catch { continuation.resume(returning: .failure(error)) }
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
  private func turn() -> Int {
    for token in loop.takeCanceled() { cancel(token) }
    guard !pending.isEmpty else { return CurlLoop.pauseMillisecondsMax }
    loop.perform()
    while let (token, code) = loop.nextEnded() { end(token) { $0.outcome(code) } }
    return endOverdue(at: .now)
  }

  private func endOverdue(at now: ContinuousClock.Instant) -> Int {
    guard let deadline = earliestDeadline else { return CurlLoop.pauseMillisecondsMax }
    if now < deadline {
      return 1 + Int(min((deadline - now) / .milliseconds(1), Double(CurlLoop.pauseMillisecondsMax)))
    }
    for (token, request) in pending where request.deadline <= now { end(token) { .failure($0.overdue) } }
    earliestDeadline = pending.values.lazy.map(\.deadline).min()
    return 0
  }

  private func begin(
    _ request: TransportRequest, _ token: UInt64, _ continuation: Continuation
  ) throws(TransportError) {
    if Task.isCancelled || isShutDown { throw .canceled }
    let transfer: CurlTransfer
    if let kept = spare.popLast() { transfer = kept } else { transfer = try CurlTransfer(configuration) }
    try transfer.prepare(request, token: token, configuration)
    try loop.add(transfer)
    let deadline = ContinuousClock.now + .milliseconds(request.timeoutMilliseconds) + Self.grace
    earliestDeadline = min(earliestDeadline ?? deadline, deadline)
    pending[token] = Pending(transfer: transfer, deadline: deadline, continuation: continuation)
  }

  private func end(_ token: UInt64, _ outcome: (CurlTransfer) -> Result<TransportAnswer, TransportError>) {
    guard let ended = pending.removeValue(forKey: token) else { return }
    let result = outcome(ended.transfer)
    loop.remove(ended.transfer)
    if spare.count < Self.spareMax { spare.append(ended.transfer) }
    ended.continuation.resume(returning: result)
  }
}

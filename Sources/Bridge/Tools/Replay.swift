package import Billing
internal import Dispatch
internal import Native
package import Store
package import Stripe
internal import Synchronization

/// Feeds recorded payloads through the path that HTTP takes: each is signed with a secret of its own, verified, stored
/// and decided. A recorded delivery is verified with the signature that it came with.
package final class Replay: Sendable {
  package struct Tally: Sendable {
    package var delivered = 0
    package var duplicate = 0
    package var rejected = 0
  }

  /// Deliveries under way at once.
  private static let underWayMax = 2048

  private let inbox: Inbox
  private let ledgers: Ledgers
  private let receiver: Receiver
  private let recorded: Receiver
  private let secret: SigningSecret
  private let now: @Sendable () -> Int64
  private let tally = Mutex(Tally())
  private let lastError = Mutex<StoreError?>(nil)

  /// - Parameter secrets: for recorded deliveries; without any, they are rejected.
  package init(
    store: SQLiteStore, catalog: Catalog, deployment: Deployment, secrets: [SigningSecret],
    now: @escaping @Sendable () -> Int64
  ) throws {
    secret = try SigningSecret("whsec_replay_\(UInt64.random(in: .min ... .max))")
    inbox = Inbox(store: store, catalog: catalog, now: now)
    ledgers = Ledgers(store: store, catalog: catalog)
    receiver = Receiver(verifier: WebhookVerifier(secrets: [secret]), deployment: deployment)
    recorded = Receiver(verifier: WebhookVerifier(secrets: secrets), deployment: deployment)
    self.now = now
  }

  /// Delivers payloads in their order and waits for all of them.
  ///
  /// - Parameters:
  ///   - next: gives one after the other, nil behind the last.
  ///   - moment: when the accounts are looked at; nil takes the newest event's time.
  ///   - rejected: told of each that was not taken, and why.
  ///   - progress: told now and then how many were delivered.
  /// - Throws: `StoreError` when the store failed on one of them, and what `next` throws.
  package func run(
    _ next: () throws -> RecordedPayload?, at moment: Instant?, rejected: (String) -> Void, progress: (Int) -> Void
  ) throws -> ReplayReport {
    let started = ContinuousClock.now
    let firstSeq = try ledgers.store.read { try $0.newestSeq() }
    try deliverAll(next, rejected, progress)
    if let error = lastError.withLock({ $0 }) { throw error }
    let elapsed = started.duration(to: .now) / .seconds(1)
    return try ReplayReport(ledgers, tally.withLock { $0 }, after: firstSeq, at: moment, elapsed: elapsed)
  }

  /// The same of payloads that are at hand.
  package func run(
    _ payloads: [RecordedPayload], at moment: Instant?, rejected: (String) -> Void, progress: (Int) -> Void
  ) throws -> ReplayReport {
    var rest = payloads.makeIterator()
    return try run({ rest.next() }, at: moment, rejected: rejected, progress: progress)
  }

  private func deliverAll(
    _ next: () throws -> RecordedPayload?, _ rejected: (String) -> Void, _ progress: (Int) -> Void
  ) throws {
    let room = DispatchSemaphore(value: Self.underWayMax)
    defer {
      for _ in 0..<Self.underWayMax { room.wait() }
      for _ in 0..<Self.underWayMax { room.signal() }
    }
    while let payload = try next() {
      do throws(ReceiveError) {
        deliver(try delivery(payload), room)
      } catch {
        tally.withLock { $0.rejected += 1 }
        rejected("\(payload.name): \(error)")
      }
      let count = tally.withLock { tally in
        tally.delivered += 1
        return tally.delivered
      }
      if count.isMultiple(of: 1000) { progress(count) }
    }
  }

  private func delivery(_ payload: RecordedPayload) throws(ReceiveError) -> Delivery {
    let time = now()
    switch payload.content {
    case .body(let body):
      guard let header = try? secret.header(for: body, at: time) else { throw .signature(.mismatch) }
      return try receiver.receive(body, signature: Array(header.utf8), now: time, receivedAt: time)
    case .delivery(let body, let signature):
      return try recorded.receive(body, signature: signature, now: nil, receivedAt: time)
    case .unreadable(let error): throw .malformed(error)
    }
  }

  private func deliver(_ delivery: Delivery, _ room: DispatchSemaphore) {
    room.wait()
    inbox.submit(delivery) { [self] result in
      switch result {
      case .success(.stored): break
      case .success(.duplicate): tally.withLock { $0.duplicate += 1 }
      case .failure(let error): lastError.withLock { $0 = error }
      }
      room.signal()
    }
  }
}

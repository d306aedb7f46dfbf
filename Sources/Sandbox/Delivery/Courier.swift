internal import Stripe

/// Brings payloads to their endpoints: signed, in order unless told otherwise, again and again until they are taken.
package actor Courier {
  /// What was sent, once for each event and endpoint.
  package struct Recorded: Sendable {
    package let event: String
    package let type: String
    package let endpoint: String
    package let body: [UInt8]
  }

  /// How deliveries stand.
  package struct Summary: Sendable {
    package var waiting = 0
    package var delivered = 0
    package var failedAttempts = 0
    package var givenUp = 0
  }

  private struct Parcel: Sendable {
    let dispatch: Dispatch
    var attempt = 1
    var notBefore: ContinuousClock.Instant
    var isRepeat = false
  }

  package private(set) var knobs: DeliveryKnobs
  package private(set) var recording: [Recorded] = []
  private static let recordingMax = 20_000

  private let sender: any WebhookSender
  private let allowsRemote: Bool
  private let unixTime: @Sendable () -> Int64
  private let onDelivered: @Sendable (_ event: String, _ endpoint: String) async -> Void
  private var waiting: [Parcel] = []
  private var counts = Summary()
  private var random: SeededGenerator
  private var isRunning = false
  private var isUnderWay = false
  private var isStopped = false

  init(
    _ knobs: DeliveryKnobs, sender: any WebhookSender, allowsRemote: Bool,
    unixTime: @escaping @Sendable () -> Int64,
    onDelivered: @escaping @Sendable (_ event: String, _ endpoint: String) async -> Void
  ) {
    self.knobs = knobs
    self.sender = sender
    self.allowsRemote = allowsRemote
    self.unixTime = unixTime
    self.onDelivered = onDelivered
    random = SeededGenerator(seed: knobs.seed)
  }

  package var summary: Summary {
    var summary = counts
    summary.waiting = waiting.count + (isUnderWay ? 1 : 0)
    return summary
  }

  func accept(_ dispatches: [Dispatch]) {
    let start = ContinuousClock.now + .milliseconds(knobs.delayMilliseconds)
    for dispatch in dispatches {
      waiting.append(Parcel(dispatch: dispatch, notBefore: start))
      if recording.count < Self.recordingMax {
        recording.append(
          Recorded(event: dispatch.event, type: dispatch.type, endpoint: dispatch.endpoint, body: dispatch.body))
      }
    }
    begin()
  }

  package func set(_ knobs: DeliveryKnobs) {
    if knobs.seed != self.knobs.seed { random = SeededGenerator(seed: knobs.seed) }
    self.knobs = knobs
    begin()
  }

  package func forgetRecording() { recording = [] }

  func stop() {
    isStopped = true
    waiting = []
  }

  /// Waits until nothing waits any more, or the time is over.
  ///
  /// - Returns: whether everything was delivered or given up.
  package func flush(timeout: Duration = .seconds(30)) async -> Bool {
    let deadline = ContinuousClock.now + timeout
    while summary.waiting > 0 {
      guard ContinuousClock.now < deadline else { return false }
      try? await Task.sleep(for: .milliseconds(2))
    }
    return true
  }

  private func begin() {
    guard !isRunning, !isStopped else { return }
    isRunning = true
    Task { await run() }
  }

  private func run() async {
    while !isStopped, !knobs.isHeld, !waiting.isEmpty {
      let now = ContinuousClock.now
      let ready = waiting.indices.filter { waiting[$0].notBefore <= now }
      if ready.isEmpty {
        let next = waiting.map(\.notBefore).min() ?? now
        try? await Task.sleep(for: min(next - now, .milliseconds(50)))
        continue
      }
      let window = min(max(knobs.reorderWindow, 1), ready.count)
      let parcel = waiting.remove(at: ready[Int(random.next() % UInt64(window))])
      isUnderWay = true
      await deliver(parcel)
      isUnderWay = false
    }
    isRunning = false
  }

  private func deliver(_ parcel: Parcel) async {
    let dispatch = parcel.dispatch
    var isTaken = false
    if !random.happens(knobs.dropProbability), allowsRemote || LoopbackRule.allows(dispatch.url),
      let signature = try? SigningSecret(dispatch.secret).header(for: dispatch.body, at: unixTime())
    {
      let status = await sender.post(dispatch.body, to: dispatch.url, signature: signature)
      isTaken = status.map { (200..<300).contains($0) } ?? false
    }
    isTaken ? await took(parcel) : failed(parcel)
  }

  private func took(_ parcel: Parcel) async {
    counts.delivered += 1
    if !parcel.isRepeat { await onDelivered(parcel.dispatch.event, parcel.dispatch.endpoint) }
    guard random.happens(knobs.repeatProbability) else { return }
    var again = parcel
    again.isRepeat = true
    again.notBefore = .now
    waiting.append(again)
  }

  private func failed(_ parcel: Parcel) {
    counts.failedAttempts += 1
    guard parcel.attempt < knobs.attemptsMax else {
      counts.givenUp += 1
      return
    }
    var again = parcel
    again.attempt += 1
    again.notBefore = .now + knobs.pause(after: parcel.attempt)
    waiting.append(again)
  }
}

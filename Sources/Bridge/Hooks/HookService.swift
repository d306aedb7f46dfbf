internal import Billing
internal import Logging
internal import ServiceLifecycle
internal import Store

/// Tells the app what happened: a courier for each endpoint, woken by every commit and once a second.
struct HookService: Service {
  private static let interval = Duration.seconds(1)
  /// A delivery that was made is kept for so long, in seconds: 30 days.
  private static let doneKeptSeconds: Int64 = 30 * CivilDay.secondsPerDay
  private static let beatsBetweenTidying = 3600

  private let couriers: [HookCourier]
  private let inbox: Inbox
  private let logger: Logger

  /// - Throws: `StoreError`.
  init(
    _ settings: HookSettings, inbox: Inbox, messages: HookMessages, metrics: HookMetrics, logger: Logger,
    clock: @escaping @Sendable () -> Int64
  ) throws {
    self.inbox = inbox
    self.logger = logger
    couriers = try settings.endpoints.map { endpoint in
      try HookCourier(
        endpoint, inbox: inbox, messages: messages, sender: HookSender(endpoint, settings, clock: clock),
        metrics: metrics, logger: logger, clock: clock)
    }
  }

  var endpoints: [HookEndpoint] { couriers.map(\.endpoint) }

  func courier(_ key: String) -> HookCourier? { couriers.first { $0.endpoint.key == key } }

  func run() async throws {
    let bell = Task { [inbox, couriers] in
      for await _ in inbox.commits.rings { for courier in couriers { await courier.wake() } }
    }
    defer { bell.cancel() }
    var beats = 0
    for courier in couriers { await courier.tick() }
    for await _ in AsyncTimer(every: Self.interval).cancelOnGracefulShutdown() {
      for courier in couriers { await courier.tick() }
      if beats.isMultiple(of: Self.beatsBetweenTidying) { await tidy() }
      beats += 1
    }
    for courier in couriers { await courier.close() }
  }

  private func tidy() async {
    let end = inbox.now() - Self.doneKeptSeconds
    do { try await inbox.write { try $0.forgetDoneHooks(before: end) } } catch {
      logger.error("old deliveries could not be forgotten", metadata: ["error": "\(error)"])
    }
  }
}

internal import HTTPTypes
internal import Store
internal import Synchronization

/// Whether the service takes work: false from the first signal to stop.
final class Readiness: Sendable {
  private let isStopping = Atomic(false)

  var accepts: Bool { !isStopping.load(ordering: .relaxed) }
  func stop() { isStopping.store(true, ordering: .relaxed) }
}

/// How the service itself is, and the webhook's own route as the table has it.
struct ServiceRoutes: Sendable {
  let store: SQLiteStore
  let inbox: Inbox
  let registry: PrometheusRegistry
  let readiness: Readiness
  /// Those that are told what happened.
  var endpoints: [HookEndpoint] = []

  var table: [Route] {
    [
      Route(
        method: .post, path: WebhookEndpoint.path, callers: [.provider], summary: "Takes the provider's webhooks",
        reply: .json(.object([.must("received", .flag), .must("status", .oneOf("stored", "duplicate"))]), "Durable."),
        problems: [400, 408, 413], run: { _ in throw Problem.notFound }),
      Route(
        method: .get, path: "/healthz", callers: .everybody, summary: "Whether the process runs",
        reply: .json(StatusView.schema, "It does."), run: { _ in .done(try Answer(StatusView(status: "ok"))) }),
      Route(
        method: .get, path: "/readyz", callers: .everybody, summary: "Whether work is taken, and what waits",
        reply: .json(Self.ready, "Ready."), run: Route.waiting { _ in try ready() }),
      Route(
        method: .get, path: "/metrics", callers: .everybody, summary: "Counts, for Prometheus",
        reply: .init(status: 200, words: "Text format 0.0.4.", content: .text(type: "text/plain")),
        run: Route.waiting { _ in Answer(.text(try metricsText(), type: "text/plain; version=0.0.4; charset=utf-8")) }),
    ]
  }

  private static let ready = Schema.object([.must("status", .string), .must("events_failed", .count)])

  private struct ReadyView: Encodable {
    let status: String
    let eventsFailed: Int
  }

  private func ready() throws -> Answer {
    guard readiness.accepts else { throw Problem.notReady("It is stopping.") }
    if let failure = inbox.recentFailure { throw Problem.notReady("Nothing can be stored: \(failure)") }
    guard let failed = try? store.read({ try $0.failedCount() }) else {
      throw Problem.notReady("The store cannot be read.")
    }
    return try Answer(ReadyView(status: "ready", eventsFailed: failed))
  }

  func metricsText() throws -> String {
    let (counts, intents, reconciled) = try store.read {
      (try $0.eventCounts(), try $0.intentCounts(), try $0.cursor(Reconciler.completedAt))
    }
    let events = ["applied", "ignored", "parked", "quarantined", "failed"].map { status in
      "tollbridge_events{status=\"\(status)\"} \(counts[status] ?? 0)\n"
    }
    let pending = StoredIntent.Status.allCases.map(\.rawValue).map { status in
      "tollbridge_intents{status=\"\(status)\"} \(intents[status] ?? 0)\n"
    }
    let moment = reconciled.map { "# TYPE tollbridge_reconciled_seconds gauge\ntollbridge_reconciled_seconds \($0)\n" }
    return registry.text() + "# TYPE tollbridge_events gauge\n" + events.joined()
      + "# TYPE tollbridge_intents gauge\n" + pending.joined() + (try hooksText()) + (moment ?? "")
  }

  private func hooksText() throws -> String {
    let (counts, newest, cursors) = try store.read { reader in
      (
        try reader.hookDeliveryCounts(), try reader.newestOutboxSeq(),
        try endpoints.compactMap { try reader.cursor(HookProgress.cursorName($0)) }
      )
    }
    let deliveries = [HookDelivery.Status.pending, .dead].map { status in
      "tollbridge_hook_deliveries{status=\"\(status.rawValue)\"} \(counts[status] ?? 0)\n"
    }
    let backlog = cursors.map { max(0, newest - $0) }.max() ?? 0
    return "# TYPE tollbridge_hook_deliveries gauge\n" + deliveries.joined()
      + "# TYPE tollbridge_hook_backlog gauge\ntollbridge_hook_backlog \(backlog)\n"
  }
}

extension Problem {
  static func notReady(_ detail: String) -> Problem {
    Problem(
      status: .serviceUnavailable, code: "not_ready", title: "No work is taken", detail: detail, retryAfterSeconds: 1)
  }
}

internal import Metrics

/// What the service counts. Labels are bounded: every value they can take is a name in this program.
struct ServiceMetrics: Sendable {
  private let webhooks: [String: Counter]
  private let other: Counter

  /// Every result that a webhook can have.
  private static let results =
    ["stored", "duplicate", "payload_malformed", "overloaded", "not_durable", "webhook_secret_missing"]
    + ["body_too_large", "request_timeout", "request_malformed"]
    + ["signature_missing", "signature_malformed", "signature_mismatch", "timestamp_outside_tolerance"]

  init(factory: any MetricsFactory) {
    let name = "tollbridge_webhooks_total"
    webhooks = Dictionary(
      Self.results.map { ($0, Counter(label: name, dimensions: [("result", $0)], factory: factory)) }
    ) { one, _ in one }
    other = Counter(label: name, dimensions: [("result", "other")], factory: factory)
  }

  func webhook(_ result: String) { (webhooks[result] ?? other).increment() }
}

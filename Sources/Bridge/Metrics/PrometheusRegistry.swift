internal import CoreMetrics
internal import Synchronization

/// A backend for swift-metrics that renders Prometheus' text format. Counters and gauges; timers as sum and count.
final class PrometheusRegistry: MetricsFactory, Sendable {
  private struct Key: Hashable {
    let name: String
    let labels: String
  }

  private let series = Mutex<[Key: Value]>([:])

  /// One number that many threads add to.
  final class Value: CounterHandler, RecorderHandler, MeterHandler, TimerHandler, Sendable {
    private let number = Mutex<(sum: Double, count: Int64)>((0, 0))
    let kind: String

    init(kind: String) { self.kind = kind }

    var sum: Double { number.withLock { $0.sum } }
    var count: Int64 { number.withLock { $0.count } }

    func increment(by amount: Int64) { add(Double(amount)) }
    func reset() { number.withLock { $0 = (0, 0) } }
    func record(_ value: Int64) { add(Double(value)) }
    func record(_ value: Double) { add(value) }
    func recordNanoseconds(_ duration: Int64) { add(Double(duration) / 1e9) }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { number.withLock { $0 = (value, 1) } }
    func increment(by amount: Double) { add(amount) }
    func decrement(by amount: Double) { add(-amount) }

    private func add(_ amount: Double) {
      number.withLock { number in
        number.sum += amount
        number.count += 1
      }
    }
  }

  private func value(_ label: String, _ dimensions: [(String, String)], _ kind: String) -> Value {
    let labels = dimensions.map { "\($0)=\"\($1)\"" }.joined(separator: ",")
    return series.withLock { series in
      let key = Key(name: label, labels: labels)
      if let known = series[key] { return known }
      let value = Value(kind: kind)
      series[key] = value
      return value
    }
  }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    value(label, dimensions, "counter")
  }

  func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    value(label, dimensions, aggregate ? "summary" : "gauge")
  }

  func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    value(label, dimensions, "gauge")
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    value(label, dimensions, "summary")
  }

  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyMeter(_ handler: any MeterHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}

  /// All series in Prometheus' text format, in the order of their names.
  func text() -> String {
    let all = series.withLock { $0 }
    var lines: [String] = []
    var described: Set<String> = []
    for (key, value) in all.sorted(by: { ($0.key.name, $0.key.labels) < ($1.key.name, $1.key.labels) }) {
      if described.insert(key.name).inserted { lines.append("# TYPE \(key.name) \(value.kind)") }
      let labels = key.labels.isEmpty ? "" : "{\(key.labels)}"
      if value.kind == "summary" {
        lines.append("\(key.name)_sum\(labels) \(value.sum)")
        lines.append("\(key.name)_count\(labels) \(value.count)")
      } else {
        lines.append("\(key.name)\(labels) \(Self.number(value.sum))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func number(_ value: Double) -> String {
    Int64(exactly: value).map { String($0) } ?? String(value)
  }
}

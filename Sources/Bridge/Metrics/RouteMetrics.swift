internal import HTTPTypes
internal import Metrics

/// Requests by route and outcome, and how long they took. A route's template is the label, never a path that somebody
/// sent; so there are as many series as there are routes, times four.
struct RouteMetrics: Sendable {
  private struct Series: Sendable {
    let byClass: [Int: Counter]
    let seconds: Metrics.Timer

    init(_ route: Route, _ factory: any MetricsFactory) {
      let labels = [("method", route.method.rawValue), ("route", route.path)]
      byClass = Dictionary(
        uniqueKeysWithValues: [2, 4, 5].map { digit in
          (
            digit,
            Counter(
              label: "tollbridge_http_requests_total", dimensions: labels + [("status", "\(digit)xx")],
              factory: factory)
          )
        })
      seconds = Metrics.Timer(label: "tollbridge_http_request_seconds", dimensions: labels, factory: factory)
    }
  }

  private let series: [String: Series]

  init(_ routes: [Route], factory: any MetricsFactory) {
    series = Dictionary(routes.map { ($0.name, Series($0, factory)) }) { one, _ in one }
  }

  func count(_ route: Route, status: Int, _ duration: Duration) {
    guard let series = series[route.name] else { return }
    series.byClass[status / 100]?.increment()
    series.seconds.recordNanoseconds(Int64(duration / .nanoseconds(1)))
  }
}

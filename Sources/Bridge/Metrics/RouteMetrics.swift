internal import HTTPTypes
internal import Metrics

/// Requests by route and outcome, and how long they took. A route's template is the label, never a path that somebody
/// sent; so there are as many series as there are routes, times four.
struct RouteMetrics: Sendable {
  /// Those of one route.
  struct Series: Sendable {
    private let (done, refused, failed): (Counter, Counter, Counter)
    private let seconds: Metrics.Timer

    fileprivate init(_ route: Route, _ factory: any MetricsFactory) {
      let labels = [("method", route.verb), ("route", route.path)]
      func counter(_ status: String) -> Counter {
        Counter(label: "tollbridge_http_requests_total", dimensions: labels + [("status", status)], factory: factory)
      }
      (done, refused, failed) = (counter("2xx"), counter("4xx"), counter("5xx"))
      seconds = Metrics.Timer(label: "tollbridge_http_request_seconds", dimensions: labels, factory: factory)
    }

    func count(status: Int, _ duration: Duration) {
      (status < 400 ? done : status < 500 ? refused : failed).increment()
      let (whole, rest) = duration.components
      seconds.recordNanoseconds(whole * 1_000_000_000 + rest / 1_000_000_000)
    }
  }

  private let factory: any MetricsFactory

  init(factory: any MetricsFactory) { self.factory = factory }

  func series(of route: Route) -> Series { Series(route, factory) }
}

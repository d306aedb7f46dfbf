internal import Hummingbird
internal import Logging
internal import Store
internal import Synchronization

/// Whether the service takes work: false from the first signal to stop.
final class Readiness: Sendable {
  private let isStopping = Atomic(false)

  var accepts: Bool { !isStopping.load(ordering: .relaxed) }
  func stop() { isStopping.store(true, ordering: .relaxed) }
}

/// The routes beside the webhook's.
struct Routes {
  let store: SQLiteStore
  let registry: PrometheusRegistry
  let readiness: Readiness

  func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.add(middleware: ProblemMiddleware())
    router.get("healthz") { _, _ in Self.json(.ok, #"{"status":"ok"}"#) }
    router.get("readyz") { _, _ in ready() }
    router.get("metrics") { _, _ in try metrics() }
    // The webhook's own method is answered before it comes here.
    router.get("webhooks/stripe") { _, _ -> Response in throw Problem.methodNotAllowed }
    return router
  }

  private static func json(_ status: HTTPResponse.Status, _ text: String) -> Response {
    Response(status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: .init(string: text)))
  }

  private func ready() -> Response {
    guard readiness.accepts else { return Self.json(.serviceUnavailable, #"{"status":"stopping"}"#) }
    guard let failed = try? store.read({ try $0.failedCount() }) else {
      return Self.json(.serviceUnavailable, #"{"status":"store unavailable"}"#)
    }
    return Self.json(.ok, #"{"status":"ready","events_failed":\#(failed)}"#)
  }

  private func metrics() throws -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
      body: .init(byteBuffer: .init(string: try metricsText())))
  }

  func metricsText() throws -> String {
    let counts = try store.read { try $0.eventCounts() }
    let stored = ["applied", "ignored", "parked", "quarantined", "failed"].map { status in
      "tollbridge_events{status=\"\(status)\"} \(counts[status] ?? 0)\n"
    }
    return registry.text() + "# TYPE tollbridge_events gauge\n" + stored.joined() + (try provider())
  }
}

extension Routes {
  /// What stands out at the provider, and up to when all that it told is here.
  private func provider() throws -> String {
    let (counts, reconciled) = try store.read { (try $0.intentCounts(), try $0.cursor(Reconciler.completedAt)) }
    let intents = StoredIntent.Status.allCases.map(\.rawValue).map { status in
      "tollbridge_intents{status=\"\(status)\"} \(counts[status] ?? 0)\n"
    }
    let moment = reconciled.map { "# TYPE tollbridge_reconciled_seconds gauge\ntollbridge_reconciled_seconds \($0)\n" }
    return "# TYPE tollbridge_intents gauge\n" + intents.joined() + (moment ?? "")
  }
}

/// Turns every failure of a route into a problem.
struct ProblemMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: BasicRequestContext,
    next: (Request, BasicRequestContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let problem as Problem {
      throw problem
    } catch let error as HTTPError {
      throw error.status == .notFound ? Problem.notFound : Self.problem(error)
    } catch {
      context.logger.error("a route failed", metadata: ["error": "\(error)"])
      throw Problem(
        status: .internalServerError, code: "internal_error", title: "Something went wrong",
        detail: "The operator finds the reason in the log by the request id.")
    }
  }

  private static func problem(_ error: HTTPError) -> Problem {
    Problem(
      status: error.status, code: "request_refused", title: error.status.reasonPhrase,
      detail: error.body ?? "The request was refused.")
  }
}

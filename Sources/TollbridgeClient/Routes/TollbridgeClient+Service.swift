/// How the service itself is. No credential is needed.
extension TollbridgeClient {
  /// Whether the process runs.
  @discardableResult
  public func health() async throws -> Done { try await send(.get(["healthz"])) }

  /// Whether work is taken, and what waits.
  ///
  /// - Throws: ``Problem`` 503 `not_ready`, after the repetitions of the ``RetryPolicy``.
  public func readiness() async throws -> Readiness { try await send(.get(["readyz"])) }

  /// Counts, in Prometheus' text format 0.0.4.
  public func metrics() async throws -> String {
    String(decoding: try await answer(to: .get(["metrics"])).body, as: UTF8.self)
  }

  /// The service's own description of its API, OpenAPI 3.1 as JSON.
  public func description() async throws -> [UInt8] { try await answer(to: .get(["openapi.json"])).body }
}

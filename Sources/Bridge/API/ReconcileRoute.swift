internal import Billing
internal import Hummingbird
internal import Stripe

/// Asks the provider at once for what the webhook never brought, as the service does by itself now and then.
extension APIRoutes {
  func reconcile(_ request: Request) async throws -> Response {
    guard let reconciler else { throw Problem.providerMissing }
    let text = try await RequestBody(request, knowing: ["since"]).textIfAny("since")
    let since = text.flatMap { Instant($0) }
    guard text == nil || since != nil else {
      throw Problem.invalid("since", "Write a date or a time with its zone, as in 2026-01-31T00:00:00Z.")
    }
    do { return try Self.json(try await reconciler.run(since: since)) } catch let failure as StripeFailure {
      throw Problem(
        status: .serviceUnavailable, code: "provider_unavailable", title: "The provider could not be asked",
        detail: "\(failure). What was brought so far stays.", retryAfterSeconds: 10)
    }
  }
}

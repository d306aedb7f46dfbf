extension StripeRequest {
  /// The endpoints that Stripe sends events to. Their signing secrets are not among what it tells.
  package static func webhookEndpoints(startingAfter: String? = nil) -> StripeRequest {
    get("webhook_endpoints") { $0.page(startingAfter: startingAfter) }
  }

  /// Makes an endpoint. The answer holds its signing secret, and no later one does.
  ///
  /// - Parameter apiVersion: the shape of the events that it gets: the one that we read newest.
  package static func createWebhookEndpoint(
    url: String, events: [String], apiVersion: String = StripeClient.pinnedVersion
  ) -> StripeRequest {
    post("webhook_endpoints") {
      $0.add("url", url)
      $0.add("enabled_events", events)
      $0.add("api_version", apiVersion)
    }
  }
}

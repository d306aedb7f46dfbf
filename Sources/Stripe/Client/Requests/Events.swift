package import Billing

extension StripeRequest {
  /// A page of events, newest first. Stripe keeps them for 30 days and takes up to 20 types.
  ///
  /// - Parameters:
  ///   - deliveryFailedOnly: only those that some endpoint has not taken.
  ///   - endingBefore: the page right before (newer than) that event, which is how to catch up from the last one seen.
  ///   - startingAfter: the page right behind (older than) that event.
  package static func events(
    createdFrom: Instant? = nil, types: [String] = [], deliveryFailedOnly: Bool = false, endingBefore: String? = nil,
    startingAfter: String? = nil, limit: Int = StripeList.limitMax
  ) -> StripeRequest {
    get("events") {
      if deliveryFailedOnly { $0.add("delivery_success", false) }
      $0.add("types", types)
      $0.page(createdFrom: createdFrom, startingAfter: startingAfter, limit: limit)
      $0.add("ending_before", endingBefore)
    }
  }

  package static func event(_ id: String) -> StripeRequest { get("events", id) }
}

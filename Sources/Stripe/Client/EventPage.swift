package import Billing

/// A page of Stripe's list of events, newest first.
package struct EventPage: Sendable {
  /// The events as they stand in the answer, byte for byte.
  package let payloads: [VerifiedPayload]
  /// Whether there are more in the direction that was asked for.
  package let hasMore: Bool
  /// The newest of the page.
  package let firstID: String?
  /// The oldest of the page.
  package let lastID: String?
}

extension StripeClient {
  /// Asks for a page of events. The parameters are those of `StripeRequest.events`.
  package func eventPage(
    createdFrom: Instant? = nil, types: [String] = [], deliveryFailedOnly: Bool = false, endingBefore: String? = nil,
    startingAfter: String? = nil, limit: Int = StripeList.limitMax, deadline: Duration = .seconds(30)
  ) async throws(StripeFailure) -> EventPage {
    let request = StripeRequest.events(
      createdFrom: createdFrom, types: types, deliveryFailedOnly: deliveryFailedOnly, endingBefore: endingBefore,
      startingAfter: startingAfter, limit: limit)
    let answer = try await send(request, deadline: deadline)
    guard let page = EventPage(answer) else {
      throw .unclear("the answer is no list of events", requestID: answer.requestID)
    }
    return page
  }
}

extension EventPage {
  /// Nil for an answer that is no list of events: to take it for an empty one would be to miss events.
  fileprivate init?(_ answer: StripeAnswer) {
    guard let data = answer.json["data"], data.isArray, let hasMore = answer.json.flag("has_more") else { return nil }
    let events = data.elements
    guard events.allSatisfy({ $0.text("object") == "event" && $0.text("id") != nil }) else { return nil }
    payloads = events.indices.compactMap { VerifiedPayload(event: $0, of: answer) }
    self.hasMore = hasMore
    firstID = events.first?.text("id")
    lastID = events.last?.text("id")
  }
}

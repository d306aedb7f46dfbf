package import Billing

/// Why money goes back, in the words that Stripe has for it.
package enum RefundReason: String, Sendable, CaseIterable {
  case duplicate, fraudulent
  case requestedByCustomer = "requested_by_customer"
}

/// What a refund gives back.
package enum RefundTarget: Sendable {
  case paymentIntent(String)
  case charge(String)
}

extension StripeRequest {
  /// Gives money back.
  ///
  /// - Parameter amount: in the currency's minor unit; nil is all that is left.
  package static func createRefund(
    _ target: RefundTarget, amount: Int64? = nil, reason: RefundReason? = nil, metadata: [String: String] = [:]
  ) -> StripeRequest {
    post("refunds") {
      switch target {
      case .paymentIntent(let id): $0.add("payment_intent", id)
      case .charge(let id): $0.add("charge", id)
      }
      $0.add("amount", amount)
      $0.add("reason", reason?.rawValue)
      $0.add("metadata", metadata)
    }
  }

  package static func refund(_ id: String) -> StripeRequest { get("refunds", id) }

  package static func refunds(
    paymentIntent: String? = nil, charge: String? = nil, createdFrom: Instant? = nil, startingAfter: String? = nil,
    limit: Int = StripeList.limitMax
  ) -> StripeRequest {
    get("refunds") {
      $0.add("payment_intent", paymentIntent)
      $0.add("charge", charge)
      $0.page(createdFrom: createdFrom, startingAfter: startingAfter, limit: limit)
    }
  }
}

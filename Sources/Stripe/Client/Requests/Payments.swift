package import Billing

extension StripeRequest {
  /// Charges a saved payment method while the customer is away. A card that wants its holder's consent is refused with
  /// `authentication_required`, and the error names the payment.
  package static func createPaymentIntent(
    _ money: Money, customer: String, paymentMethod: String, description: String? = nil,
    metadata: [String: String] = [:]
  ) -> StripeRequest {
    post("payment_intents") {
      $0.add("amount", money.amount)
      $0.add("currency", money.currency)
      $0.add("customer", customer)
      $0.add("payment_method", paymentMethod)
      $0.add("off_session", true)
      $0.add("confirm", true)
      $0.add("metadata", metadata)
      $0.add("description", description)
    }
  }

  package static func paymentIntent(_ id: String) -> StripeRequest { get("payment_intents", id) }

  package static func paymentIntents(
    customer: String? = nil, createdFrom: Instant? = nil, startingAfter: String? = nil, limit: Int = StripeList.limitMax
  ) -> StripeRequest {
    get("payment_intents") {
      $0.add("customer", customer)
      $0.page(createdFrom: createdFrom, startingAfter: startingAfter, limit: limit)
    }
  }

  package static func cancelPaymentIntent(_ id: String) -> StripeRequest { post("payment_intents", id, "cancel") }

  package static func charges(
    customer: String? = nil, paymentIntent: String? = nil, createdFrom: Instant? = nil, startingAfter: String? = nil,
    limit: Int = StripeList.limitMax
  ) -> StripeRequest {
    get("charges") {
      $0.add("customer", customer)
      $0.add("payment_intent", paymentIntent)
      $0.page(createdFrom: createdFrom, startingAfter: startingAfter, limit: limit)
    }
  }

  package static func disputes(
    paymentIntent: String? = nil, createdFrom: Instant? = nil, startingAfter: String? = nil,
    limit: Int = StripeList.limitMax
  ) -> StripeRequest {
    get("disputes") {
      $0.add("payment_intent", paymentIntent)
      $0.page(createdFrom: createdFrom, startingAfter: startingAfter, limit: limit)
    }
  }
}

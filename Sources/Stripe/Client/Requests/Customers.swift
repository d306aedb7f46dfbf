package import Billing

extension StripeRequest {
  /// Makes a customer that carries the app's account.
  package static func createCustomer(account: AccountID, email: String? = nil, name: String? = nil) -> StripeRequest {
    post("customers") {
      $0.add("email", email)
      $0.add("name", name)
      $0.add("metadata", [Metadata.account[0]: account.value])
    }
  }

  package static func customer(_ id: String) -> StripeRequest { get("customers", id) }

  /// All payment methods of a customer, newest first.
  package static func paymentMethods(customer: String) -> StripeRequest {
    get("customers", customer, "payment_methods") { $0.add("limit", StripeList.limitMax) }
  }
}

/// What holds for every list of Stripe's.
package enum StripeList {
  /// The most objects of one page. Stripe gives 10 unless asked.
  package static let limitMax = 100
}

extension StripeForm {
  /// Where a page of a list begins and how long it is.
  mutating func page(createdFrom: Instant? = nil, startingAfter: String? = nil, limit: Int = StripeList.limitMax) {
    add("created[gte]", createdFrom)
    add("limit", min(max(1, limit), StripeList.limitMax))
    add("starting_after", startingAfter)
  }
}

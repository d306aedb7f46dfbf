/// Finding objects by id, with Stripe's refusal where there are none.
extension World {
  private static let words = [
    "checkout.session": "checkout.session", "payment_method": "PaymentMethod", "webhook_endpoint": "webhook endpoint",
    "billing_portal.configuration": "billing_portal configuration", "test_helpers.test_clock": "test clock",
  ]

  /// The object that the path names; 404 where there is none.
  func find(_ kind: String, _ id: String) throws(APIError) -> JSON {
    guard let object = self[kind, id] else {
      throw .noSuch(Self.words[kind] ?? kind, id, status: 404)
    }
    return object
  }

  /// The object that a parameter names; 400 where there is none.
  func find(_ kind: String, _ id: String, param: String) throws(APIError) -> JSON {
    guard let object = self[kind, id] else { throw .noSuch(Self.words[kind] ?? kind, id, param: param) }
    return object
  }

  /// A customer that is there and not deleted.
  func customer(_ id: String, param: String? = nil) throws(APIError) -> JSON {
    guard let customer = self["customer", id], !customer.isTrue("deleted") else {
      throw .noSuch("customer", id, param: param ?? "id", status: param == nil ? 404 : 400)
    }
    return customer
  }

  /// The price by id.
  func price(_ id: String, param: String) throws(APIError) -> JSON { try find("price", id, param: param) }

  /// The price with a lookup key, the newest one where several had it.
  package func price(lookupKey: String) -> JSON? {
    all("price").last { $0.word("lookup_key") == lookupKey && $0.isTrue("active") }
  }
}

/// Customers and their payment methods.
extension World {
  static let noAddress: JSON = [
    "city": nil, "country": nil, "line1": nil, "line2": nil, "postal_code": nil, "state": nil,
  ]

  mutating func newCustomer(email: String?, name: String?, metadata: JSON = [:]) -> JSON {
    let id = newID("cus")
    return keep([
      "id": .text(id), "object": "customer", "address": nil, "balance": 0, "created": .integer(now), "currency": nil,
      "default_source": nil, "delinquent": false, "description": nil, "discount": nil, "email": JSON(email),
      "invoice_prefix": .text(String(id.suffix(8).uppercased())),
      "invoice_settings": [
        "custom_fields": nil, "default_payment_method": nil, "footer": nil, "rendering_options": nil,
      ],
      "livemode": false, "metadata": metadata, "name": JSON(name), "next_invoice_sequence": 1, "phone": nil,
      "preferred_locales": [], "shipping": nil, "tax_exempt": "none", "test_clock": nil,
    ])
  }

  /// A payment method that behaves as told; without a customer until it is attached.
  mutating func newPaymentMethod(_ behaviour: Behaviour, customer: String? = nil, email: String? = nil) -> JSON {
    var method: JSON = [
      "id": .text(newID("pm")), "object": "payment_method", "allow_redisplay": "unspecified",
      "billing_details": [
        "address": Self.noAddress, "email": JSON(email), "name": nil, "phone": nil, "tax_id": nil,
      ],
      "created": .integer(now), "customer": JSON(customer), "livemode": false, "metadata": [:],
      "type": .text(behaviour.methodType), "_behaviour": .text(behaviour.rawValue),
    ]
    method[behaviour.methodType] = behaviour.isBankDebit ? Self.bankAccount : Self.card(behaviour)
    return keep(method)
  }

  private static func card(_ behaviour: Behaviour) -> JSON {
    [
      "brand": "visa",
      "checks": ["address_line1_check": nil, "address_postal_code_check": nil, "cvc_check": "pass"],
      "country": "US", "display_brand": "visa", "exp_month": 12, "exp_year": 2034, "fingerprint": "TBsandbox0000001",
      "funding": "credit", "generated_from": nil, "last4": .text(behaviour.last4),
      "networks": ["available": ["visa"], "preferred": nil], "three_d_secure_usage": ["supported": true],
      "wallet": nil,
    ]
  }

  private static let bankAccount: JSON = [
    "account_holder_type": "individual", "account_type": "checking", "bank_name": "STRIPE TEST BANK",
    "financial_connections_account": nil, "fingerprint": "TBsandbox0000002", "last4": "6789",
    "networks": ["preferred": "ach", "supported": ["ach"]], "routing_number": "110000000", "status_details": nil,
  ]

  /// The payment method that a customer's renewals are charged to.
  func defaultMethod(of subscription: JSON) -> JSON? {
    let customer = self["customer", subscription.word("customer")] ?? .null
    let id = subscription["default_payment_method"].id ?? customer["invoice_settings"]["default_payment_method"].id
    return id.flatMap { self["payment_method", $0] }
  }
}

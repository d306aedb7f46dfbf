/// Payment intents, charges and what proves an invoice's payment.
extension World {
  /// What a payment intent is made of.
  struct IntentOrder {
    var amount: Int64
    var currency: String
    var customer: String?
    var description: String?
    var metadata: JSON = [:]
    var setupFutureUsage: String?
    var invoice: String?
    var method: String?
  }

  mutating func newIntent(_ order: IntentOrder) -> JSON {
    let id = newID("pi")
    return keep([
      "id": .text(id), "object": "payment_intent", "amount": .integer(order.amount), "amount_capturable": 0,
      "amount_details": ["tip": [:]], "amount_received": 0, "application": nil, "application_fee_amount": nil,
      "automatic_payment_methods": order.invoice == nil ? ["allow_redirects": "always", "enabled": true] : nil,
      "canceled_at": nil, "cancellation_reason": nil, "capture_method": "automatic",
      "client_secret": .text("\(id)_secret_\(newID("x").suffix(20))"), "confirmation_method": "automatic",
      "created": .integer(now), "currency": .text(order.currency), "customer": JSON(order.customer),
      "description": JSON(order.description), "last_payment_error": nil, "latest_charge": nil, "livemode": false,
      "metadata": order.metadata, "next_action": nil, "on_behalf_of": nil, "payment_method": JSON(order.method),
      "payment_method_configuration_details": nil, "payment_method_options": [:],
      "payment_method_types": ["card", "us_bank_account"], "processing": nil, "receipt_email": nil, "review": nil,
      "setup_future_usage": JSON(order.setupFutureUsage), "shipping": nil, "source": nil, "statement_descriptor": nil,
      "statement_descriptor_suffix": nil,
      "status": order.method == nil ? "requires_payment_method" : "requires_confirmation", "transfer_data": nil,
      "transfer_group": nil, "_invoice": JSON(order.invoice),
    ])
  }

  mutating func newCharge(for intent: JSON, method: JSON) -> JSON {
    keep([
      "id": .text(newID("ch")), "object": "charge", "amount": intent["amount"], "amount_captured": intent["amount"],
      "amount_refunded": 0, "application": nil, "application_fee": nil, "application_fee_amount": nil,
      "balance_transaction": nil, "billing_details": method["billing_details"],
      "calculated_statement_descriptor": "TOLLBRIDGE SANDBOX", "captured": true, "created": .integer(now),
      "currency": intent["currency"], "customer": intent["customer"], "description": intent["description"],
      "disputed": false, "failure_balance_transaction": nil, "failure_code": nil, "failure_message": nil,
      "fraud_details": [:], "livemode": false, "metadata": intent["metadata"], "on_behalf_of": nil, "outcome": nil,
      "paid": true, "payment_intent": intent["id"], "payment_method": method["id"],
      "payment_method_details": Self.details(of: method), "receipt_email": nil, "receipt_number": nil,
      "receipt_url": nil, "refunded": false, "review": nil, "shipping": nil, "source": nil, "source_transfer": nil,
      "statement_descriptor": nil, "statement_descriptor_suffix": nil, "status": "succeeded", "transfer_data": nil,
      "transfer_group": nil, "_invoice": intent["_invoice"], "_behaviour": method["_behaviour"],
    ])
  }

  private static func details(of method: JSON) -> JSON {
    let type = method.word("type")
    var details: JSON = ["type": .text(type)]
    details[type] =
      type == "card"
      ? [
        "brand": "visa", "checks": method["card"]["checks"], "country": "US", "exp_month": 12, "exp_year": 2034,
        "fingerprint": method["card"]["fingerprint"], "funding": "credit", "installments": nil,
        "last4": method["card"]["last4"], "mandate": nil, "network": "visa", "three_d_secure": nil, "wallet": nil,
      ]
      : [
        "account_holder_type": "individual", "account_type": "checking", "bank_name": "STRIPE TEST BANK",
        "fingerprint": method[type]["fingerprint"], "last4": "6789", "mandate": nil, "payment_reference": nil,
        "routing_number": "110000000",
      ]
    return details
  }

  /// Ties an invoice to the payment intent that pays it.
  mutating func newInvoicePayment(invoice: JSON, intent: String, amount: Int64) -> JSON {
    keep([
      "id": .text(newID("inpay")), "object": "invoice_payment", "amount_paid": nil,
      "amount_requested": .integer(amount),
      "created": .integer(now), "currency": invoice["currency"], "invoice": invoice["id"], "is_default": true,
      "livemode": false, "payment": ["payment_intent": .text(intent), "type": "payment_intent"], "status": "open",
      "status_transitions": ["canceled_at": nil, "paid_at": nil],
    ])
  }
}

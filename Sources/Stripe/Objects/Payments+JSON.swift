internal import Billing

extension CheckoutSession {
  init(_ json: JSONValue) {
    self.init(id: json.ownID ?? "")
    mode = json.text("mode")
    status = json.text("status")
    paymentStatus = json.text("payment_status")
    customer = json.id("customer")
    subscription = json.id("subscription")
    paymentIntent = json.id("payment_intent")
    invoice = json.id("invoice")
    amountTotal = json.integer("amount_total")
    amountSubtotal = json.integer("amount_subtotal")
    currency = json.text("currency")
    if let source = json["currency_conversion"], let amount = source.integer("amount_subtotal") {
      converted = source.text("source_currency").map { Money(amount: amount, currency: $0) }
    }
    clientReferenceId = json.text("client_reference_id")
    expiresAt = json.time("expires_at")
    created = json.time("created")
    metadata = json.metadata()
    paymentMetadata = json["payment_intent"]?.metadata() ?? [:]
    prices = json.list("line_items").map(PriceReference.init)
  }
}

extension PaymentIntent {
  init(_ json: JSONValue) {
    self.init(id: json.ownID ?? "")
    let failure = json["last_payment_error"]
    status = json.text("status")
    amount = json.integer("amount")
    amountReceived = json.integer("amount_received")
    currency = json.text("currency")
    customer = json.id("customer")
    invoice = json.id("invoice")
    // `latest_charge` since 2022-11-15; before, the charges themselves, newest first.
    latestCharge = json.id("latest_charge") ?? json["charges"]?["data"]?.elements.first?.ownID
    paymentMethod = json.id("payment_method")
    failureCode = failure?.text("code")
    declineCode = failure?.text("decline_code")
    cancellationReason = json.text("cancellation_reason")
    created = json.time("created")
    metadata = json.metadata()
  }
}

extension Charge {
  init(_ json: JSONValue) {
    self.init(id: json.ownID ?? "")
    status = json.text("status")
    amount = json.integer("amount")
    amountRefunded = json.integer("amount_refunded")
    refunded = json.flag("refunded")
    disputed = json.flag("disputed") ?? json.holds("dispute")
    currency = json.text("currency")
    customer = json.id("customer")
    paymentIntent = json.id("payment_intent")
    invoice = json.id("invoice")
    failureCode = json.text("failure_code")
    created = json.time("created")
    metadata = json.metadata()
    refunds = json.list("refunds").map(Refund.init)
  }
}

extension JSONValue {
  /// Whether the member is there with a value, or nil where it is not there at all.
  fileprivate func holds(_ key: String) -> Bool? {
    members.first { $0.key == key }.map { !$0.value.isNull }
  }
}

extension Refund {
  init(_ json: JSONValue) {
    self.init(id: json.ownID ?? "")
    status = json.text("status")
    amount = json.integer("amount")
    currency = json.text("currency")
    charge = json.id("charge")
    paymentIntent = json.id("payment_intent") ?? json["charge"]?.id("payment_intent")
    reason = json.text("reason")
    failureReason = json.text("failure_reason")
    created = json.time("created")
    metadata = json.metadata()
  }
}

extension Dispute {
  init(_ json: JSONValue) {
    self.init(id: json.ownID ?? "")
    status = json.text("status")
    amount = json.integer("amount")
    currency = json.text("currency")
    charge = json.id("charge")
    paymentIntent = json.id("payment_intent") ?? json["charge"]?.id("payment_intent")
    reason = json.text("reason")
    created = json.time("created")
    metadata = json.metadata()
  }
}

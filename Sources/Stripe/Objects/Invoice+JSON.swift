internal import Billing

extension Invoice {
  /// Reads `invoice` of every shape since 2016: what moved under `parent` and `payments` in 2025-03-31 first.
  init(_ json: JSONValue) {
    self.init(id: json.ownID ?? "")
    let parent = json["parent"]?["subscription_details"]
    let details = parent ?? json["subscription_details"]
    customer = json.id("customer")
    subscription = parent?.id("subscription") ?? json.id("subscription") ?? Self.subscription(ofLine: json)
    status = json.text("status") ?? Self.status(old: json)
    billingReason = json.text("billing_reason")
    currency = json.text("currency")
    total = json.integer("total")
    amountDue = json.integer("amount_due")
    amountPaid = json.integer("amount_paid")
    prePaymentCredit = json.integer("pre_payment_credit_notes_amount")
    attemptCount = json.integer("attempt_count")
    nextPaymentAttempt = json.time("next_payment_attempt")
    periodStart = json.time("period_start")
    periodEnd = json.time("period_end")
    created = json.time("created") ?? json.time("date")
    paidAt = json["status_transitions"]?.time("paid_at")
    metadata = json.metadata()
    let ofSubscription = details?["metadata"] == nil ? Self.subscriptionLine(json) : details
    subscriptionMetadata = ofSubscription?.metadata() ?? [:]
    lines = json.list("lines").map(Line.init)
    hasMoreLines = json["lines"]?.flag("has_more") ?? false
    let payment = Self.payment(json)
    charge = json.id("charge") ?? payment?.id("charge")
    paymentIntent = json.id("payment_intent") ?? payment?.id("payment_intent")
  }

  /// The payment that settled it, where `payments` was expanded.
  private static func payment(_ json: JSONValue) -> JSONValue? {
    let payments = json.list("payments")
    return (payments.first { $0.text("status") == "paid" } ?? payments.first)?["payment"]
  }

  /// Some invoices name their subscription on the lines only.
  private static func subscription(ofLine json: JSONValue) -> String? {
    guard let line = json.list("lines").first else { return nil }
    if let id = line["parent"]?["subscription_item_details"]?.id("subscription") ?? line.id("subscription") {
      return id
    }
    // Before 2018 a subscription's line had the subscription's own id.
    guard line.text("type") == "subscription", let id = line.text("id"), id.hasPrefix("sub_") else { return nil }
    return id
  }

  /// A line of a subscription has the subscription's metadata; until 2023 the invoice itself did not.
  private static func subscriptionLine(_ json: JSONValue) -> JSONValue? {
    json.list("lines").first {
      $0.text("type") == "subscription" || $0["parent"]?.text("type") == "subscription_item_details"
    }
  }

  /// The status in the words of today, from the flags of payloads before 2018-11-08.
  private static func status(old json: JSONValue) -> String? {
    let flags = ["paid", "forgiven", "closed", "attempted"]
    guard flags.contains(where: { json[$0] != nil }) else { return nil }
    if json.flag("paid") == true { return "paid" }
    if json.flag("forgiven") == true { return "uncollectible" }
    if json.flag("closed") == true { return "void" }
    return json.flag("attempted") == false ? "draft" : "open"
  }
}

extension Invoice.Line {
  fileprivate init(_ json: JSONValue) {
    self.init()
    let fields = PriceFields(of: json)
    let parent = json["parent"]
    id = json.text("id")
    price = fields.id
    product = fields.product
    lookupKey = fields.lookupKey
    interval = fields.interval
    intervalCount = fields.intervalCount
    amount = json.integer("amount")
    currency = json.text("currency")
    periodStart = json["period"]?.time("start")
    periodEnd = json["period"]?.time("end")
    quantity = json.integer("quantity")
    proration =
      parent?["subscription_item_details"]?.flag("proration")
      ?? parent?["invoice_item_details"]?.flag("proration") ?? json.flag("proration") ?? false
    let details = parent?["subscription_item_details"] ?? parent?["invoice_item_details"] ?? json
    let isOfNothing = amount == 0 && details["proration_details"]?["credited_items"]?.isObject == true
    credit = (amount ?? 0) < 0 || isOfNothing
  }
}

extension InvoicePayment {
  init(_ json: JSONValue) {
    self.init(id: json.ownID ?? "")
    invoice = json.id("invoice")
    status = json.text("status")
    amountPaid = json.integer("amount_paid")
    currency = json.text("currency")
    charge = json["payment"]?.id("charge")
    paymentIntent = json["payment"]?.id("payment_intent")
  }
}

extension CreditNote {
  init(_ json: JSONValue) {
    self.init(id: json.ownID ?? "")
    invoice = json.id("invoice")
    customer = json.id("customer")
    status = json.text("status")
    amount = json.integer("amount")
    currency = json.text("currency")
    reason = json.text("reason")
    created = json.time("created")
    let listed = json.list("refunds")
    refunds = listed.compactMap { $0.id("refund") } + (json.id("refund").map { [$0] } ?? [])
    for entry in listed {
      guard let refund = entry.id("refund"), let amount = entry.integer("amount_refunded") else { continue }
      refundAmounts[refund] = amount
    }
    returnedAmount = json.integer("post_payment_amount") ?? json.integer("amount") ?? 0
    // What a payment record paid out has no refund of its own that would tell it.
    outOfBandAmount = listed.filter { $0.id("refund") == nil }.compactMap { $0.integer("amount_refunded") }
      .reduce(max(0, json.integer("out_of_band_amount") ?? 0)) { $0.plusClamped(max(0, $1)) }
    isPartlyBalance = json.id("customer_balance_transaction") != nil
  }
}

/// Invoices and their lines.
extension World {
  /// What a line says.
  struct LineOrder {
    let price: JSON
    let amount: Int64
    var quantity: Int64 = 1
    let start: Int64
    let end: Int64
    let words: String
    var isProration = false
    /// The invoice and the lines that a credit gives back.
    var credited: (invoice: String, lines: [String])?
  }

  mutating func newLine(_ order: LineOrder, subscription: JSON) -> JSON {
    let credited: JSON =
      order.credited.map {
        ["credited_items": ["invoice": .text($0.invoice), "invoice_line_items": .array($0.lines.map(JSON.text))]]
      } ?? ["credited_items": nil]
    return [
      "id": .text(newID("il")), "object": "line_item", "amount": .integer(order.amount),
      "currency": order.price["currency"], "description": .text(order.words), "discount_amounts": [],
      "discountable": JSON(!order.isProration), "discounts": [], "invoice": nil, "livemode": false,
      "metadata": subscription["metadata"],
      "parent": [
        "invoice_item_details": nil,
        "subscription_item_details": [
          "invoice_item": nil, "proration": JSON(order.isProration), "proration_details": credited,
          "subscription": subscription["id"], "subscription_item": subscription.firstItem["id"],
        ],
        "type": "subscription_item_details",
      ],
      "period": ["end": .integer(order.end), "start": .integer(order.start)], "pretax_credit_amounts": [],
      "pricing": [
        "price_details": ["price": order.price["id"], "product": order.price["product"]], "type": "price_details",
        "unit_amount_decimal": order.price["unit_amount_decimal"],
      ],
      "quantity": .integer(order.quantity), "quantity_decimal": .text(String(order.quantity)),
      "subscription": subscription["id"], "subtotal": .integer(order.amount), "taxes": [],
    ]
  }

  /// A draft for a subscription, with what it owes summed up. It is not kept yet.
  mutating func newInvoice(_ subscription: JSON, reason: String, lines: [JSON], start: Int64, end: Int64) -> JSON {
    let id = newID("in")
    let customer = self["customer", subscription.word("customer")] ?? .null
    let lines = lines.map { $0.with([("invoice", .text(id))]) }
    let sums = InvoiceSums(lines, discounts: reductions(of: subscription), balance: customer.number("balance"))
    return [
      "id": .text(id), "object": "invoice", "account_country": "US", "account_name": "Tollbridge Sandbox",
      "account_tax_ids": nil, "amount_due": .integer(sums.due), "amount_overpaid": 0, "amount_paid": 0,
      "amount_remaining": .integer(sums.due), "amount_shipping": 0, "application": nil, "attempt_count": 0,
      "attempted": false, "auto_advance": true,
      "automatic_tax": [
        "disabled_reason": nil, "enabled": false, "liability": nil, "provider": nil, "status": nil,
      ],
      "automatically_finalizes_at": .integer(now + settings.draftSeconds), "billing_reason": .text(reason),
      "collection_method": "charge_automatically", "created": .integer(now), "currency": subscription["currency"],
      "custom_fields": nil, "customer": subscription["customer"], "customer_address": nil,
      "customer_email": customer["email"], "customer_name": customer["name"], "customer_phone": nil,
      "customer_shipping": nil, "customer_tax_exempt": "none", "customer_tax_ids": [], "default_payment_method": nil,
      "default_source": nil, "default_tax_rates": [], "description": nil, "discounts": subscription["discounts"],
      "due_date": nil, "effective_at": nil, "ending_balance": nil, "footer": nil, "from_invoice": nil,
      "hosted_invoice_url": nil, "invoice_pdf": nil, "issuer": ["type": "self"], "last_finalization_error": nil,
      "latest_revision": nil, "lines": Self.list(lines, url: "/v1/invoices/\(id)/lines"), "livemode": false,
      "metadata": [:], "next_payment_attempt": .integer(now + settings.draftSeconds), "number": nil,
      "on_behalf_of": nil,
      "parent": [
        "quote_details": nil,
        "subscription_details": ["metadata": subscription["metadata"], "subscription": subscription["id"]],
        "type": "subscription_details",
      ],
      "payment_settings": ["default_mandate": nil, "payment_method_options": nil, "payment_method_types": nil],
      "period_end": .integer(end), "period_start": .integer(start), "post_payment_credit_notes_amount": 0,
      "pre_payment_credit_notes_amount": 0, "receipt_number": nil, "rendering": nil, "shipping_cost": nil,
      "shipping_details": nil, "starting_balance": customer["balance"], "statement_descriptor": nil,
      "status": "draft",
      "status_transitions": [
        "finalized_at": nil, "marked_uncollectible_at": nil, "paid_at": nil, "voided_at": nil,
      ],
      "subtotal": .integer(sums.subtotal), "subtotal_excluding_tax": .integer(sums.subtotal), "test_clock": nil,
      "total": .integer(sums.total),
      "total_discount_amounts": .array(
        sums.reductions.map { ["amount": .integer($0.amount), "discount": .text($0.discount)] }),
      "total_excluding_tax": .integer(sums.total), "total_pretax_credit_amounts": [], "total_taxes": [],
      "webhooks_delivered_at": nil, "_balance_after": .integer(sums.balanceAfter),
    ]
  }

  /// The coupons that reduce a subscription's next invoice, by discount.
  private func reductions(of subscription: JSON) -> [(discount: String, coupon: JSON)] {
    subscription["discounts"].elements.compactMap { element in
      guard let discount = element.id.flatMap({ self["discount", $0] }),
        let coupon = discount["source"]["coupon"].id.flatMap({ self["coupon", $0] })
      else { return nil }
      return (discount.word("id"), coupon)
    }
  }
}

/// What an invoice's lines come to.
struct InvoiceSums {
  let subtotal: Int64
  let reductions: [(discount: String, amount: Int64)]
  let total: Int64
  let due: Int64
  /// The customer's balance once the invoice is finalised: what is less than nothing is kept for the next one.
  let balanceAfter: Int64

  init(_ lines: [JSON], discounts: [(discount: String, coupon: JSON)], balance: Int64) {
    subtotal = lines.reduce(0) { Money.sum($0, $1.number("amount")) }
    let discountable = lines.filter { $0.isTrue("discountable") }.reduce(0) { Money.sum($0, $1.number("amount")) }
    var left = max(0, min(discountable, subtotal))
    var reductions: [(String, Int64)] = []
    for (discount, coupon) in discounts {
      let amount = World.reduction(coupon, of: left)
      left -= amount
      reductions.append((discount, amount))
    }
    self.reductions = reductions
    total = subtotal - reductions.reduce(0) { $0 + $1.1 }
    let owed = Money.sum(total, balance)
    due = max(0, owed)
    balanceAfter = min(0, owed)
  }
}

/// Sums and shares of amounts in minor units that cannot trap: what does not fit stops at the bounds.
enum Money {
  static func sum(_ one: Int64, _ other: Int64) -> Int64 { Int64(clamping: Int128(one) + Int128(other)) }
  static func product(_ one: Int64, _ other: Int64) -> Int64 { Int64(clamping: Int128(one) * Int128(other)) }

  /// `amount · part / whole`, rounded half up.
  static func share(_ amount: Int64, _ part: Int64, of whole: Int64) -> Int64 {
    guard whole > 0 else { return 0 }
    let doubled = Int128(amount) * Int128(part) * 2 + Int128(whole)
    let divisor = Int128(whole) * 2
    return Int64(clamping: doubled >= 0 ? doubled / divisor : -((-doubled + divisor - 1) / divisor))
  }
}

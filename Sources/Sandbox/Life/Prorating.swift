/// What a change in the middle of a period gives back and asks for.
extension World {
  /// Two lines, both prorations: the unused time of the old price as a credit, the remaining time of the new one.
  mutating func prorations(_ subscription: JSON, _ change: ItemChange, movesAnchor: Bool) -> [JSON] {
    let item = subscription.firstItem
    let price = item["price"]
    let (start, end) = (item.number("current_period_start"), item.number("current_period_end"))
    let moment = min(max(change.prorationDate ?? now, start), end)
    let isTrialing = subscription.word("status") == "trialing"
    var lines: [JSON] = []
    if change.proration != "none", !isTrialing {
      let whole = Money.product(price.number("unit_amount"), max(1, item.number("quantity")))
      lines.append(
        newLine(
          LineOrder(
            price: price, amount: -Money.share(whole, end - moment, of: end - start), start: moment, end: end,
            words: "Unused time on \(name(of: price)) after \(BillingCalendar.words(moment))", isProration: true,
            credited: credited(subscription)), subscription: subscription))
    }
    let whole = Money.product(change.price.number("unit_amount"), max(1, change.quantity))
    let recurring = change.price["recurring"]
    let newEnd =
      movesAnchor
      ? BillingCalendar.date(now, plus: recurring.number("interval_count"), recurring.word("interval")) : end
    lines.append(
      newLine(
        LineOrder(
          price: change.price,
          amount: movesAnchor ? whole : isTrialing ? 0 : Money.share(whole, end - moment, of: end - start),
          quantity: max(1, change.quantity), start: movesAnchor ? now : moment, end: newEnd,
          words: "Remaining time on \(name(of: change.price)) after \(BillingCalendar.words(moment))",
          isProration: true), subscription: subscription))
    return lines
  }

  /// The invoice that paid for the time that is given back.
  private func credited(_ subscription: JSON) -> (invoice: String, lines: [String])? {
    guard let invoice = subscription["latest_invoice"].id.flatMap({ self["invoice", $0] }) else { return nil }
    return (invoice.word("id"), invoice["lines"].list.filter { $0.number("amount") > 0 }.map { $0.word("id") })
  }

  /// Keeps prorations for the next invoice.
  mutating func keepPending(_ lines: [JSON], of id: String) {
    guard !lines.isEmpty else { return }
    change("subscription", id) { $0["_pending_lines"] = .array($0["_pending_lines"].elements + lines) }
  }

  /// A pending line as the object that its event carries.
  func invoiceItem(_ line: JSON, of subscription: JSON) -> JSON {
    [
      "id": .text("ii_" + String(line.word("id").dropFirst(3))), "object": "invoiceitem", "amount": line["amount"],
      "currency": line["currency"], "customer": subscription["customer"], "date": .integer(now),
      "description": line["description"], "discountable": false, "discounts": [], "invoice": nil, "livemode": false,
      "metadata": [:],
      "parent": [
        "subscription_details": [
          "subscription": subscription["id"], "subscription_item": subscription.firstItem["id"],
        ],
        "type": "subscription_details",
      ],
      "period": line["period"], "pricing": line["pricing"], "proration": true,
      "proration_details": ["discount_amounts": []], "quantity": line["quantity"], "tax_rates": [],
      "test_clock": nil,
    ]
  }
}

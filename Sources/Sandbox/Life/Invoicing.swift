/// An invoice's way from draft to paid.
extension World {
  /// Keeps a draft. Nothing is told yet.
  mutating func draft(
    _ subscription: JSON, reason: String, lines: [JSON], start: Int64, end: Int64
  ) -> JSON {
    keep(newInvoice(subscription, reason: reason, lines: lines, start: start, end: end))
  }

  /// Finalises a draft: it has a number and, where something is due, a payment intent. Nothing is told yet.
  mutating func open(_ id: String) -> JSON {
    let origin = origin
    let now = now
    guard let draft = self["invoice", id], draft.word("status") == "draft" else { return self["invoice", id] ?? .null }
    let customer = draft.word("customer")
    let sequence = self["customer", customer]?.number("next_invoice_sequence") ?? 1
    let prefix = self["customer", customer]?.word("invoice_prefix") ?? "TB"
    change("customer", customer) {
      $0["next_invoice_sequence"] = .integer(sequence + 1)
      $0["balance"] = draft["_balance_after"]
    }
    let due = draft.number("amount_due")
    var intent: JSON?
    if due > 0 {
      intent = newIntent(
        IntentOrder(
          amount: due, currency: draft.word("currency"), customer: customer,
          description: draft.word("billing_reason") == "subscription_create"
            ? "Subscription creation" : "Subscription update", invoice: id))
    }
    let opened = change("invoice", id) {
      $0["status"] = "open"
      $0["number"] = .text("\(prefix)-\(String(sequence + 10_000).dropFirst())")
      $0["status_transitions"]["finalized_at"] = .integer(now)
      $0["effective_at"] = .integer(now)
      $0["ending_balance"] = draft["_balance_after"]
      $0["automatically_finalizes_at"] = nil
      $0["hosted_invoice_url"] = .text("\(origin)/i/\(id)")
      $0["_intent"] = intent?["id"] ?? nil
    }
    if let intent {
      let payment = newInvoicePayment(invoice: opened, intent: intent.word("id"), amount: due)
      return change("invoice", id) { $0["_payment"] = payment["id"] }
    }
    return opened
  }

  /// Marks an invoice paid, by a payment or because nothing was due. Nothing is told yet.
  mutating func markPaid(_ id: String, by payment: Payment?) -> (invoice: JSON, proof: JSON?) {
    let now = now
    let invoice = change("invoice", id) {
      $0["status"] = "paid"
      $0["attempted"] = true
      if payment != nil { $0["attempt_count"] = .integer($0.number("attempt_count") + 1) }
      $0["amount_paid"] = $0["amount_due"]
      $0["amount_remaining"] = 0
      $0["auto_advance"] = false
      $0["next_payment_attempt"] = nil
      $0["status_transitions"]["paid_at"] = .integer(now)
      if let charge = payment?.charge { $0["_charge"] = charge["id"] }
    }
    guard payment != nil, let proofID = invoice["_payment"].id else { return (invoice, nil) }
    let proof = change("invoice_payment", proofID) {
      $0["status"] = "paid"
      $0["amount_paid"] = $0["amount_requested"]
      $0["status_transitions"]["paid_at"] = .integer(now)
    }
    return (invoice, proof)
  }

  mutating func tellPaid(_ paid: (invoice: JSON, proof: JSON?)) {
    tell("invoice.paid", paid.invoice)
    tell("invoice.payment_succeeded", paid.invoice)
    if let proof = paid.proof { tell("invoice_payment.paid", proof) }
  }

  /// Charges an open invoice and tells what came of it. Nil where nothing was due.
  @discardableResult mutating func collect(
    _ id: String, by method: JSON?, onSession: Bool = false, confirmed: Bool = false, retries: Bool = true
  ) -> Payment? {
    guard let invoice = self["invoice", id], ["open", "uncollectible"].contains(invoice.word("status")) else {
      return nil
    }
    guard invoice.number("amount_due") > 0, let intent = invoice["_intent"].id else {
      tellPaid(markPaid(id, by: nil))
      return nil
    }
    guard let method else {
      noteFailure(id, retries: retries)
      return nil
    }
    let payment = confirm(intent, by: method, onSession: onSession, confirmed: confirmed)
    tell(payment)
    switch payment.verdict {
    case .succeeds:
      cancel(.retry(id))
      tellPaid(markPaid(id, by: payment))
    case .processes: break
    case .declined(let code, _, _):
      noteFailure(id, retries: retries, asksForAction: code == "authentication_required")
    case .asks: tell("invoice.payment_action_required", self["invoice", id] ?? .null)
    }
    return payment
  }

  /// Counts a failed attempt, plans the next one and tells it.
  mutating func noteFailure(_ id: String, retries: Bool, asksForAction: Bool = false) {
    let attempt = (self["invoice", id]?.number("attempt_count") ?? 0) + 1
    let index = Int(attempt - 1)
    let next = retries && settings.retrySeconds.indices.contains(index) ? now + settings.retrySeconds[index] : nil
    let failed = change("invoice", id) {
      $0["attempt_count"] = .integer(attempt)
      $0["attempted"] = true
      $0["next_payment_attempt"] = JSON(next)
      if next == nil { $0["auto_advance"] = false }
    }
    tell("invoice.payment_failed", failed)
    if asksForAction { tell("invoice.payment_action_required", failed) }
    if let next { plan(.retry(id), at: next) }
  }

  /// Voids an invoice that is not paid.
  mutating func void(_ id: String) {
    let now = now
    cancel(.retry(id))
    if let intent = self["invoice", id]?["_intent"].id, self["payment_intent", intent]?.word("status") != "succeeded" {
      change("payment_intent", intent, telling: "payment_intent.canceled") {
        $0["status"] = "canceled"
        $0["canceled_at"] = .integer(now)
        $0["cancellation_reason"] = "void_invoice"
      }
    }
    change("invoice", id, telling: "invoice.voided") {
      $0["status"] = "void"
      $0["auto_advance"] = false
      $0["next_payment_attempt"] = nil
      $0["automatically_finalizes_at"] = nil
      $0["status_transitions"]["voided_at"] = .integer(now)
    }
  }
}

/// Payments that take days come to their end.
extension World {
  mutating func settle(_ id: String) {
    guard let intent = self["payment_intent", id], intent.word("status") == "processing",
      let method = intent["payment_method"].id.flatMap({ self["payment_method", $0] })
    else { return }
    let hasPaid = method.word("_behaviour") != Behaviour.bankDebitFails.rawValue
    let payment = hasPaid ? arrive(intent) : bounce(intent, method)
    tell(payment)
    if let invoice = intent["_invoice"].id {
      if hasPaid {
        tellPaid(markPaid(invoice, by: payment))
      } else {
        noteFailure(invoice, retries: true)
      }
      follow(invoice)
    }
    guard let session = all("checkout.session").last(where: { $0["_intent"].id == id }) else { return }
    change(
      "checkout.session", session.word("id"),
      telling: hasPaid ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed"
    ) {
      if hasPaid { $0["payment_status"] = "paid" }
    }
  }

  private mutating func arrive(_ intent: JSON) -> Payment {
    let charge = change("charge", intent.word("latest_charge")) {
      $0["status"] = "succeeded"
      $0["paid"] = true
      $0["captured"] = true
      $0["amount_captured"] = $0["amount"]
    }
    let paid = change("payment_intent", intent.word("id")) {
      $0["status"] = "succeeded"
      $0["amount_received"] = $0["amount"]
    }
    return Payment(intent: paid, charge: charge, verdict: .succeeds)
  }

  private mutating func bounce(_ intent: JSON, _ method: JSON) -> Payment {
    let message = "The customer's account has insufficient funds to cover this payment."
    let failure = PaymentFailure(
      code: "payment_method_customer_decline", decline: "insufficient_funds", message: message)
    let charge = change("charge", intent.word("latest_charge")) {
      $0["status"] = "failed"
      $0["failure_code"] = .text(failure.code)
      $0["failure_message"] = .text(message)
    }
    let failed = change("payment_intent", intent.word("id")) {
      $0["status"] = "requires_payment_method"
      $0["payment_method"] = nil
      $0["last_payment_error"] = failure.object(charge: charge, method: method)
    }
    return Payment(
      intent: failed, charge: charge,
      verdict: .declined(code: failure.code, decline: failure.decline, message: message))
  }
}

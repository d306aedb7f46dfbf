/// A payment that the customer's bank takes back, and how that ends.
extension World {
  mutating func openDispute(_ chargeID: String) { _ = dispute(chargeID) }

  /// Opens a dispute over what is left of a charge. Null where there is none to dispute.
  package mutating func dispute(_ chargeID: String, reason: String = "fraudulent") -> JSON {
    guard let charge = self["charge", chargeID], charge.word("status") == "succeeded", !charge.isTrue("disputed") else {
      return .null
    }
    let texts = [
      "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
      "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
      "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation",
      "duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
      "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier",
      "shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file",
      "uncategorized_text",
    ]
    let evidence = texts.reduce(into: ["enhanced_evidence": [:]] as JSON) { $0[$1] = .null }
    let dispute = keep([
      "id": .text(newID("du")), "object": "dispute",
      "amount": .integer(charge.number("amount") - charge.number("amount_refunded")), "balance_transactions": [],
      "charge": .text(chargeID), "created": .integer(now), "currency": charge["currency"],
      "enhanced_eligibility_types": [], "evidence": evidence,
      "evidence_details": [
        "due_by": .integer(now + 9 * BillingCalendar.day), "enhanced_eligibility": [:], "has_evidence": false,
        "past_due": false, "submission_count": 0, "submission_method": "not_submitted",
      ],
      "is_charge_refundable": false, "livemode": false, "metadata": [:], "payment_intent": charge["payment_intent"],
      "payment_method_details": [
        "card": [
          "brand": "visa", "case_type": "chargeback", "network_reason_code": "10.4", "network": "visa",
        ],
        "type": "card",
      ], "reason": .text(reason), "status": "needs_response",
    ])
    change("charge", chargeID) { $0["disputed"] = true }
    tell("charge.dispute.created", dispute)
    let debit = movement(of: dispute, amount: -dispute.number("amount"), fee: 1500)
    let withdrawn = change("dispute", dispute.word("id")) { $0["balance_transactions"] = [debit] }
    tell("charge.dispute.funds_withdrawn", withdrawn)
    return withdrawn
  }

  private mutating func movement(of dispute: JSON, amount: Int64, fee: Int64) -> JSON {
    [
      "id": .text(newID("txn")), "object": "balance_transaction", "amount": .integer(amount),
      "available_on": .integer(now + 2 * BillingCalendar.day), "balance_type": "payments", "created": .integer(now),
      "currency": dispute["currency"], "description": "Chargeback", "exchange_rate": nil, "fee": .integer(fee),
      "fee_details": [], "net": .integer(amount - fee), "reporting_category": "dispute", "source": dispute["id"],
      "status": "available", "type": "adjustment",
    ]
  }

  /// Evidence is handed in.
  package mutating func answerDispute(_ id: String) {
    change("dispute", id, telling: "charge.dispute.updated") {
      $0["status"] = "under_review"
      $0["evidence_details"]["has_evidence"] = true
      $0["evidence_details"]["submission_count"] = 1
      $0["evidence_details"]["submission_method"] = "manual"
    }
  }

  /// The bank decides: for us, and the money comes back, or for its customer.
  package mutating func closeDispute(_ id: String, won: Bool) {
    guard let dispute = self["dispute", id], !["won", "lost"].contains(dispute.word("status")) else { return }
    let closed = change("dispute", id, telling: "charge.dispute.closed") { $0["status"] = won ? "won" : "lost" }
    guard won else { return }
    let credit = movement(of: closed, amount: closed.number("amount"), fee: 0)
    change("dispute", id, telling: "charge.dispute.funds_reinstated") {
      $0["balance_transactions"] = .array($0["balance_transactions"].elements + [credit])
    }
  }
}

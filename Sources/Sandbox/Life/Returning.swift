/// Refunds and disputes: money that goes back.
extension World {
  /// Returns a part of a charge, or all that is left of it.
  mutating func refund(
    charge id: String, amount: Int64?, reason: String?, metadata: JSON
  ) throws(APIError) -> JSON {
    let charge = try find("charge", id, param: "charge")
    guard charge.word("status") == "succeeded" else {
      throw .invalid("Charge \(id) has not been paid and cannot be refunded.", param: "charge")
    }
    let left = charge.number("amount") - charge.number("amount_refunded")
    guard left > 0 else {
      throw .invalid(
        "Charge \(id) has already been refunded.", code: "charge_already_refunded")
    }
    let amount = amount ?? left
    guard amount > 0 else {
      throw .invalid(
        "This value must be greater than or equal to 1.", code: "parameter_invalid_integer", param: "amount")
    }
    guard amount <= left else {
      let words = "Refund amount (\(Self.money(amount, charge))) is greater than unrefunded amount on charge"
      throw .invalid("\(words) (\(Self.money(left, charge)))", param: "amount")
    }
    return give(amount, of: charge, reason, metadata)
  }

  private mutating func give(_ amount: Int64, of charge: JSON, _ reason: String?, _ metadata: JSON) -> JSON {
    let id = charge.word("id")
    let behaviour = Behaviour(rawValue: charge.word("_behaviour")) ?? .works
    let isSlow = behaviour == .refundPending || behaviour == .refundFails || behaviour.isBankDebit
    var refund = keep([
      "id": .text(newID("re")), "object": "refund", "amount": .integer(amount), "balance_transaction": nil,
      "charge": .text(id), "created": .integer(now), "currency": charge["currency"], "customer": charge["customer"],
      "destination_details": ["card": ["reference_status": "pending", "type": "refund"], "type": "card"],
      "metadata": metadata, "payment_intent": charge["payment_intent"], "payment_method": charge["payment_method"],
      "reason": JSON(reason), "receipt_number": nil, "source_transfer_reversal": nil,
      "status": isSlow ? "pending" : "succeeded", "transfer_reversal": nil,
      "_fails": JSON(behaviour == .refundFails),
    ])
    if isSlow { refund["pending_reason"] = "processing" }
    keep(refund)
    tell("refund.created", refund)
    change("charge", id, telling: "charge.refunded") { Self.count(amount, in: &$0) }
    guard !isSlow else {
      plan(.settleRefund(refund.word("id")), at: now + settings.refundSeconds)
      return refund
    }
    let before = refund
    let reference = String(7_415_826_000 + now % 1000)
    refund = change("refund", refund.word("id")) {
      $0["destination_details"]["card"]["reference"] = .text(reference)
      $0["destination_details"]["card"]["reference_status"] = "available"
      $0["destination_details"]["card"]["reference_type"] = "acquirer_reference_number"
    }
    tell("refund.updated", refund, before: before)
    tell("charge.refund.updated", refund, before: before)
    return refund
  }

  private static func count(_ amount: Int64, in charge: inout JSON) {
    charge["amount_refunded"] = .integer(charge.number("amount_refunded") + amount)
    charge["refunded"] = JSON(charge.number("amount_refunded") == charge.number("amount"))
  }

  private static func money(_ amount: Int64, _ charge: JSON) -> String {
    let cents = String(amount % 100 + 100).dropFirst()
    return
      "\(charge.word("currency") == "usd" ? "$" : charge.word("currency").uppercased() + " ")\(amount / 100).\(cents)"
  }

  /// A refund that was under way arrives, or comes back.
  mutating func settleRefund(_ id: String) {
    guard let refund = self["refund", id], refund.word("status") == "pending" else { return }
    guard refund.isTrue("_fails") else {
      let before = refund
      let after = change("refund", id) {
        $0["status"] = "succeeded"
        $0.remove("pending_reason")
      }
      tell("refund.updated", after, before: before)
      tell("charge.refund.updated", after, before: before)
      return
    }
    let failed = change("refund", id) {
      $0["status"] = "failed"
      $0["failure_reason"] = "expired_or_canceled_card"
      $0.remove("pending_reason")
    }
    change("charge", refund.word("charge")) { Self.count(-refund.number("amount"), in: &$0) }
    tell("refund.failed", failed)
    tell("refund.updated", failed, before: refund)
    tell("charge.refund.updated", failed, before: refund)
  }
}

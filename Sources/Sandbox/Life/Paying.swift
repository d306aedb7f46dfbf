/// One attempt to pay, and what it left behind.
struct Payment {
  var intent: JSON
  var charge: JSON?
  let verdict: Behaviour.Verdict

  var isPaid: Bool { verdict == .succeeds }
}

/// Confirming payment intents. These change the objects; who calls them tells the events in the order of the occasion.
extension World {
  /// Tries to pay an intent by a method.
  mutating func confirm(_ id: String, by method: JSON, onSession: Bool, confirmed: Bool = false) -> Payment {
    let behaviour = Behaviour(rawValue: method.word("_behaviour")) ?? .works
    let verdict = behaviour.verdict(onSession: onSession, confirmed: confirmed)
    switch verdict {
    case .asks:
      let intent = change("payment_intent", id) {
        $0["status"] = "requires_action"
        $0["payment_method"] = method["id"]
        $0["next_action"] = ["type": "use_stripe_sdk", "use_stripe_sdk": ["type": "three_d_secure_redirect"]]
      }
      return Payment(intent: intent, verdict: verdict)
    case .succeeds: return succeed(id, method, verdict)
    case .processes:
      let charge = newCharge(for: self["payment_intent", id] ?? .null, method: method)
        .with([("paid", false), ("status", "pending"), ("captured", false), ("amount_captured", 0)])
      keep(charge)
      let intent = change("payment_intent", id) {
        $0["status"] = "processing"
        $0["payment_method"] = method["id"]
        $0["latest_charge"] = charge["id"]
      }
      plan(.settle(id), at: now + settings.settlementSeconds)
      return Payment(intent: intent, charge: charge, verdict: verdict)
    case .declined(let code, let decline, let message):
      return fail(id, method, verdict, PaymentFailure(code: code, decline: decline, message: message))
    }
  }

  private mutating func succeed(_ id: String, _ method: JSON, _ verdict: Behaviour.Verdict) -> Payment {
    var charge = newCharge(for: self["payment_intent", id] ?? .null, method: method)
    charge["outcome"] = [
      "advice_code": nil, "network_advice_code": nil, "network_decline_code": nil,
      "network_status": "approved_by_network", "reason": nil, "risk_level": "normal",
      "seller_message": "Payment complete.", "type": "authorized",
    ]
    keep(charge)
    let intent = change("payment_intent", id) {
      $0["status"] = "succeeded"
      $0["amount_received"] = $0["amount"]
      $0["payment_method"] = method["id"]
      $0["latest_charge"] = charge["id"]
      $0["next_action"] = nil
      $0["last_payment_error"] = nil
    }
    if method.word("_behaviour") == Behaviour.disputed.rawValue {
      plan(.dispute(charge.word("id")), at: now + settings.disputeSeconds)
    }
    return Payment(intent: intent, charge: charge, verdict: verdict)
  }

  private mutating func fail(
    _ id: String, _ method: JSON, _ verdict: Behaviour.Verdict, _ failure: PaymentFailure
  ) -> Payment {
    var charge = newCharge(for: self["payment_intent", id] ?? .null, method: method)
    charge = charge.with([
      ("amount_captured", 0), ("captured", false), ("paid", false), ("status", "failed"),
      ("failure_code", .text(failure.code)), ("failure_message", .text(failure.message)),
      (
        "outcome",
        [
          "advice_code": "try_again_later", "network_advice_code": nil, "network_decline_code": "01",
          "network_status": "declined_by_network", "reason": .text(failure.decline), "risk_level": "normal",
          "seller_message": "The bank did not return any further details with this decline.",
          "type": "issuer_declined",
        ]
      ),
    ])
    keep(charge)
    let intent = change("payment_intent", id) {
      $0["status"] = "requires_payment_method"
      $0["payment_method"] = nil
      $0["latest_charge"] = charge["id"]
      $0["next_action"] = nil
      $0["last_payment_error"] = failure.object(charge: charge, method: method)
    }
    return Payment(intent: intent, charge: charge, verdict: verdict)
  }

  /// The charge's event and the intent's.
  mutating func tell(_ payment: Payment) {
    switch payment.verdict {
    case .succeeds:
      if let charge = payment.charge { tell("charge.succeeded", charge) }
      tell("payment_intent.succeeded", payment.intent)
    case .processes:
      if let charge = payment.charge { tell("charge.pending", charge) }
      tell("payment_intent.processing", payment.intent)
    case .asks: tell("payment_intent.requires_action", payment.intent)
    case .declined:
      if let charge = payment.charge { tell("charge.failed", charge) }
      tell("payment_intent.payment_failed", payment.intent)
    }
  }
}

/// Why a payment was declined.
struct PaymentFailure {
  let code: String
  let decline: String
  let message: String

  /// As `last_payment_error` says it, and an error's body.
  func object(charge: JSON, method: JSON) -> JSON {
    JSON.object(JSONObject(details(charge: charge, method: method))).with([
      ("code", .text(code)), ("message", .text(message)), ("type", "card_error"),
    ])
  }

  func details(charge: JSON, method: JSON) -> [(String, JSON)] {
    [
      ("advice_code", "try_again_later"), ("charge", charge["id"]), ("decline_code", .text(decline)),
      ("network_decline_code", "01"), ("payment_method", method.published),
    ]
  }
}

extension Payment {
  /// The 402 that a request gets whose payment was declined.
  func refusal(method: JSON) -> APIError {
    guard case .declined(let code, let decline, let message) = verdict else {
      return APIError(status: 402, type: "card_error", code: "card_declined", message: "Your card was declined.")
    }
    let failure = PaymentFailure(code: code, decline: decline, message: message)
    return APIError(
      status: 402, type: "card_error", code: code, message: message, param: "",
      details: failure.details(charge: charge ?? .null, method: method) + [("payment_intent", intent)],
      shouldRetry: false, isSaved: true)
  }
}

/// `/v1/payment_intents`.
enum PaymentIntents {
  static func create(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let amount = call.integer("amount") ?? 0
    try Prices.check(amount, param: "amount", least: 50)
    let customer = try call.text("customer").map { id throws(APIError) in try world.customer(id, param: "customer") }
    var method: JSON?
    if let id = call.text("payment_method") {
      method = try PaymentMethods.find(&world, id, param: "payment_method")
      try check(method, belongsTo: customer)
    }
    let intent = world.newIntent(
      World.IntentOrder(
        amount: amount, currency: try call.required("currency").lowercased(), customer: customer?.word("id"),
        description: call.text("description"), metadata: try MetadataRules.merged([:], call.form["metadata"]),
        setupFutureUsage: call.text("setup_future_usage"), method: method?.word("id")))
    world.tell("payment_intent.created", intent)
    guard call.flag("confirm") == true else { return intent }
    return try confirm(&world, intent, method, call)
  }

  private static func check(_ method: JSON?, belongsTo customer: JSON?) throws(APIError) {
    guard let owner = method?["customer"].id, owner != customer?.word("id") else { return }
    throw .invalid(
      "The provided PaymentMethod cannot be used with this customer: it belongs to another one.",
      param: "payment_method")
  }

  static func confirm(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let intent = try world.find("payment_intent", call.id)
    let status = intent.word("status")
    guard ["requires_payment_method", "requires_confirmation", "requires_action"].contains(status) else {
      throw unexpected("confirm", intent)
    }
    let id = call.text("payment_method") ?? intent["payment_method"].id
    let method = try id.map { id throws(APIError) in
      try PaymentMethods.find(&world, id, param: "payment_method")
    }
    return try confirm(&world, intent, method, call)
  }

  private static func confirm(
    _ world: inout World, _ intent: JSON, _ method: JSON?, _ call: Call
  ) throws(APIError) -> JSON {
    let origin = world.origin
    guard let method else {
      throw .invalid(
        "You cannot confirm this PaymentIntent because it's missing a payment method. Update the PaymentIntent with a "
          + "payment method and then confirm it again.", code: "payment_intent_unexpected_state",
        param: "payment_method")
    }
    let offSession = call.text("off_session").map { $0 != "false" } ?? (call.flag("off_session") == true)
    let payment = world.confirm(intent.word("id"), by: method, onSession: !offSession)
    world.tell(payment)
    if case .declined = payment.verdict { throw payment.refusal(method: method) }
    if payment.isPaid, let charge = payment.charge {
      world.change("charge", charge.word("id"), telling: "charge.updated") {
        $0["receipt_url"] = .text("\(origin)/receipts")
      }
    }
    return payment.intent
  }

  static func cancel(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let now = world.now
    let intent = try world.find("payment_intent", call.id)
    guard !["succeeded", "canceled", "processing"].contains(intent.word("status")) else {
      throw unexpected("cancel", intent)
    }
    return world.change("payment_intent", call.id, telling: "payment_intent.canceled") {
      $0["status"] = "canceled"
      $0["canceled_at"] = .integer(now)
      $0["cancellation_reason"] = JSON(call.text("cancellation_reason"))
      $0["next_action"] = nil
    }
  }

  private static func unexpected(_ verb: String, _ intent: JSON) -> APIError {
    APIError(
      code: "payment_intent_unexpected_state",
      message: "You cannot \(verb) this PaymentIntent because it has a status of \(intent.word("status")).",
      details: [("payment_intent", intent)])
  }

  static func update(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    var intent = try world.find("payment_intent", call.id)
    intent["metadata"] = try MetadataRules.merged(intent["metadata"], call.form["metadata"])
    if call.has("description") { intent["description"] = JSON(call.text("description")) }
    return world.keep(intent)
  }

  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("payment_intent", call.id)
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.page("payment_intent", call) { intent in
      call.text("customer").map { intent["customer"].id == $0 } ?? true
    }
  }
}

/// `/v1/charges`.
enum Charges {
  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("charge", call.id)
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.page("charge", call) { charge in
      (call.text("customer").map { charge["customer"].id == $0 } ?? true)
        && (call.text("payment_intent").map { charge["payment_intent"].id == $0 } ?? true)
    }
  }
}

/// `/v1/refunds`.
enum Refunds {
  static func create(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let reason = call.text("reason")
    if let reason, !["duplicate", "fraudulent", "requested_by_customer"].contains(reason) {
      throw .invalid("Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer", param: "reason")
    }
    return try world.refund(
      charge: try charge(world, call), amount: call.integer("amount"), reason: reason,
      metadata: try MetadataRules.merged([:], call.form["metadata"]))
  }

  private static func charge(_ world: World, _ call: Call) throws(APIError) -> String {
    if let charge = call.text("charge") { return charge }
    guard let id = call.text("payment_intent") else {
      throw .invalid(
        "One of the following params should be provided for this request: payment_intent or charge.",
        code: "parameter_missing")
    }
    let intent = try world.find("payment_intent", id, param: "payment_intent")
    guard intent.word("status") == "succeeded", let charge = intent["latest_charge"].id else {
      throw .invalid(
        "This PaymentIntent (\(id)) does not have a successful charge to refund.", param: "payment_intent")
    }
    return charge
  }

  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("refund", call.id)
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.page("refund", call) { refund in
      (call.text("charge").map { refund["charge"].id == $0 } ?? true)
        && (call.text("payment_intent").map { refund["payment_intent"].id == $0 } ?? true)
    }
  }
}

/// `/v1/disputes`.
enum Disputes {
  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("dispute", call.id)
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.page("dispute", call) { dispute in
      (call.text("charge").map { dispute["charge"].id == $0 } ?? true)
        && (call.text("payment_intent").map { dispute["payment_intent"].id == $0 } ?? true)
    }
  }
}

/// `/v1/customers`.
enum Customers {
  static func create(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let customer = world.newCustomer(
      email: call.text("email"), name: call.text("name"),
      metadata: try MetadataRules.merged([:], call.form["metadata"]))
    let created = try edit(&world, customer.word("id"), call)
    world.tell("customer.created", created)
    return created
  }

  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("customer", call.id)
  }

  static func update(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let before = try world.customer(call.id)
    let after = try edit(&world, call.id, call)
    if before != after { world.tell("customer.updated", after, before: before) }
    return after
  }

  private static func edit(_ world: inout World, _ id: String, _ call: Call) throws(APIError) -> JSON {
    var customer = try world.customer(id)
    for name in ["email", "name", "phone", "description"] where call.has(name) {
      customer[name] = JSON(call.text(name))
    }
    if call.has("preferred_locales") { customer["preferred_locales"] = call.form["preferred_locales"] }
    if let exempt = call.text("tax_exempt") { customer["tax_exempt"] = .text(exempt) }
    if let balance = call.integer("balance") { customer["balance"] = .integer(balance) }
    if call.form["address"].object != nil { customer["address"] = call.form["address"] }
    customer["metadata"] = try MetadataRules.merged(customer["metadata"], call.form["metadata"])
    if let method = call.form["invoice_settings"]["default_payment_method"].text, !method.isEmpty {
      let method = try PaymentMethods.find(&world, method, param: "invoice_settings[default_payment_method]")
      guard method["customer"].id == id else {
        throw .invalid(
          "The customer does not have a payment method with the ID \(method.word("id")). The payment method must be "
            + "attached to the customer.", code: "resource_missing",
          param: "invoice_settings[default_payment_method]")
      }
      customer["invoice_settings"]["default_payment_method"] = method["id"]
    }
    return world.keep(customer)
  }

  /// Deletes the customer: its subscriptions end, its payment methods are let go.
  static func delete(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let customer = try world.customer(call.id)
    for subscription in world.all("subscription") where subscription["customer"].id == call.id {
      world.end(subscription.word("id"), reason: "cancellation_requested")
    }
    for method in world.all("payment_method") where method["customer"].id == call.id {
      world.detach(method.word("id"))
    }
    world.tell("customer.deleted", customer)
    return world.keep(["id": .text(call.id), "object": "customer", "deleted": true])
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.page("customer", call) { customer in
      !customer.isTrue("deleted") && (call.text("email").map { customer["email"].text == $0 } ?? true)
    }
  }

  static func methods(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    _ = try world.customer(call.id)
    return try world.page("payment_method", call) { method in
      method["customer"].id == call.id && (call.text("type").map { method.word("type") == $0 } ?? true)
    }
  }
}

/// `/v1/payment_methods`.
enum PaymentMethods {
  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("payment_method", call.id)
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.page("payment_method", call) { method in
      !method["customer"].isNull && (call.text("customer").map { method["customer"].id == $0 } ?? true)
        && (call.text("type").map { method.word("type") == $0 } ?? true)
    }
  }

  static func attach(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let customer = try world.customer(try call.required("customer"), param: "customer")
    let method = try find(&world, call.id, param: "payment_method")
    let behaviour = Behaviour(rawValue: method.word("_behaviour"))
    if behaviour == .declined || behaviour == .insufficientFunds {
      throw APIError(
        status: 402, type: "card_error", code: "card_declined", message: "Your card was declined.", param: "",
        details: [("decline_code", "generic_decline"), ("advice_code", "try_again_later")], shouldRetry: false,
        isSaved: true)
    }
    world.attach(method, to: customer)
    return try world.find("payment_method", method.word("id"))
  }

  static func detach(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let method = try world.find("payment_method", call.id)
    guard !method["customer"].isNull else {
      throw .invalid("The payment method you provided is not attached to a customer so detachment is impossible.")
    }
    return world.detach(call.id)
  }

  /// The payment method of an id, or a new one for the name of a test card (`pm_card_visa`).
  static func find(_ world: inout World, _ id: String, param: String) throws(APIError) -> JSON {
    if let behaviour = Behaviour(token: id) { return world.newPaymentMethod(behaviour) }
    return try world.find("payment_method", id, param: param)
  }
}

extension World {
  /// Takes a payment method from its customer, who then has it as a default no more.
  @discardableResult mutating func detach(_ id: String) -> JSON {
    guard let before = self["payment_method", id] else { return .null }
    let after = change("payment_method", id, telling: "payment_method.detached") { $0["customer"] = nil }
    let customer = before.word("customer")
    if self["customer", customer]?["invoice_settings"]["default_payment_method"].id == id {
      change("customer", customer, telling: "customer.updated") {
        $0["invoice_settings"]["default_payment_method"] = nil
      }
    }
    return after
  }

  /// Any object by its id.
  func lookup(_ id: String) -> JSON? {
    for kind in Self.expandableKinds {
      if let object = self[kind, id] { return object }
    }
    return nil
  }

  private static let expandableKinds = [
    "customer", "subscription", "invoice", "payment_intent", "charge", "payment_method", "price", "product",
    "subscription_schedule", "refund", "dispute", "discount", "coupon", "checkout.session", "invoice_payment",
    "billing_portal.configuration",
  ]
}

/// `/v1/checkout/sessions`.
enum CheckoutSessions {
  static func create(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let mode = call.text("mode") ?? "payment"
    guard ["payment", "subscription"].contains(mode) else {
      throw .invalid("The stand-in knows the modes payment and subscription.", param: "mode")
    }
    let success = try call.required("success_url")
    try check(call)
    if let customer = call.text("customer") { _ = try world.customer(customer, param: "customer") }
    let lines = try lineItems(&world, call, mode)
    let coupon = try coupon(world, call)
    let subtotal = lines.reduce(0) { Money.sum($0, $1.number("amount_subtotal")) }
    let isTrial = (call.form["subscription_data"]["trial_period_days"].integer ?? 0) > 0
    let off = coupon.map { World.reduction($0, of: subtotal) } ?? 0
    let expires = call.integer("expires_at") ?? world.now + BillingCalendar.day
    guard (world.now + 1800 - 60...world.now + BillingCalendar.day).contains(expires) else {
      throw .invalid(
        "The `expires_at` timestamp must be less than 24 hours and at least 30 minutes from Checkout Session creation.",
        param: "expires_at")
    }
    let session = world.newSession(
      World.SessionOrder(
        mode: mode, call: call, success: success, lines: lines, coupon: coupon?.word("id"),
        metadata: try MetadataRules.merged([:], call.form["metadata"]), subtotal: isTrial ? 0 : subtotal,
        reduction: isTrial ? 0 : off, expires: expires))
    world.plan(.expireSession(session.word("id")), at: expires)
    return session
  }

  private static func check(_ call: Call) throws(APIError) {
    if call.has("allow_promotion_codes"), call.has("discounts") {
      throw .invalid("You may only specify one of these parameters: allow_promotion_codes, discounts.")
    }
    if call.has("customer"), call.has("customer_email") {
      throw .invalid("You may only specify one of these parameters: customer, customer_email.")
    }
    if call.has("customer_update"), !call.has("customer") {
      throw .invalid("`customer_update` can only be used with `customer`.", param: "customer_update")
    }
    let isSubscription = call.text("mode") == "subscription"
    let wrong = isSubscription ? "payment_intent_data" : "subscription_data"
    if call.has(wrong) {
      throw .invalid(
        "You can not pass `\(wrong)` in `\(isSubscription ? "subscription" : "payment")` mode.", param: wrong)
    }
    for name in ["payment_intent_data", "subscription_data"] {
      _ = try MetadataRules.merged([:], call.form[name]["metadata"])
    }
  }

  private static func coupon(_ world: World, _ call: Call) throws(APIError) -> JSON? {
    guard let first = call.form["discounts"].elements.first else { return nil }
    if let code = first["promotion_code"].text {
      throw .noSuch("promotion code", code, param: "discounts[0][promotion_code]")
    }
    guard let id = first["coupon"].text, !id.isEmpty else { return nil }
    return try world.find("coupon", id, param: "discounts[0][coupon]")
  }

  private static func lineItems(_ world: inout World, _ call: Call, _ mode: String) throws(APIError) -> [JSON] {
    let asked = call.form["line_items"].elements
    guard !asked.isEmpty else { throw .missing("line_items") }
    guard asked.count <= 100 else { throw .invalid("Too many line items", param: "line_items") }
    var lines: [JSON] = []
    for (index, item) in asked.enumerated() {
      let path = "line_items[\(index)]"
      let price = try price(&world, item, path: path)
      if mode == "payment", !price["recurring"].isNull {
        throw .invalid(
          "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only "
            + "one-time prices.", param: "\(path)[price]")
      }
      if mode == "subscription", index == 0, price["recurring"].isNull {
        throw .invalid(
          "You must provide at least one recurring price in `subscription` mode when using prices.",
          param: "line_items")
      }
      let quantity = item["quantity"].integer ?? 0
      guard (1...999_999).contains(quantity) else {
        throw item["quantity"].isNull
          ? .missing("\(path)[quantity]")
          : .invalid("Invalid quantity", code: "parameter_invalid_integer", param: "\(path)[quantity]")
      }
      lines.append(line(&world, price, quantity))
    }
    return lines
  }

  private static func line(_ world: inout World, _ price: JSON, _ quantity: Int64) -> JSON {
    let amount = JSON.integer(Money.product(price.number("unit_amount"), quantity))
    return [
      "id": .text(world.newID("li")), "object": "item", "adjustable_quantity": nil, "amount_discount": 0,
      "amount_subtotal": amount, "amount_tax": 0, "amount_total": amount, "currency": price["currency"],
      "description": .text(world.name(of: price)), "metadata": [:], "price": price, "quantity": .integer(quantity),
    ]
  }

  private static func price(_ world: inout World, _ item: JSON, path: String) throws(APIError) -> JSON {
    if item["price_data"].object != nil {
      return try Prices.make(&world, item["price_data"], path: "\(path)[price_data]")
    }
    guard let id = item["price"].text else { throw .missing("\(path)[price]") }
    let price = try world.price(id, param: "\(path)[price]")
    guard price.isTrue("active") else {
      throw .invalid("The price specified is inactive. This field only accepts active prices.", param: "\(path)[price]")
    }
    return price
  }

  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("checkout.session", call.id)
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.page("checkout.session", call) { session in
      (call.text("customer").map { session["customer"].id == $0 } ?? true)
        && (call.text("status").map { session.word("status") == $0 } ?? true)
        && (call.text("payment_intent").map { session["payment_intent"].id == $0 } ?? true)
        && (call.text("subscription").map { session["subscription"].id == $0 } ?? true)
    }
  }

  static func lineItems(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    _ = try world.find("checkout.session", call.id)
    return try world.page((world.lineItems(of: call.id) ?? []).reversed(), call, words: "line item")
  }

  static func expire(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let session = try world.find("checkout.session", call.id)
    guard session.word("status") == "open" else {
      throw .invalid(
        "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of "
          + "`\(session.word("status"))`.")
    }
    world.expireSession(call.id)
    return try world.find("checkout.session", call.id)
  }
}

/// `/v1/subscriptions`.
enum Subscriptions {
  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("subscription", call.id)
  }

  /// Without a status, those that are canceled are not listed.
  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let status = call.text("status")
    return try world.page("subscription", call) { subscription in
      let isAsked =
        switch status {
        case nil: !subscription.isOver
        case "all": true
        case "ended": subscription.isOver
        default: subscription.word("status") == status
        }
      return isAsked && (call.text("customer").map { subscription["customer"].id == $0 } ?? true)
        && (call.text("price").map { subscription.firstItem["price"].id == $0 } ?? true)
    }
  }

  /// A subscription without a checkout: paid at once by the customer's card, or incomplete.
  static func create(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let customer = try world.customer(try call.required("customer"), param: "customer")
    guard let item = call.form["items"].elements.first else { throw .missing("items") }
    let price = try price(&world, item, path: "items[0]")
    let method = call.text("default_payment_method") ?? customer["invoice_settings"]["default_payment_method"].id
    guard let method = method.flatMap({ world["payment_method", $0] }) else {
      throw .invalid(
        "This customer has no attached payment source or default payment method. Please consider adding a default "
          + "payment method.", code: "resource_missing")
    }
    let trial = call.integer("trial_period_days").map { world.now + min(max($0, 0), 730) * BillingCalendar.day }
    let subscription = world.newSubscription(
      World.SubscriptionOrder(
        customer: customer.word("id"), price: price, quantity: item["quantity"].integer ?? 1,
        method: call.text("default_payment_method"), metadata: try MetadataRules.merged([:], call.form["metadata"]),
        trialEnd: trial, description: call.text("description")))
    return world.subscribe(subscription, by: method)
  }

  static func update(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let before = try world.find("subscription", call.id)
    guard !before.isOver else {
      throw .invalid("A canceled subscription can only update its cancellation_details and metadata.")
    }
    let edit = try SubscriptionEdit(&world, before, call)
    if let change = edit.items {
      try world.changeItems(call.id, to: change) { edit.apply(to: &$0) }
    } else {
      var after = before
      edit.apply(to: &after)
      world["subscription", call.id] = after
      if after != before { world.tell("customer.subscription.updated", after, before: before) }
    }
    let after = try world.find("subscription", call.id)
    world.replan(after)
    return after
  }

  /// The price that an item names or brings along.
  static func price(_ world: inout World, _ item: JSON, path: String) throws(APIError) -> JSON {
    if item["price_data"].object != nil {
      return world.keep(try Prices.make(&world, item["price_data"], path: "\(path)[price_data]"))
    }
    guard let id = item["price"].text ?? item["plan"].text else { throw .missing("\(path)[price]") }
    let price = try world.price(id, param: "\(path)[price]")
    guard !price["recurring"].isNull else {
      throw .invalid(
        "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
        param: "\(path)[price]")
    }
    return price
  }

  static func cancel(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let subscription = try world.find("subscription", call.id)
    guard !subscription.isOver else { throw .noSuch("subscription", call.id, status: 404) }
    let details = call.form["cancellation_details"]
    world.change("subscription", call.id) {
      for name in ["comment", "feedback"] where details[name].text != nil {
        $0["cancellation_details"][name] = details[name]
      }
    }
    world.end(call.id, reason: "cancellation_requested")
    return try world.find("subscription", call.id)
  }

  static func pause(_ world: inout World, _ call: Call) throws(APIError) -> JSON { try world.pause(call.id) }

  static func resume(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let anchor = call.form["billing_cycle_anchor"].text ?? call.form["billing_cycle_anchor"]["type"].text ?? "now"
    return try world.resume(call.id, resetsAnchor: anchor == "now")
  }
}

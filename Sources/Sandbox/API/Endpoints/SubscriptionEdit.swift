/// What a request changes in a subscription, read and checked before anything is changed.
struct SubscriptionEdit {
  private(set) var items: World.ItemChange?
  private var fields: [(String, JSON)] = []

  init(_ world: inout World, _ subscription: JSON, _ call: Call) throws(APIError) {
    try readSchedule(subscription, call)
    try readItems(&world, subscription, call)
    try readCancellation(world, subscription, call)
    try readPause(call)
    try readDiscounts(&world, subscription, call)
    if call.has("metadata") {
      set("metadata", try MetadataRules.merged(subscription["metadata"], call.form["metadata"]))
    }
    if call.has("description") { set("description", JSON(call.text("description"))) }
    if let id = call.text("default_payment_method") {
      set("default_payment_method", try world.find("payment_method", id, param: "default_payment_method")["id"])
    }
  }

  func apply(to subscription: inout JSON) {
    for (key, value) in fields { subscription[key] = value }
  }

  private mutating func set(_ key: String, _ value: JSON) { fields.append((key, value)) }

  /// What a schedule manages is not changed beside it.
  private func readSchedule(_ subscription: JSON, _ call: Call) throws(APIError) {
    guard let schedule = subscription["schedule"].id else { return }
    if call.has("cancel_at_period_end") || call.has("cancel_at") {
      throw .invalid(
        "The subscription is managed by the subscription schedule `\(schedule)`, and updating any cancelation behavior "
          + "directly is not allowed. Please update the schedule instead.")
    }
    if call.has("items") {
      throw .invalid(
        "The subscription is managed by the subscription schedule `\(schedule)`. Please update the schedule instead.")
    }
  }

  private mutating func readItems(_ world: inout World, _ subscription: JSON, _ call: Call) throws(APIError) {
    guard let item = call.form["items"].elements.first else { return }
    guard call.form["items"].elements.count == 1, let id = item["id"].text else {
      throw .invalid("The stand-in knows subscriptions of one item: pass items[0][id].", param: "items")
    }
    guard id == subscription.firstItem.word("id") else {
      throw .noSuch("subscription item", id, param: "items[0][id]")
    }
    let old = subscription.firstItem
    let hasPrice = item["price"].text != nil || item["price_data"].object != nil || item["plan"].text != nil
    let price = hasPrice ? try Subscriptions.price(&world, item, path: "items[0]") : old["price"]
    let quantity = item["quantity"].integer ?? (hasPrice ? 1 : old.number("quantity"))
    guard (0...1_000_000).contains(quantity) else {
      throw .invalid("Invalid quantity", code: "parameter_invalid_integer", param: "items[0][quantity]")
    }
    guard price["currency"] == subscription["currency"] else {
      throw .invalid("The price's currency is not the subscription's.", param: "items[0][price]")
    }
    guard price["id"] != old["price"]["id"] || quantity != old.number("quantity") else { return }
    let payment = call.text("payment_behavior") ?? "allow_incomplete"
    if payment == "pending_if_incomplete", call.has("metadata") || call.has("discounts") {
      throw .invalid(
        "When `payment_behavior` is set to `pending_if_incomplete`, you can only pass supported parameters.",
        param: "payment_behavior")
    }
    let anchor = call.form["billing_cycle_anchor"].text ?? call.form["billing_cycle_anchor"]["type"].text
    items = World.ItemChange(
      price: price, quantity: quantity, proration: call.text("proration_behavior") ?? "create_prorations",
      payment: payment, prorationDate: call.integer("proration_date"), resetsAnchor: anchor == "now")
  }

  private mutating func readCancellation(_ world: World, _ subscription: JSON, _ call: Call) throws(APIError) {
    var details = subscription["cancellation_details"]
    for name in ["comment", "feedback"] where call.form["cancellation_details"][name].text != nil {
      details[name] = call.form["cancellation_details"][name]
    }
    let end = subscription.firstItem["current_period_end"]
    let asked = call.flag("cancel_at_period_end")
    if asked == true || (call.text("cancel_at") ?? "").hasSuffix("_period_end") {
      set("cancel_at_period_end", true)
      set("cancel_at", end)
    } else if let at = call.integer("cancel_at") {
      guard at >= world.now else { throw .invalid("`cancel_at` must be in the future.", param: "cancel_at") }
      set("cancel_at", .integer(at))
    } else if asked == false || (call.has("cancel_at") && call.text("cancel_at") == nil) {
      for name in ["cancel_at", "canceled_at"] { set(name, nil) }
      set("cancel_at_period_end", false)
      set("cancellation_details", ["comment": nil, "feedback": nil, "reason": nil])
      return
    } else {
      if call.has("cancellation_details") { set("cancellation_details", details) }
      return
    }
    details["reason"] = "cancellation_requested"
    set("canceled_at", .integer(world.now))
    set("cancellation_details", details)
  }

  private mutating func readPause(_ call: Call) throws(APIError) {
    guard call.has("pause_collection") else { return }
    let asked = call.form["pause_collection"]
    guard asked.object != nil else { return set("pause_collection", nil) }
    guard let behavior = asked["behavior"].text, ["keep_as_draft", "mark_uncollectible", "void"].contains(behavior)
    else {
      throw .missing("pause_collection[behavior]")
    }
    set(
      "pause_collection",
      ["behavior": .text(behavior), "resumes_at": asked["resumes_at"].integer.map(JSON.integer) ?? nil])
  }

  private mutating func readDiscounts(_ world: inout World, _ subscription: JSON, _ call: Call) throws(APIError) {
    guard call.has("discounts") || call.has("coupon") else { return }
    let coupons =
      (call.text("coupon").map { [$0] } ?? [])
      + call.form["discounts"].elements.compactMap { $0["coupon"].text }
    var discounts: [JSON] = []
    for coupon in coupons {
      _ = try world.find("coupon", coupon, param: "discounts[0][coupon]")
      discounts.append(
        world.newDiscount(
          coupon: coupon, customer: subscription["customer"].id, subscription: subscription.word("id"), session: nil)[
            "id"])
    }
    set("discounts", .array(discounts))
  }
}

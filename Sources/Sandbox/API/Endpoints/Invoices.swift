/// `/v1/invoices`.
enum Invoices {
  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("invoice", call.id)
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.page("invoice", call) { invoice in
      (call.text("customer").map { invoice["customer"].id == $0 } ?? true)
        && (call.text("status").map { invoice.word("status") == $0 } ?? true)
        && (call.text("subscription").map {
          invoice[path: "parent.subscription_details.subscription"].id == $0
        } ?? true)
    }
  }

  static func pay(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let invoice = try world.find("invoice", call.id)
    switch invoice.word("status") {
    case "paid": throw .invalid("Invoice is already paid", code: "invoice_already_paid")
    case "void": throw .invalid("Invoice is voided and cannot be paid.", code: "invoice_not_editable")
    case "draft": world.tell("invoice.finalized", world.open(call.id))
    default: break
    }
    let subscription = invoice[path: "parent.subscription_details.subscription"].id.flatMap {
      world["subscription", $0]
    }
    let named = try call.text("payment_method").map { id throws(APIError) in
      try PaymentMethods.find(&world, id, param: "payment_method")
    }
    guard let method = named ?? subscription.flatMap({ world.defaultMethod(of: $0) }) else {
      throw .invalid(
        "This customer has no attached payment source or default payment method. Please consider adding a default "
          + "payment method.", code: "resource_missing")
    }
    let offSession = call.flag("off_session") ?? true
    let payment = world.collect(call.id, by: method, onSession: !offSession)
    if let payment, case .declined = payment.verdict { throw payment.refusal(method: method) }
    world.follow(call.id)
    return try world.find("invoice", call.id)
  }

  static func void(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let invoice = try world.find("invoice", call.id)
    guard ["open", "uncollectible"].contains(invoice.word("status")) else {
      throw .invalid(
        "You can only pass in open invoices. This invoice isn't open.", code: "invoice_not_editable")
    }
    world.void(call.id)
    return try world.find("invoice", call.id)
  }

  /// What a change would cost, without doing it.
  static func preview(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let id = try call.required("subscription")
    var draft = world
    var subscription = try world.find("subscription", id, param: "subscription")
    let details = call.form["subscription_details"]
    var lines: [JSON] = []
    var reason = "upcoming"
    if let item = details["items"].elements.first {
      let change = try change(&draft, item, subscription, details)
      let moves = change.price["recurring"] != subscription.firstItem["price"]["recurring"] || change.resetsAnchor
      if change.proration != "none" || moves { lines = draft.prorations(subscription, change, movesAnchor: moves) }
      if change.proration == "always_invoice" || moves { reason = "subscription_update" }
      subscription.editFirstItem {
        $0["price"] = change.price
        $0["quantity"] = .integer(change.quantity)
      }
    }
    let end = subscription.firstItem.number("current_period_end")
    if reason == "upcoming" {
      let recurring = subscription.firstItem["price"]["recurring"]
      let next = BillingCalendar.date(end, plus: recurring.number("interval_count"), recurring.word("interval"))
      lines.append(draft.cycleLine(subscription.withPeriod(end, next)))
    }
    let invoice = draft.newInvoice(
      subscription, reason: reason, lines: lines, start: subscription.firstItem.number("current_period_start"),
      end: reason == "upcoming" ? end : world.now)
    return invoice.with([("id", .text("upcoming_" + invoice.word("id")))])
  }

  private static func change(
    _ world: inout World, _ item: JSON, _ subscription: JSON, _ details: JSON
  ) throws(APIError) -> World.ItemChange {
    let old = subscription.firstItem
    let hasPrice = item["price"].text != nil || item["price_data"].object != nil
    let path = "subscription_details[items][0]"
    return World.ItemChange(
      price: hasPrice ? try Subscriptions.price(&world, item, path: path) : old["price"],
      quantity: item["quantity"].integer ?? (hasPrice ? 1 : old.number("quantity")),
      proration: details["proration_behavior"].text ?? "create_prorations",
      prorationDate: details["proration_date"].integer,
      resetsAnchor: details["billing_cycle_anchor"]["type"].text == "now")
  }
}

/// `/v1/invoice_payments`.
enum InvoicePayments {
  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("invoice_payment", call.id)
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.page("invoice_payment", call) { payment in
      (call.text("invoice").map { payment["invoice"].id == $0 } ?? true)
        && (call.text("status").map { payment.word("status") == $0 } ?? true)
        && (call.form["payment"]["payment_intent"].text.map { payment["payment"]["payment_intent"].id == $0 } ?? true)
    }
  }
}

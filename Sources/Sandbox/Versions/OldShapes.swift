/// The shapes of before 2025-03-31.basil, object by object.
struct OldShapes {
  private let world: World

  init(_ world: World) { self.world = world }

  func adapt(_ object: JSON) -> JSON {
    switch object["object"].text {
    case "subscription": subscription(object)
    case "subscription_item": object.without(["current_period_start", "current_period_end"])
    case "invoice": invoice(object)
    case "line_item": line(object)
    case "payment_intent", "charge": object.with([("invoice", object["_invoice"])])
    case "checkout.session": session(object)
    case "subscription_schedule": schedule(object)
    case "discount": discount(object)
    case "refund": object.without(["customer", "payment_method"])
    default: object
    }
  }

  /// The period stands on the subscription itself, and its one discount as an object.
  private func subscription(_ new: JSON) -> JSON {
    let items = new["items"].list
    var old = new.without(["billing_mode", "billing_schedules", "status_details"])
    old["current_period_start"] = items.first?["current_period_start"] ?? nil
    old["current_period_end"] = items.first?["current_period_end"] ?? nil
    old["discount"] = firstDiscount(new)
    old["plan"] = items.first?["plan"] ?? nil
    old["quantity"] = items.first?["quantity"] ?? nil
    return old
  }

  private func firstDiscount(_ object: JSON) -> JSON {
    guard let first = object["discounts"].elements.first else { return nil }
    return first.text.flatMap { world["discount", $0] } ?? first
  }

  private func invoice(_ new: JSON) -> JSON {
    let details = new["parent"]["subscription_details"]
    let isPaid = new.word("status") == "paid"
    var old = new.without(["parent", "total_taxes", "amount_overpaid", "status_details", "payments"])
    old["application_fee_amount"] = nil
    old["charge"] = new["_charge"]
    old["discount"] = firstDiscount(new)
    old["paid"] = JSON(isPaid)
    old["paid_out_of_band"] = false
    old["payment_intent"] = new["_intent"]
    old["quote"] = nil
    old["subscription"] = details["subscription"]
    old["subscription_details"] = ["metadata": details["metadata"]]
    old["tax"] = nil
    old["total_tax_amounts"] = []
    old["transfer_data"] = nil
    return old
  }

  /// The price as an object, and what is in `parent` now flat.
  private func line(_ new: JSON) -> JSON {
    let type = new["parent"].word("type")
    let details = new["parent"][type]
    let price = new["pricing"]["price_details"]["price"].id.flatMap { world["price", $0] }
    var old = new.without(["parent", "pricing", "taxes", "subtotal", "quantity_decimal", "pretax_credit_amounts"])
    old["amount_excluding_tax"] = new["amount"]
    old["plan"] = price.map { $0["recurring"].isNull ? nil : World.plan(of: $0) } ?? nil
    old["price"] = price ?? nil
    old["proration"] = details["proration"]
    old["proration_details"] = details["proration_details"]
    old["subscription"] = details["subscription"]
    old["subscription_item"] = details["subscription_item"]
    old["tax_amounts"] = []
    old["tax_rates"] = []
    old["type"] = type == "invoice_item_details" ? "invoiceitem" : "subscription"
    old["unit_amount_excluding_tax"] = new["pricing"]["unit_amount_decimal"]
    if let item = details["invoice_item"].id { old["invoice_item"] = .text(item) }
    return old
  }

  private func session(_ new: JSON) -> JSON {
    let modes = ["hosted_page": "hosted", "embedded_page": "embedded", "elements": "custom"]
    var old = new.without(["collected_information", "adaptive_pricing", "branding_settings"])
    old["shipping_details"] = new["collected_information"]["shipping_details"]
    old["ui_mode"] = JSON(modes[new.word("ui_mode")] ?? "hosted")
    return old
  }

  private func schedule(_ new: JSON) -> JSON {
    var old = new.without(["billing_mode", "pause_schedules"])
    old["phases"] = .array(new["phases"].elements.map { $0.with([("coupon", nil)]) })
    return old
  }

  private func discount(_ new: JSON) -> JSON {
    let coupon = new["source"]["coupon"]
    return new.without(["source"]).with([("coupon", coupon.text.flatMap { world["coupon", $0] } ?? coupon)])
  }
}

extension JSON {
  func without(_ keys: [String]) -> JSON {
    keys.reduce(into: self) { $0.remove($1) }
  }
}

/// Checkout and portal sessions.
extension World {
  /// What a checkout session is made of.
  struct SessionOrder {
    let mode: String
    let call: Call
    let success: String
    let lines: [JSON]
    let coupon: String?
    let metadata: JSON
    let subtotal: Int64
    let reduction: Int64
    let expires: Int64
  }

  mutating func newSession(_ order: SessionOrder) -> JSON {
    let id = newID("cs")
    let call = order.call
    let total = order.subtotal - order.reduction
    let lines = order.lines.map { line in
      let off =
        order.coupon == nil ? 0 : Money.share(order.reduction, line.number("amount_subtotal"), of: order.subtotal)
      return line.with([
        ("amount_discount", .integer(off)), ("amount_total", .integer(line.number("amount_subtotal") - off)),
      ])
    }
    return keep([
      "id": .text(id), "object": "checkout.session", "adaptive_pricing": ["enabled": false], "after_expiration": nil,
      "allow_promotion_codes": call.flag("allow_promotion_codes").map(JSON.bool) ?? nil,
      "amount_subtotal": .integer(order.subtotal), "amount_total": .integer(total),
      "automatic_tax": ["enabled": false, "liability": nil, "provider": nil, "status": nil],
      "billing_address_collection": JSON(call.text("billing_address_collection")),
      "cancel_url": JSON(call.text("cancel_url")), "client_reference_id": JSON(call.text("client_reference_id")),
      "client_secret": nil, "collected_information": ["shipping_details": nil], "consent": nil,
      "consent_collection": nil, "created": .integer(now), "currency": order.lines.first?["currency"] ?? "usd",
      "currency_conversion": nil, "custom_fields": [],
      "custom_text": [
        "after_submit": nil, "shipping_address": nil, "submit": nil, "terms_of_service_acceptance": nil,
      ],
      "customer": JSON(call.text("customer")), "customer_creation": order.mode == "payment" ? "if_required" : nil,
      "customer_details": nil, "customer_email": JSON(call.text("customer_email")),
      "discounts": .array(order.coupon.map { [["coupon": .text($0), "promotion_code": nil]] } ?? []),
      "expires_at": .integer(order.expires), "invoice": nil, "invoice_creation": nil, "livemode": false,
      "locale": JSON(call.text("locale")), "metadata": order.metadata, "mode": .text(order.mode),
      "origin_context": nil, "payment_intent": nil, "payment_link": nil,
      "payment_method_collection": order.mode == "subscription" ? "always" : "if_required",
      "payment_method_configuration_details": nil, "payment_method_options": [:],
      "payment_method_types": ["card", "us_bank_account"], "payment_status": "unpaid", "permissions": nil,
      "phone_number_collection": ["enabled": false], "recovered_from": nil,
      "saved_payment_method_options": nil, "setup_intent": nil, "shipping_address_collection": nil,
      "shipping_cost": nil, "shipping_options": [], "status": "open", "submit_type": nil, "subscription": nil,
      "success_url": .text(order.success),
      "total_details": ["amount_discount": .integer(order.reduction), "amount_shipping": 0, "amount_tax": 0],
      "ui_mode": .text(call.text("ui_mode") ?? "hosted_page"), "url": .text("\(origin)/c/pay/\(id)"),
      "wallet_options": nil, "_line_items": .array(lines), "_intent_data": call.form["payment_intent_data"],
      "_subscription_data": call.form["subscription_data"],
    ])
  }

  /// What a session sells; nil where there is no such session.
  func lineItems(of session: String) -> [JSON]? { self["checkout.session", session]?["_line_items"].elements }

  mutating func newPortalSession(
    customer: String, configuration: String, returnURL: String?, flow: JSON, locale: String?
  ) -> JSON {
    let id = newID("bps")
    return keep([
      "id": .text(id), "object": "billing_portal.session", "configuration": .text(configuration),
      "created": .integer(now), "customer": .text(customer), "customer_account": nil, "flow": flow,
      "livemode": false, "locale": JSON(locale), "on_behalf_of": nil, "return_url": JSON(returnURL),
      "url": .text("\(origin)/p/session/\(id)"),
    ])
  }

  mutating func newPortalConfiguration(_ form: JSON, isDefault: Bool) -> JSON {
    let cancels = form["features"]["subscription_cancel"]
    return keep([
      "id": .text(newID("bpc")), "object": "billing_portal.configuration", "active": true, "application": nil,
      "business_profile": [
        "headline": form["business_profile"]["headline"], "privacy_policy_url": nil, "terms_of_service_url": nil,
      ],
      "created": .integer(now), "default_return_url": form["default_return_url"],
      "features": [
        "customer_update": ["allowed_updates": [], "enabled": false], "invoice_history": ["enabled": true],
        "payment_method_update": ["enabled": true, "payment_method_configuration": nil],
        "subscription_cancel": [
          "cancellation_reason": ["enabled": false, "options": []], "enabled": true,
          "mode": cancels["mode"].text.map(JSON.text) ?? "at_period_end", "proration_behavior": "none",
        ],
        "subscription_pause": ["duration": ["interval_options": [], "type": "indefinite"], "enabled": false],
        "subscription_update": [
          "billing_cycle_anchor": nil, "default_allowed_updates": [], "enabled": false,
          "proration_behavior": "always_invoice", "schedule_at_period_end": ["conditions": []],
          "trial_update_behavior": "end_trial",
        ],
      ], "is_default": JSON(isDefault), "livemode": false, "login_page": ["enabled": false, "url": nil],
      "metadata": form["metadata"].object.map(JSON.object) ?? [:], "name": JSON(form["name"].text),
      "updated": .integer(now),
    ])
  }
}

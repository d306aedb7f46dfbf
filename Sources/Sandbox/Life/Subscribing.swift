/// The first payment of a subscription by checkout, in the order that was observed since basil.
extension World {
  mutating func completeSubscription(_ session: JSON, _ purchase: Purchase) {
    let customerID = purchase.customer.word("id")
    let method = purchase.method.word("id")
    if let charge = purchase.payment?.charge {
      tell(purchase.isProcessing ? "charge.pending" : "charge.succeeded", charge)
    }
    attach(purchase.method, to: purchase.customer)
    if purchase.isNew { tell("customer.created", purchase.customer) }

    var subscription = start(session, customerID, method)
    let first = firstInvoice(subscription, purchase)
    subscription = change("subscription", subscription.word("id")) { $0["latest_invoice"] = first.paid["id"] }

    change("checkout.session", session.word("id"), telling: "checkout.session.completed") {
      Self.close(&$0, purchase)
      $0["subscription"] = subscription["id"]
      $0["invoice"] = first.paid["id"]
    }
    tell("customer.subscription.created", subscription)
    change("customer", customerID, telling: "customer.updated") {
      $0["currency"] = session["currency"]
      $0["invoice_settings"]["default_payment_method"] = .text(method)
    }
    if let payment = purchase.payment {
      let intent = self["payment_intent", payment.intent.word("id")] ?? payment.intent
      tell(purchase.isProcessing ? "payment_intent.processing" : "payment_intent.succeeded", intent)
      if let made = purchase.intentAtFirst { tell("payment_intent.created", made) }
    }
    tell("invoice.created", first.draft)
    tell("invoice.finalized", first.open)
    if !purchase.isProcessing { tellPaid((first.paid, first.proof)) }
    spendOnceDiscounts(subscription.word("id"))
    planLife(of: subscription)
  }

  private mutating func start(_ session: JSON, _ customer: String, _ method: String) -> JSON {
    let line = session["_line_items"].elements.first ?? .null
    let price = line["price"].id.flatMap { self["price", $0] } ?? line["price"]
    let data = session["_subscription_data"]
    let trial = data["trial_period_days"].integer.map { now + min($0, 730) * BillingCalendar.day }
    let subscription = newSubscription(
      SubscriptionOrder(
        customer: customer, price: price, quantity: max(1, line.number("quantity")), method: method,
        metadata: data["metadata"].object.map(JSON.object) ?? [:], trialEnd: trial ?? data["trial_end"].integer,
        description: data["description"].text))
    let discounts = session["discounts"].elements.compactMap { $0["coupon"].id }.map { coupon in
      newDiscount(
        coupon: coupon, customer: customer, subscription: subscription.word("id"), session: session.word("id"))["id"]
    }
    return change("subscription", subscription.word("id")) { $0["discounts"] = .array(discounts) }
  }

  private mutating func firstInvoice(_ subscription: JSON, _ purchase: Purchase)
    -> (draft: JSON, open: JSON, paid: JSON, proof: JSON?)
  {
    let isTrial = subscription.word("status") == "trialing"
    var draft = draft(
      subscription, reason: "subscription_create", lines: [cycleLine(subscription, amount: isTrial ? 0 : nil)],
      start: now, end: now)
    let id = draft.word("id")
    draft = change("invoice", id) {
      $0["automatically_finalizes_at"] = nil
      $0["next_payment_attempt"] = nil
    }
    let open = openFirst(id, purchase)
    guard !purchase.isProcessing else { return (draft, open, open, nil) }
    let paid = markPaid(id, by: purchase.payment)
    return (draft, open, paid.invoice, paid.proof)
  }

  /// Finalises the first invoice with the payment intent that the checkout has already confirmed.
  private mutating func openFirst(_ id: String, _ purchase: Purchase) -> JSON {
    let opened = open(id)
    guard let payment = purchase.payment, let made = opened["_intent"].id else { return opened }
    self["payment_intent", made] = nil
    change("payment_intent", payment.intent.word("id")) { $0["_invoice"] = .text(id) }
    if let charge = payment.charge { change("charge", charge.word("id")) { $0["_invoice"] = .text(id) } }
    if let proof = opened["_payment"].id {
      change("invoice_payment", proof) { $0["payment"]["payment_intent"] = payment.intent["id"] }
    }
    return change("invoice", id) { $0["_intent"] = payment.intent["id"] }
  }

  /// What a new subscription will do by itself.
  mutating func planLife(of subscription: JSON) {
    let id = subscription.word("id")
    let end = subscription.firstItem.number("current_period_end")
    plan(.endPeriod(id), at: end)
    if subscription.word("status") == "trialing" { plan(.announceTrialEnd(id), at: end - 3 * BillingCalendar.day) }
  }
}

extension World {
  /// The first payment of a subscription made by request, without a checkout.
  mutating func subscribe(_ subscription: JSON, by method: JSON) -> JSON {
    let id = subscription.word("id")
    let isTrial = subscription.word("status") == "trialing"
    let invoice = draft(
      subscription, reason: "subscription_create", lines: [cycleLine(subscription, amount: isTrial ? 0 : nil)],
      start: now, end: now)
    let created = change("subscription", id) {
      $0["latest_invoice"] = invoice["id"]
      if !isTrial { $0["status"] = "incomplete" }
    }
    tell("customer.subscription.created", created)
    tell("invoice.created", invoice)
    tell("invoice.finalized", open(invoice.word("id")))
    collect(invoice.word("id"), by: method, retries: false)
    if !isTrial, self["invoice", invoice.word("id")]?.word("status") == "paid" {
      change("subscription", id, telling: "customer.subscription.updated") { $0["status"] = "active" }
    }
    let now = self["subscription", id] ?? created
    planLife(of: now)
    return now
  }

  /// Plans anew what depends on a subscription's fields.
  mutating func replan(_ subscription: JSON) {
    let id = subscription.word("id")
    cancel(.resumeCollection(id))
    if let resumes = subscription["pause_collection"]["resumes_at"].integer { plan(.resumeCollection(id), at: resumes) }
    if let end = subscription["cancel_at"].integer, !subscription.isTrue("cancel_at_period_end") {
      plan(.endPeriod(id), at: end)
    }
  }
}

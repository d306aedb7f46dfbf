/// A checkout is paid, left, or ends.
extension World {
  /// What came of a click on the hosted page.
  package enum CheckoutResult: Sendable, Equatable {
    case completed
    /// The page stays open and says why.
    case declined(String)
    /// The bank asks; the person confirms or not.
    case asks
    case notOpen
  }

  /// The person pays a session by a method that behaves as told.
  package mutating func pay(session id: String, _ behaviour: Behaviour, confirmed: Bool = false) -> CheckoutResult {
    guard let session = self["checkout.session", id], session.word("status") == "open" else { return .notOpen }
    let customer = customerOf(session)
    let method = newPaymentMethod(behaviour, email: customer.customer["email"].text)
    if session.number("amount_total") == 0 {
      complete(session, Purchase(customer: customer.customer, isNew: customer.isNew, method: method, payment: nil))
      return .completed
    }
    let intent = intent(of: session, customer.customer, method)
    let isNewIntent = session["_intent"].isNull
    change("checkout.session", id) { $0["_intent"] = intent["id"] }
    let payment = confirm(intent.word("id"), by: method, onSession: true, confirmed: confirmed)
    switch payment.verdict {
    case .asks:
      if isNewIntent { tell("payment_intent.created", intent) }
      tell(payment)
      return .asks
    case .declined(_, _, let message):
      if isNewIntent { tell("payment_intent.created", intent) }
      tell(payment)
      return .declined(message)
    case .succeeds, .processes:
      complete(
        session,
        Purchase(
          customer: customer.customer, isNew: customer.isNew, method: method, payment: payment,
          intentAtFirst: isNewIntent ? intent : nil))
      return .completed
    }
  }

  /// All that a paid checkout brings together.
  struct Purchase {
    let customer: JSON
    let isNew: Bool
    let method: JSON
    let payment: Payment?
    /// The intent as it was made, where it was made now.
    var intentAtFirst: JSON?

    var isProcessing: Bool { payment?.verdict == .processes }
    var paymentStatus: String { payment == nil ? "no_payment_required" : isProcessing ? "unpaid" : "paid" }
  }

  private mutating func customerOf(_ session: JSON) -> (customer: JSON, isNew: Bool) {
    if let known = session["customer"].id, let customer = self["customer", known] { return (customer, false) }
    let customer = newCustomer(email: session["customer_email"].text ?? "person@example.com", name: nil)
    return (customer, true)
  }

  private mutating func intent(of session: JSON, _ customer: JSON, _ method: JSON) -> JSON {
    if let known = session["_intent"].id, let intent = self["payment_intent", known] { return intent }
    let isSubscription = session.word("mode") == "subscription"
    return newIntent(
      IntentOrder(
        amount: session.number("amount_total"), currency: session.word("currency"), customer: customer.word("id"),
        description: isSubscription ? "Subscription creation" : session["_intent_data"]["description"].text,
        metadata: isSubscription ? [:] : session["_intent_data"]["metadata"].object.map(JSON.object) ?? [:],
        setupFutureUsage: isSubscription ? "off_session" : session["_intent_data"]["setup_future_usage"].text))
  }

  private mutating func complete(_ session: JSON, _ purchase: Purchase) {
    cancel(.expireSession(session.word("id")))
    if session.word("mode") == "subscription" {
      completeSubscription(session, purchase)
    } else {
      completePayment(session, purchase)
    }
  }

  private mutating func completePayment(_ session: JSON, _ purchase: Purchase) {
    let origin = origin
    let payment = purchase.payment
    if let charge = payment?.charge { tell(purchase.isProcessing ? "charge.pending" : "charge.succeeded", charge) }
    if purchase.isNew { tell("customer.created", purchase.customer) }
    if session["_intent_data"]["setup_future_usage"].text != nil { attach(purchase.method, to: purchase.customer) }
    if let payment, !purchase.isProcessing { tell("payment_intent.succeeded", payment.intent) }
    if let intent = purchase.intentAtFirst { tell("payment_intent.created", intent) }
    change("checkout.session", session.word("id"), telling: "checkout.session.completed") {
      Self.close(&$0, purchase)
      $0["payment_intent"] = payment?.intent["id"] ?? nil
    }
    if purchase.isProcessing, let payment { tell("payment_intent.processing", payment.intent) }
    if !purchase.isProcessing, let charge = payment?.charge {
      change("charge", charge.word("id"), telling: "charge.updated") { $0["receipt_url"] = .text("\(origin)/receipts") }
    }
  }

  mutating func attach(_ method: JSON, to customer: JSON) {
    change("payment_method", method.word("id"), telling: "payment_method.attached") { $0["customer"] = customer["id"] }
  }

  static func close(_ session: inout JSON, _ purchase: Purchase) {
    session["status"] = "complete"
    session["payment_status"] = .text(purchase.paymentStatus)
    session["customer"] = purchase.customer["id"]
    session["customer_details"] = [
      "address": World.noAddress, "email": purchase.customer["email"], "name": purchase.customer["name"],
      "phone": nil, "tax_exempt": "none", "tax_ids": [],
    ]
    session["url"] = nil
  }

  /// Nobody finished it in time, or it was ended by request.
  mutating func expireSession(_ id: String) {
    guard self["checkout.session", id]?.word("status") == "open" else { return }
    cancel(.expireSession(id))
    change("checkout.session", id, telling: "checkout.session.expired") {
      $0["status"] = "expired"
      $0["url"] = nil
    }
  }
}

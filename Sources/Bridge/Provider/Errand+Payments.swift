internal import Billing
internal import Stripe

/// Checkouts, reloads and refunds: the errands that move money.
extension Errand {
  func openCheckout(_ order: CheckoutOrder) async throws(ErrandError) -> ErrandOutcome {
    guard let pages = intent.pages else {
      throw .impossible(code: "pages_missing", detail: "The checkout has no pages to come back to.")
    }
    if case .plan = order, current?.subscribedPrice != nil {
      throw .impossible(
        code: "already_subscribed", detail: "The account is subscribed by now: ask for a change of plan instead.")
    }
    let customer = try await ensuredCustomer()
    let request = StripeRequest.createCheckout(try await parameters(order, customer, pages))
    let answer = try await book.post("session", request) { () async throws(ErrandError) in
      try await find(.checkouts(customer: customer))
    }
    let id = try answer.requiredID()
    let expiresAt = answer.json.integer("expires_at")
    return ErrandOutcome(
      result: ErrandResult(id: id, url: answer.json.text("url"), expiresAt: expiresAt),
      note: .opened(session: id, order, expiresAt: expiresAt.flatMap { Instant(seconds: $0) }))
  }

  private func parameters(
    _ order: CheckoutOrder, _ customer: String, _ pages: CheckoutPages
  ) async throws(ErrandError) -> CheckoutParameters {
    switch order {
    case .plan(let choice, let offer):
      CheckoutParameters(
        mode: .subscription(price: try await price(choice)), customer: customer, clientReference: intent.account.value,
        successURL: pages.successURL, cancelURL: pages.cancelURL, metadata: metadata(), coupon: coupon(offer),
        locale: pages.locale)
    case .package(let key, let price, _, let reload):
      CheckoutParameters(
        mode: .payment(
          .sale(price, name: catalog.package(key)?.title ?? key)),
        customer: customer, clientReference: intent.account.value, successURL: pages.successURL,
        cancelURL: pages.cancelURL, metadata: metadata(Self.metadata(of: key, reload)), savesCard: reload != nil,
        locale: pages.locale)
    }
  }

  private static func metadata(of package: String, _ reload: AutoReloadOrder?) -> [String: String] {
    var metadata = [Metadata.package[0]: package]
    if let reload { metadata[Metadata.autoReload[0]] = String(reload.threshold) }
    return metadata
  }

  /// One that was paid, or that expired by itself, stays as it is.
  func expireCheckout(_ session: String) async throws(ErrandError) -> ErrandOutcome {
    do {
      _ = try await book.post("expire", .expireCheckout(session))
    } catch .refused(let error) where error.status == 400 || error.isMissing {
      return try await paidMeanwhile(session)
    }
    return ErrandOutcome()
  }

  /// A checkout that cannot be closed any more may have been paid: then its word comes in at once.
  private func paidMeanwhile(_ session: String) async throws(ErrandError) -> ErrandOutcome {
    let answer: ProviderAnswer
    do { answer = try await book.get(.checkout(session)) } catch .refused { return ErrandOutcome() }
    guard answer.json.text("status") == "complete", let moment = Instant(seconds: book.now()) else {
      return ErrandOutcome()
    }
    return ErrandOutcome(told: await ToldCheckout(client: book.client).events(answer.json, at: moment))
  }

  /// What came about at the provider when the object was made; nil where it does not say when that was.
  private static func told(_ answer: ProviderAnswer, _ type: String) -> VerifiedPayload? {
    answer.json.time("created").map { VerifiedPayload(told: answer.json, as: type, at: $0) }
  }

  // MARK: Reloads

  /// Charges the saved card, with the person away. What is declined is closed, so that it cannot succeed later.
  func charge(_ start: ReloadStart) async throws(ErrandError) -> ErrandOutcome {
    if try book.isUnwritten("charge"), !isStillWanted(start) {
      return ErrandOutcome(note: .reloadFailed(start.id, reason: ReloadFailure.notWanted))
    }
    guard let customer, let card = try await savedCard(customer) else {
      return ErrandOutcome(note: .reloadFailed(start.id, reason: "payment_method_missing"))
    }
    let request = StripeRequest.createPaymentIntent(
      start.price, customer: customer, paymentMethod: card,
      description: "Auto-reload of \(start.credits.grouped) credits",
      metadata: metadata([Metadata.package[0]: start.package, Metadata.reload[0]: start.id]))
    do {
      let answer = try await book.post("charge", request) { () async throws(ErrandError) in
        try await find(.paymentIntents(customer: customer))
      }
      return try await outcome(answer, of: start)
    } catch .refused(let error) {
      if let intent = error.paymentIntent { try await close(intent) }
      let reason = error.declineCode ?? error.code ?? error.type
      return ErrandOutcome(note: .reloadFailed(start.id, reason: reason))
    }
  }

  private func outcome(_ answer: ProviderAnswer, of start: ReloadStart) async throws(ErrandError) -> ErrandOutcome {
    let id = try answer.requiredID()
    switch answer.json.text("status") {
    case "succeeded":
      return ErrandOutcome(
        result: ErrandResult(id: id), told: [Self.told(answer, "payment_intent.succeeded")].compactMap(\.self))
    // Its end is told by the webhook.
    case "processing": return ErrandOutcome(result: ErrandResult(id: id))
    case let status:
      try await close(id)
      return ErrandOutcome(
        result: ErrandResult(id: id), note: .reloadFailed(start.id, reason: status ?? "payment_failed"))
    }
  }

  private func close(_ paymentIntent: String) async throws(ErrandError) {
    do { _ = try await book.post("close", .cancelPaymentIntent(paymentIntent)) } catch .refused { return }
  }

  /// A charge that could not be made for a while, or that nothing calls for any more, is not made.
  private func isStillWanted(_ start: ReloadStart) -> Bool {
    book.now() - createdAt <= Self.reloadSecondsMax && current?.wants(start) == true
  }

  /// How long after it was decided a reload may be charged first.
  private static let reloadSecondsMax: Int64 = 900

  private func savedCard(_ customer: String) async throws(ErrandError) -> String? {
    let answer: ProviderAnswer
    do { answer = try await book.get(.customer(customer)) } catch .refused(let error) where error.isMissing {
      return nil
    }
    if let card = answer.json["invoice_settings"]?.id("default_payment_method") { return card }
    return try await book.get(.paymentMethods(customer: customer)).json.list("data").first?.ownID
  }

  // MARK: Refunds

  /// Returns all that an invoice was paid with. What was returned already is done.
  func refund(_ invoice: String) async throws(ErrandError) -> ErrandOutcome {
    let payments = try await book.get(.invoicePayments(invoice: invoice)).json.list("data")
    let paid = payments.filter { $0.text("status") == "paid" }.compactMap { $0["payment"] }
    guard !paid.isEmpty else {
      throw .impossible(code: "payment_missing", detail: "Invoice \(invoice) was paid by nothing that can be returned.")
    }
    var outcome = ErrandOutcome()
    for payment in paid {
      let paidBy = payment.id("payment_intent") ?? payment.id("charge") ?? ""
      if let told = try await refund(payment, step: "refund.\(paidBy)") {
        outcome.told.append(told)
      }
    }
    return outcome
  }

  private func refund(_ payment: JSONValue, step: String) async throws(ErrandError) -> VerifiedPayload? {
    let (intent, charge) = (payment.id("payment_intent"), payment.id("charge"))
    let request: StripeRequest
    if let intent {
      request = .createRefund(.paymentIntent(intent), metadata: metadata())
    } else if let charge {
      request = .createRefund(.charge(charge), metadata: metadata())
    } else {
      return nil
    }
    do {
      let answer = try await book.post(step, request) { () async throws(ErrandError) in
        guard let intent else { return nil }
        return try await find(.refunds(paymentIntent: intent))
      }
      return Self.told(answer, "refund.created")
    } catch .refused(let error) where error.code == "charge_already_refunded" { return nil }
  }
}

extension Package {
  /// What the provider's page calls it: `Macro — 20,000 credits`.
  var title: String { "\(name) — \(credits.grouped) credits" }
}

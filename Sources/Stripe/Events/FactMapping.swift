package import Billing

/// What an event comes to: a fact, or nothing, with the reason.
package enum Mapping: Sendable {
  case fact(Fact)
  /// Changes nothing, by rule.
  case ignored(String)
  /// Of a type that matters, but what matters in it cannot be read: kept for a person.
  case unreadable(String)
}

extension StripeEvent {
  /// Rules section 4: which fact each type tells. Everything else is stored and ignored with a reason.
  package var mapping: Mapping {
    switch kind {
    case .snapshot: break
    case .thin: return .ignored("a thin event: it carries no object to read")
    case .bareObject: return .ignored("not an event")
    }
    guard let id, !id.isEmpty else { return .ignored("the event has no id") }
    guard let type else { return .ignored("the event has no type") }
    switch body(type) {
    case .ignored(let reason): return .ignored(reason)
    case .unreadable(let reason): return .unreadable(reason)
    case .body(let body, let objectID):
      if hasUnreadableNumber { return .unreadable("a number in it does not fit 64 bits") }
      guard !objectID.isEmpty else { return .unreadable("its object has no id") }
      guard let created else { return .unreadable("created is not a time in unix seconds") }
      return .fact(Fact(event: id, type: type, occurredAt: created, body: body))
    }
  }

  private enum Candidate {
    case body(Fact.Body, objectID: String)
    case ignored(String)
    case unreadable(String)
  }

  private func body(_ type: String) -> Candidate {
    switch (type, object) {
    case (_, .checkoutSession(let session)): checkout(type, session)
    case (_, .subscription(let seen)) where type.hasPrefix("customer.subscription."): subscription(type, seen)
    case (_, .schedule(let seen)): .body(.scheduleSeen(seen), objectID: seen.id)
    case (_, .invoice(let invoice)): self.invoice(type, invoice)
    case ("invoice_payment.paid", .invoicePayment(let payment)):
      .body(.invoicePaymentSeen(payment), objectID: payment.id)
    case (_, .paymentIntent(let intent)): self.intent(type, intent)
    case ("charge.refunded", .charge(let charge)): .body(.chargeRefunded(charge), objectID: charge.id)
    case ("charge.refund.updated", .refund(let refund)), ("refund.created", .refund(let refund)),
      ("refund.updated", .refund(let refund)), ("refund.failed", .refund(let refund)):
      .body(.refundSeen(refund), objectID: refund.id)
    case (_, .creditNote(let note)): .body(.creditNoteSeen(note), objectID: note.id)
    case (_, .dispute(let dispute)): self.dispute(dispute)
    default: unread(type)
    }
  }

  private func checkout(_ type: String, _ session: CheckoutSession) -> Candidate {
    switch type {
    case _ where session.mode == "setup": .ignored("a setup session buys nothing")
    case "checkout.session.completed": .body(.checkoutCompleted(session), objectID: session.id)
    case "checkout.session.async_payment_succeeded": .body(.checkoutPaidLater(session), objectID: session.id)
    case "checkout.session.async_payment_failed": .body(.checkoutFailed(session), objectID: session.id)
    case "checkout.session.expired": .body(.checkoutExpired(session), objectID: session.id)
    default: unread(type)
    }
  }

  private func dispute(_ dispute: Dispute) -> Candidate {
    var dispute = dispute
    // Before disputes had ids of their own, a charge had one at the most.
    if dispute.id.isEmpty, let charge = dispute.charge { dispute.id = "of " + charge }
    return .body(.disputeSeen(dispute), objectID: dispute.id)
  }

  private func subscription(_ type: String, _ seen: Subscription) -> Candidate {
    var seen = seen
    // The event's name says that it is over, even where an old shape leaves the status behind; `canceled_at` says when
    // that was asked for.
    if type == "customer.subscription.deleted", !seen.isOver { seen.endedAt = created }
    return .body(.subscriptionSeen(seen), objectID: seen.id)
  }

  private func invoice(_ type: String, _ invoice: Invoice) -> Candidate {
    switch type {
    case "invoice.paid", "invoice.payment_succeeded":
      guard invoice.status == "paid" else {
        return .ignored("the invoice is not paid in full: it is \(invoice.status ?? "unknown")")
      }
      return .body(.invoicePaid(invoice), objectID: invoice.id)
    case "invoice.payment_failed", "invoice.payment_action_required":
      return .body(.invoiceFailed(invoice), objectID: invoice.id)
    default: return unread(type)
    }
  }

  /// A payment intent matters when it is ours: others are told by their invoice or checkout.
  private func intent(_ type: String, _ intent: PaymentIntent) -> Candidate {
    let isOurs = Metadata.value(Metadata.package + Metadata.reload, in: intent.metadata) != nil
    switch type {
    case "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled":
      guard isOurs else {
        return Metadata.value(Metadata.account, in: intent.metadata) == nil
          ? .ignored("a payment without our metadata: its invoice or checkout tells it")
          : .body(.paymentSeen(intent), objectID: intent.id)
      }
      return .body(
        type == "payment_intent.succeeded" ? .paymentSucceeded(intent) : .paymentFailed(intent), objectID: intent.id)
    default: return unread(type)
    }
  }

  private func unread(_ type: String) -> Candidate {
    EventTypes.read.contains(type)
      ? .unreadable("its object is not of the kind that \(type) carries")
      : .ignored("no rule reads \(type)")
  }
}

/// Whose a fact is, as far as the fact itself says: the account it names, and the provider's objects that tie it to
/// others. Rules section 4, attribution.
package struct Links: Sendable, Equatable {
  /// Named by our own metadata, else by `client_reference_id`.
  package var account: AccountID?
  /// Whether our own metadata names it, which goes before a client reference.
  package var isByMetadata = false
  /// The objects of one purchase: subscription, checkout, invoice, payment intent, charge, schedule.
  package var purchase: [String] = []
  package var customer: String?

  /// Every id that ties this fact to others, the most specific first.
  package var keys: [String] { purchase + (customer.map { [$0] } ?? []) }
}

extension Fact {
  package var links: Links {
    switch body {
    case .checkoutCompleted(let session), .checkoutPaidLater(let session), .checkoutFailed(let session),
      .checkoutExpired(let session):
      Self.links(of: session)
    case .subscriptionSeen(let seen):
      Self.links([seen.metadata], [seen.id, seen.schedule], seen.customer)
    case .scheduleSeen(let seen):
      Self.links([seen.metadata], [seen.id, seen.subscription ?? seen.releasedSubscription], seen.customer)
    case .invoicePaid(let invoice), .invoiceFailed(let invoice):
      Self.links(
        [invoice.metadata, invoice.subscriptionMetadata],
        [invoice.subscription, invoice.id, invoice.paymentIntent, invoice.charge], invoice.customer)
    case .invoicePaymentSeen(let payment):
      Self.links([], [payment.invoice, payment.paymentIntent, payment.charge], nil)
    case .paymentSucceeded(let intent), .paymentFailed(let intent), .paymentSeen(let intent):
      Self.links([intent.metadata], [intent.id, intent.invoice, intent.latestCharge], intent.customer)
    case .chargeRefunded(let charge):
      Self.links([charge.metadata], [charge.paymentIntent, charge.id, charge.invoice], charge.customer)
    case .refundSeen(let refund):
      Self.links([refund.metadata], [refund.paymentIntent, refund.charge, refund.id], nil)
    case .creditNoteSeen(let note):
      Self.links([], [note.invoice] + note.refunds, note.customer)
    case .disputeSeen(let dispute):
      Self.links([dispute.metadata], [dispute.paymentIntent, dispute.charge], nil)
    case .app: Links()  // It is stored with its account.
    }
  }

  private static func links(of session: CheckoutSession) -> Links {
    var links = links(
      [session.metadata, session.paymentMetadata],
      [session.id, session.subscription, session.paymentIntent, session.invoice], session.customer)
    if links.account == nil { links.account = session.clientReferenceId.flatMap { AccountID($0) } }
    return links
  }

  private static func links(_ metadata: [[String: String]], _ purchase: [String?], _ customer: String?) -> Links {
    let named = metadata.lazy.compactMap { Metadata.value(Metadata.account, in: $0).flatMap { AccountID($0) } }.first
    return Links(account: named, isByMetadata: named != nil, purchase: purchase.compactMap { $0 }, customer: customer)
  }
}

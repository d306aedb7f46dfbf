/// One thing that happened, in our own words, as one event told it. Rules section 4.
///
/// An account's state is a function of the set of its facts. Two facts may tell the same thing (`invoice.paid` and
/// `invoice.payment_succeeded` do): rules give effects to things, by their own ids, never to tellings.
///
/// It never changes, and is shared by reference: its payload holds dozens of texts, and sets of facts are copied often.
package final class Fact: Sendable {
  package indirect enum Body: Sendable, Equatable {
    case checkoutCompleted(CheckoutSession)
    case checkoutPaidLater(CheckoutSession)
    case checkoutFailed(CheckoutSession)
    case checkoutExpired(CheckoutSession)
    case subscriptionSeen(Subscription)
    case scheduleSeen(SubscriptionSchedule)
    case invoicePaid(Invoice)
    case invoiceFailed(Invoice)
    case invoicePaymentSeen(InvoicePayment)
    case paymentSucceeded(PaymentIntent)
    case paymentFailed(PaymentIntent)
    case chargeRefunded(Charge)
    case refundSeen(Refund)
    case creditNoteSeen(CreditNote)
    /// A payment of what a checkout or an invoice tells: it says only whose it is.
    case paymentSeen(PaymentIntent)
    case disputeSeen(Dispute)
    /// What happened on our side.
    case app(AppFact)
  }

  /// The event that told it, `evt_…`: unique within a deployment.
  package let event: String
  /// The event's type, in the provider's words.
  package let type: String
  /// When the event was created, by the provider's clock. One-second granularity: ties happen.
  package let occurredAt: Instant
  package let body: Body
  /// The app's own facts of one account are numbered from 1 in the order they were decided; 0 for the provider's.
  package let sequence: Int64

  package init(event: String, type: String, occurredAt: Instant, body: Body, sequence: Int64 = 0) {
    self.event = event
    self.type = type
    self.occurredAt = occurredAt
    self.body = body
    self.sequence = sequence
  }
}

extension Fact {
  /// The fact's name, as `events read` prints it.
  package var name: String {
    switch body {
    case .checkoutCompleted: "checkout_completed"
    case .checkoutPaidLater: "checkout_paid_later"
    case .checkoutFailed: "checkout_failed"
    case .checkoutExpired: "checkout_expired"
    case .subscriptionSeen: "subscription_seen"
    case .scheduleSeen: "schedule_seen"
    case .invoicePaid: "invoice_paid"
    case .invoiceFailed: "invoice_failed"
    case .invoicePaymentSeen: "invoice_payment_seen"
    case .paymentSucceeded: "payment_succeeded"
    case .paymentFailed: "payment_failed"
    case .chargeRefunded: "charge_refunded"
    case .refundSeen: "refund_seen"
    case .creditNoteSeen: "credit_note_seen"
    case .paymentSeen: "payment_seen"
    case .disputeSeen: "dispute_seen"
    case .app(let fact): fact.name
    }
  }

  /// The order in which a set of facts is folded: by time, then the provider's before our own, then by event id so that
  /// ties always fall alike. What one object's snapshots of one second mean is for the rules to say (`Snapshots`).
  package static func inOrder(_ one: Fact, _ other: Fact) -> Bool {
    (one.occurredAt, one.sequence, one.event) < (other.occurredAt, other.sequence, other.event)
  }
}

/// The types of events that tell facts: what `StripeEvent.mapping` reads.
package enum EventTypes {
  /// Those that an endpoint must be sent, and that suffice.
  package static let wanted = [
    "checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
    "checkout.session.expired", "customer.subscription.created", "customer.subscription.updated",
    "customer.subscription.deleted", "customer.subscription.paused", "customer.subscription.resumed",
    "subscription_schedule.created", "subscription_schedule.updated", "subscription_schedule.released",
    "subscription_schedule.canceled", "subscription_schedule.completed", "subscription_schedule.aborted",
    "invoice.paid", "invoice.payment_failed", "invoice.payment_action_required", "invoice_payment.paid",
    "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled", "charge.refunded",
    "refund.created", "refund.updated", "refund.failed", "credit_note.created", "credit_note.updated",
    "credit_note.voided", "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
    "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated",
  ]

  /// Older names under which the same is told once more. They are read, and need not be sent.
  package static let twins = ["invoice.payment_succeeded", "charge.refund.updated"]

  /// Whatever of these cannot be read is kept for a person.
  static let read = Set(wanted + twins)
}

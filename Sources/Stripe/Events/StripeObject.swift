package import Billing

/// The objects that we read, each in every shape that Stripe has given it.
package enum StripeObject: Sendable {
  case checkoutSession(CheckoutSession)
  case subscription(Subscription)
  case schedule(SubscriptionSchedule)
  case invoice(Invoice)
  case invoicePayment(InvoicePayment)
  case paymentIntent(PaymentIntent)
  case charge(Charge)
  case refund(Refund)
  case creditNote(CreditNote)
  case dispute(Dispute)

  /// Nil for an object that no rule speaks of.
  init?(_ json: JSONValue, previous: JSONValue?) {
    switch json.text("object") {
    case "checkout.session": self = .checkoutSession(CheckoutSession(json))
    case "subscription": self = .subscription(Subscription(json, previous: previous))
    case "subscription_schedule": self = .schedule(SubscriptionSchedule(json))
    case "invoice": self = .invoice(Invoice(json))
    case "invoice_payment": self = .invoicePayment(InvoicePayment(json))
    case "payment_intent": self = .paymentIntent(PaymentIntent(json))
    case "charge": self = .charge(Charge(json))
    case "refund": self = .refund(Refund(json))
    case "credit_note": self = .creditNote(CreditNote(json))
    case "dispute": self = .dispute(Dispute(json))
    default: return nil
    }
  }
}

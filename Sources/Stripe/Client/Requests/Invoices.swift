package import Billing

/// The statuses of an invoice.
package enum InvoiceStatus: String, Sendable, CaseIterable {
  case draft, open, paid, uncollectible, void
}

extension StripeRequest {
  /// An invoice with its payments, which Stripe leaves out unless asked.
  package static func invoice(_ id: String) -> StripeRequest {
    get("invoices", id) { $0.add("expand", ["payments"]) }
  }

  /// Invoices with their payments.
  package static func invoices(
    customer: String? = nil, subscription: String? = nil, status: InvoiceStatus? = nil, createdFrom: Instant? = nil,
    startingAfter: String? = nil, limit: Int = StripeList.limitMax
  ) -> StripeRequest {
    get("invoices") {
      $0.add("customer", customer)
      $0.add("subscription", subscription)
      $0.add("status", status?.rawValue)
      $0.add("expand", ["data.payments"])
      $0.page(createdFrom: createdFrom, startingAfter: startingAfter, limit: limit)
    }
  }

  /// Which payments an invoice was paid by.
  package static func invoicePayments(
    invoice: String, startingAfter: String? = nil, limit: Int = StripeList.limitMax
  ) -> StripeRequest {
    get("invoice_payments") {
      $0.add("invoice", invoice)
      $0.page(startingAfter: startingAfter, limit: limit)
    }
  }

  /// Which invoices a payment paid.
  package static func invoicePayments(paymentIntent: String) -> StripeRequest {
    get("invoice_payments") {
      $0.add("payment[type]", "payment_intent")
      $0.add("payment[payment_intent]", paymentIntent)
      $0.add("expand", ["data.invoice"])
    }
  }
}

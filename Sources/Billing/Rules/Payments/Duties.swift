/// What must be asked of the provider because of what it told, whoever asks or does not. Rules section 4.
extension Account {
  /// A second live subscription is ended and its payments are returned, where the policy says so. An account owes the
  /// same however often it is asked; each duty is carried out once, by its subscription or invoice.
  package var duties: [Effect] {
    guard catalog.policies.secondSubscription == .cancelAndRefund else { return [] }
    return secondSubscriptions.flatMap { trace -> [Effect] in
      (trace.isOver ? [] : [.endSubscription(trace.id)])
        + paidInvoices(of: trace.id).map { .refund(invoice: $0, request: nil) }
    }
  }

  /// Subscriptions that never counted, for another lived all the while.
  private var secondSubscriptions: [SubscriptionTrace] {
    history.subscriptions.traces.filter { trace in
      trace.lived && history.subscriptions.countsFrom(trace.id) == nil
    }
  }

  private func paidInvoices(of subscription: String) -> [String] {
    var invoices: [String] = []
    for fact in history.facts {
      guard case .invoicePaid(let invoice) = fact.body, invoice.subscription == subscription,
        (invoice.amountPaid ?? 0) > 0, !invoices.contains(invoice.id)
      else { continue }
      invoices.append(invoice.id)
    }
    return invoices
  }
}

extension Fact {
  /// What this fact told, for a person who reads an account's course; with the reason where it changed nothing.
  func words(_ history: History) -> String {
    let outcome = history.outcome(self)
    guard let reason = outcome.reason else { return told(history) }
    return "\(told(history)) (\(outcome.status): \(reason))"
  }

  private func told(_ history: History) -> String {
    switch body {
    case .checkoutCompleted(let session):
      session.isPaid ? "checkout \(session.id) completed" : "checkout \(session.id) completed, payment under way"
    case .checkoutPaidLater(let session): "checkout \(session.id) paid"
    case .checkoutFailed(let session): "checkout \(session.id): the payment failed; nothing is granted"
    case .checkoutExpired(let session): "checkout \(session.id) expired; nothing was bought"
    case .subscriptionSeen(let seen): Self.told(seen, history)
    case .scheduleSeen(let seen): "schedule \(seen.id) is \(seen.status ?? "unknown")"
    case .invoicePaid(let invoice): "invoice \(invoice.id) paid\(Self.sum(invoice.amountPaid, invoice.currency))"
    case .invoiceFailed(let invoice):
      "payment of invoice \(invoice.id) failed\(Self.sum(invoice.amountDue, invoice.currency)), "
        + "attempt \(invoice.attemptCount ?? 0)"
    case .invoicePaymentSeen(let payment):
      "invoice \(payment.invoice ?? "?") was paid by \(payment.paymentIntent ?? payment.charge ?? "?")"
    case .paymentSucceeded(let intent): "payment \(intent.id) succeeded\(Self.sum(intent.amount, intent.currency))"
    case .paymentSeen(let intent): "payment \(intent.id) is \(intent.status ?? "unknown")"
    case .paymentFailed(let intent):
      "payment \(intent.id) failed: \(intent.declineCode ?? intent.failureCode ?? intent.status ?? "unknown")"
    case .chargeRefunded(let charge):
      "charge \(charge.id) refunded in total\(Self.sum(charge.amountRefunded, charge.currency))"
    case .refundSeen(let refund):
      "refund \(refund.id)\(Self.sum(refund.amount, refund.currency)) is \(refund.status ?? "made")"
    case .creditNoteSeen(let note):
      "credit note \(note.id)\(Self.sum(note.amount, note.currency)) is \(note.status ?? "issued")"
    case .app(let fact): Self.told(fact)
    case .disputeSeen(let dispute):
      "dispute \(dispute.id)\(Self.sum(dispute.amount, dispute.currency)) is \(dispute.status ?? "unknown")"
    }
  }

  private static func told(_ fact: AppFact) -> String {
    switch fact {
    case .touched(let touch): "account seen\(touch.region.map { " in region \($0)" } ?? "")"
    case .autoReloadSet(let setting):
      setting.isOn ? "auto-reload set to \(setting.package ?? "?") below \(setting.threshold ?? 0)" : "auto-reload off"
    case .reloadStarted(let start): "auto-reload of package \(start.package) for \(start.price) started"
    case .reloadFailed(let it): "auto-reload \(it.reload) failed: \(it.reason)"
    case .packagesSeen: "one-time packages seen"
    case .refundRequested(let it): "refund of invoice \(it.invoice) asked for, \(it.creditsUsed) credits used since"
    case .refundDecided(let it): "refund request \(it.request) \(it.isApproved ? "approved" : "declined") by \(it.by)"
    case .checkoutOpened(let opening): "checkout \(opening.session) opened"
    case .checkoutCanceled(let session): "checkout \(session) left by its cancel link"
    case .spent(let spend): "spent \(spend.amount)"
    case .spendReversed(let it): "spend \(it.spend) reversed"
    case .held(let hold): "held \(hold.amount)"
    case .holdCaptured(let it): "hold \(it.hold) captured"
    case .holdReleased(let hold): "hold \(hold) released"
    case .granted(let grant): "granted: \(grant.reason)"
    case .debtForgiven(let it): "debt forgiven: \(it.reason)"
    }
  }

  private static func told(_ seen: Subscription, _ history: History) -> String {
    let plan = history.prices.plan(of: seen)?.name ?? "no plan of ours"
    var words = "subscription \(seen.id): \(plan), \(seen.status ?? "unknown")"
    if seen.isOver {
      words += seen.cancellationReason.map { " (\($0))" } ?? ""
    } else if seen.isPaused {
      words += (seen.status == "paused" ? "" : ", paused") + (seen.resumesAt.map { " until \($0.day)" } ?? "")
    } else if let end = seen.cancelAt ?? (seen.cancelAtPeriodEnd ? seen.periodEnd : nil) {
      words += ", ends on \(end.day)"
    } else if let end = seen.periodEnd {
      words += ", period to \(end.day)"
    }
    return words
  }

  private static func sum(_ amount: Int64?, _ currency: String?) -> String {
    guard let amount, let currency else { return "" }
    return " of \(Money(amount: amount, currency: currency))"
  }
}

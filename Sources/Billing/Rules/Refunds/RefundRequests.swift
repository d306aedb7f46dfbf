/// Whether a charge may be asked back, with the figures that say so. Rules section 8.
package struct RefundEligibility: Sendable, Equatable {
  package let invoice: String
  package let paid: Money
  package let chargedAt: Instant
  /// The last second at which it may be asked for.
  package let deadline: Instant
  package let creditsUsed: Credits
  package let creditsUsedBelow: Credits
  /// Why it may not; nil where it may.
  package let reason: Reason?

  package enum Reason: String, Sendable, CaseIterable {
    case tooLate = "too_late"
    case tooManyCreditsUsed = "too_many_credits_used"
    case refunded
    case requested
    /// An operator said yes, and the money is on its way.
    case approved
    case declined
  }
}

/// Asking for money back, and deciding it. Rules section 8.
extension Account {
  /// The eligibility of the last charge that the policy is about; nil where there is none.
  package var refundEligibility: RefundEligibility? {
    let policy = catalog.policies.refundRequests
    let charges = history.charges.filter { charge in
      (policy.interval.map { $0 == charge.interval } ?? true) && charge.paid.amount > 0 && charge.at <= moment
    }
    guard let charge = charges.max(by: { ($0.at, $0.invoice) < ($1.at, $1.invoice) }) else { return nil }
    let deadline = charge.at.adding(seconds: policy.withinHours * 3600)
    let used = history.app.used(since: charge.at)
    return RefundEligibility(
      invoice: charge.invoice, paid: charge.paid, chargedAt: charge.at, deadline: deadline, creditsUsed: used,
      creditsUsedBelow: policy.creditsUsedBelow,
      reason: reason(charge, deadline, used < policy.creditsUsedBelow))
  }

  private func reason(_ charge: Charged, _ deadline: Instant, _ isUnused: Bool) -> RefundEligibility.Reason? {
    if charge.isReturned { return .refunded }
    if let request = history.app.refundRequests.last(where: { $0.invoice == charge.invoice }) {
      guard let decision = history.app.refundDecisions[request.id] else { return .requested }
      return decision.isApproved ? .approved : .declined
    }
    if moment > deadline { return .tooLate }
    return isUnused ? nil : .tooManyCreditsUsed
  }

  /// Records a request with the figures it was judged on; it waits for an operator.
  package mutating func requestRefund(id: String, at moment: Instant) throws(Refusal) -> Decision<RefundRequest> {
    if case .refundRequested(let known)? = history.app.told[id]?.fact { return Decision(answer: known) }
    try begin(at: moment)
    guard let eligibility = refundEligibility else {
      throw Refusal(.notAllowed, "refund_no_charge", "There is no charge that can be asked back.")
    }
    if let reason = eligibility.reason {
      throw Refusal(.notAllowed, "refund_\(reason.rawValue)", eligibility.words(reason))
    }
    let request = RefundRequest(
      id: id, invoice: eligibility.invoice, paid: eligibility.paid, chargedAt: eligibility.chargedAt,
      creditsUsed: eligibility.creditsUsed)
    return try accept(fact(id, .refundRequested(request))) { _ in request }
  }

  /// Decides a request. What was approved is returned through the provider; the credits move when it says so.
  package mutating func decideRefund(
    _ request: String, isApproved: Bool, by operatorName: String, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<RefundDecision> {
    guard let asked = history.app.refundRequests.first(where: { $0.id == request }) else {
      throw .notFound("refund request", request)
    }
    let decided = RefundDecision(request: request, isApproved: isApproved, by: operatorName)
    if let known = history.app.refundDecisions[request] {
      guard known.isApproved == isApproved else {
        let word = known.isApproved ? "approved" : "declined"
        throw .conflict("refund_request_decided", "The request was \(word) by \(known.by).")
      }
      return Decision(answer: known)
    }
    try begin(at: moment)
    var decision = try accept(fact(id, .refundDecided(decided))) { _ in decided }
    guard isApproved else { return decision }
    decision.effects.append(.refund(invoice: asked.invoice, request: request))
    if let subscription = subscription(paidBy: asked.invoice) {
      decision.effects.append(.endSubscription(subscription))
    }
    return decision
  }

  /// The subscription that goes on and whose period an invoice paid: without that money it must not renew. An upgrade's
  /// invoice ends nothing: the plan before it stays.
  private func subscription(paidBy invoice: String) -> String? {
    let paid = history.periods.first { $0.invoice == invoice }?.subscription
    return paid == liveSubscription ? paid : nil
  }
}

extension RefundEligibility {
  fileprivate func words(_ reason: Reason) -> String {
    switch reason {
    case .tooLate: "The charge of \(chargedAt) could be asked back until \(deadline)."
    case .tooManyCreditsUsed:
      "\(creditsUsed.grouped) credits were used since the charge; it must be fewer than \(creditsUsedBelow.grouped)."
    case .refunded: "The charge was returned already."
    case .requested, .approved: "The charge was asked back already."
    case .declined: "The charge was asked back, and that was declined."
    }
  }
}

/// What a subscription was charged: a period of it, or a change within one.
private struct Charged {
  let invoice: String
  let interval: BillingInterval
  let paid: Money
  let at: Instant
  let isReturned: Bool
}

extension History {
  fileprivate var charges: [Charged] {
    periods.flatMap { period in
      let whole = period.paid.map {
        Charged(
          invoice: period.invoice, interval: period.price.interval, paid: $0, at: period.paidAt,
          isReturned: period.refundedAt != nil)
      }
      let changes = period.changes.compactMap { change in
        change.paid.map {
          Charged(
            invoice: change.invoice, interval: change.to.interval, paid: $0, at: change.at,
            isReturned: change.returnedAt != nil)
        }
      }
      return (whole.map { [$0] } ?? []) + changes
    }
  }
}

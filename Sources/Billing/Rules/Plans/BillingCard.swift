/// What a subscriber is shown of what is paid, when, and what follows; nobody on the free plan is shown it.
package struct BillingCard: Sendable, Equatable {
  /// What the person may do about the subscription.
  package enum Action: String, Sendable, CaseIterable {
    case managePayment = "manage_payment"
    case cancel, uncancel, pause, resume
  }

  package let plan: String
  package let interval: BillingInterval
  package let price: Money
  package let period: AccountState.Period?
  /// When it is charged again; nil where it ends or rests.
  package let renewsAt: Instant?
  /// The name of the plan that a scheduled change leads to, and when.
  package let changingTo: String?
  package let changesAt: Instant?
  package let actions: [Action]
}

extension Account {
  /// Rules sections 5 and 6.5.
  package var billingCard: BillingCard? {
    guard let price = subscribedPrice else { return nil }
    let state = state
    let rests = state.pausedUntil != nil || isPaused
    return BillingCard(
      plan: price.plan.name, interval: price.interval, price: price.terms.money, period: state.period,
      renewsAt: rests || state.cancelAt != nil ? nil : state.period?.end,
      changingTo: state.scheduledChange.map { catalog.plan($0.plan)?.name ?? $0.plan },
      changesAt: state.scheduledChange?.at,
      actions: [.managePayment] + (rests ? [.resume] : state.cancelAt == nil ? [.pause] : [])
        + [state.cancelAt == nil ? .cancel : .uncancel])
  }
}

extension Account {
  /// The word for the subscription beside the plan's name; nil for who has none.
  package var statusWords: Message? {
    switch state.status {
    case "active", "trialing": .statusActive
    case "paused": .statusPaused
    case "past_due", "unpaid": .statusPastDue
    case "incomplete": .statusIncomplete
    default: nil
    }
  }

  /// What the plan that the account has refills.
  package var refillTerms: Plan.Refill { effectivePlan.refill }
}

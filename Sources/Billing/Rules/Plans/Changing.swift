/// What a change of plan will do, before anybody commits to it. Rules section 6.4.
package struct ChangePreview: Sendable, Equatable {
  package enum Timing: Sendable, Equatable {
    /// Bought on the provider's checkout page: there is no subscription yet.
    case checkout
    /// At once, with proration; the provider says what is due.
    case now
    case atPeriodEnd(Instant?)
  }

  package let choice: PlanChoice
  package let timing: Timing
  /// Credits that come when the change is paid: what follows the money.
  package let credits: Credits
  /// The plan's own refill from then on.
  package let refill: String
  /// Features of which there will be less.
  package let lost: [String]
  /// Leaving a legacy plan cannot be undone.
  package let isIrreversible: Bool
  /// The key of the offer that lowers the price.
  package let offer: String?
  /// What is due now, before taxes and what the customer has on account; the provider's own preview is what is charged.
  package let estimate: Money?
  /// What stands and is taken back when the change is begun, also where the person then does not confirm it: the
  /// provider changes nothing beside it.
  package let takesBack: [Pending]

  package enum Pending: String, Sendable, CaseIterable {
    case cancellation
    case scheduledChange = "scheduled_change"
  }
}

/// Changing plans. Rules section 6.
extension Account {
  package static let irreversible = "irreversible"

  /// - Throws: `Refusal` where the change cannot be.
  package func previewChange(
    _ choice: PlanChoice, messages: MessageCatalog = .english
  ) throws(Refusal) -> ChangePreview {
    let target = try target(choice)
    let current = subscribedPrice
    let move = PlanMove(from: current, to: target.plan, choice.interval)
    let timing: ChangePreview.Timing =
      switch move.timing {
      case .checkout: .checkout
      case .now: .now
      case .atPeriodEnd: .atPeriodEnd(state.period?.end)
      }
    return ChangePreview(
      choice: choice, timing: timing, credits: credits(for: target, timing),
      refill: messages.credits(target.plan.refill.amount, per: target.plan.refill.unit),
      lost: current.map { catalog.lost(from: $0.plan, to: target.plan) } ?? [],
      isIrreversible: current?.plan.isLegacy ?? false, offer: catalog.offer(on: target, for: shopper)?.offer.key,
      estimate: estimate(target, timing), takesBack: current == nil ? [] : pending)
  }

  private var pending: [ChangePreview.Pending] {
    let state = state
    return (state.cancelAt == nil ? [] : [.cancellation]) + (state.scheduledChange == nil ? [] : [.scheduledChange])
  }

  /// The new price less the unused part of the old one: of the running period, or of a new one.
  private func estimate(_ target: PlanPrice, _ timing: ChangePreview.Timing) -> Money? {
    let price = catalog.offer(on: target, for: shopper)?.money ?? target.terms.money
    switch timing {
    case .checkout: return price
    case .atPeriodEnd: return Money(amount: 0, currency: price.currency)
    case .now:
      guard let current = subscribedPrice, let period = state.period, period.start < period.end,
        current.terms.money.currency == price.currency
      else { return nil }
      let left = Share(part: period.end.since(moment), whole: period.end.since(period.start))
      let due = target.interval == current.interval ? left.of(price.amount) : price.amount
      return Money(amount: max(0, due - left.of(current.terms.money.amount)), currency: price.currency)
    }
  }

  /// Decides a change: a checkout from the free plan, a change now, or one at the end of the period. A change that was
  /// scheduled before is replaced, and a checkout that is open is closed.
  ///
  /// - Parameter acknowledged: `irreversible` where the account leaves a legacy plan.
  package func change(
    _ choice: PlanChoice, acknowledged: Set<String> = []
  ) throws(Refusal) -> Decision<ChangePreview> {
    let preview = try previewChange(choice)
    guard !preview.isIrreversible || acknowledged.contains(Self.irreversible) else {
      throw Refusal(
        .invalid(field: "acknowledge"), "acknowledgement_required",
        "Leaving this plan is permanent: repeat with acknowledge: [\"irreversible\"].")
    }
    return Decision(answer: preview, effects: effects(of: preview))
  }

  private func effects(of preview: ChangePreview) -> [Effect] {
    guard let subscription = liveSubscription, subscribedPrice != nil else {
      // What is left of a subscription whose money was returned makes room for the new one.
      let ended = liveSubscription.map { [Effect.endSubscription($0)] } ?? []
      return ended + checkout(.plan(preview.choice, offer: preview.offer))
    }
    var effects: [Effect] = []
    if preview.takesBack.contains(.scheduledChange) { effects.append(.undoScheduledChange(subscription: subscription)) }
    if preview.takesBack.contains(.cancellation) { effects.append(.undoCancellation(subscription: subscription)) }
    if case .atPeriodEnd(let at) = preview.timing {
      effects.append(.scheduleChange(subscription: subscription, to: preview.choice, at: at))
    } else {
      effects.append(.changePlan(subscription: subscription, to: preview.choice, offer: preview.offer))
    }
    return effects
  }

  /// Opens a checkout, and closes those that are still open: there is one at a time.
  func checkout(_ order: CheckoutOrder) -> [Effect] {
    openCheckouts.map { .expireCheckout(session: $0) } + [.openCheckout(order)]
  }

  /// The checkouts that we opened and that came to nothing yet.
  package var openCheckouts: [String] {
    let told = Set(state.checkouts.map(\.id)).union(history.app.canceledCheckouts)
    return history.app.openedCheckouts
      .filter { !told.contains($0.session) && ($0.expiresAt.map { moment < $0 } ?? true) }.map(\.session)
  }

  private func target(_ choice: PlanChoice) throws(Refusal) -> PlanPrice {
    guard let plan = catalog.plan(choice.plan, in: history.app.region) else {
      throw .invalid("plan", "The catalogue has no plan \(choice.plan).")
    }
    guard !plan.isFree else {
      throw .invalid("plan", "To go back to \(plan.name), cancel the subscription.")
    }
    guard let price = plan.price(choice.interval), !plan.isLegacy else {
      throw .invalid("plan", "\(plan.name) is not for sale \(choice.interval.adverb).")
    }
    try checkStanding()
    if let current = subscribedPrice, current.plan.key == plan.key, current.interval == choice.interval {
      throw .conflict("already_on_plan", "\(price.name) is the account's plan already.")
    }
    return price
  }

  private func checkStanding() throws(Refusal) {
    switch history.standings.at(moment)?.kind {
    case .paused:
      throw .conflict("subscription_paused", "The subscription is paused: resume it first.", choices: ["resume"])
    case .pastDue:
      throw .pastDue(self)
    case .pending: throw .conflict("payment_under_way", "A first payment is under way: wait for its result.")
    case .free where ["past_due", "unpaid"].contains(liveTrace?.latest?.status): throw .pastDue(self)
    case .free, .plan, nil: return
    }
  }

  /// The credits that a change brings when it is paid, as far as the cap leaves room.
  private func credits(for target: PlanPrice, _ timing: ChangePreview.Timing) -> Credits {
    let room = max(0, target.plan.cap - course.wallet.planCredits)
    switch timing {
    case .atPeriodEnd: return 0
    case .checkout: return min(room, target.plan.refill.amount)
    case .now: return min(room, difference(to: target))
    }
  }

  private func difference(to target: PlanPrice) -> Credits {
    guard let period = history.periods.last(where: { $0.start <= moment && moment < $0.end }) else {
      return target.plan.refill.amount
    }
    let cycle = period.cycle(at: moment, end: period.end)
    // What the provider will pay back is the plan that it has now.
    let held = liveTrace?.latest.flatMap { history.prices.plan(of: $0) }
    let old = (held?.asOf(period.start) ?? period.plan(at: moment)).plan
    if target.interval == period.price.interval {
      guard target.plan.refill.unit == period.price.plan.refill.unit else {
        let part =
          target.refillOutlastsInterval
          ? target.plan.refill.amount : period.part(of: target.plan, at: moment, end: period.end)
        return max(0, part - period.paidBack(old, at: moment))
      }
      var change = PlanChange(from: old, to: target.plan, at: moment, cycle: cycle)
      change.settle(excess: period.excess(at: moment))
      return change.grant
    }
    return max(0, target.plan.refill.amount - period.paidBack(old, at: moment))
  }
}

extension Refusal {
  fileprivate static func pastDue(_ account: Account) -> Refusal {
    Refusal(
      .conflict(choices: ["update_payment_method"]), "payment_past_due",
      "The last payment failed: pay it first, in the billing portal.", guidance: account.guidance(.paymentPastDue))
  }
}

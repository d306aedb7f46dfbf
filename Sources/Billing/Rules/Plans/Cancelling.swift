/// What a cancellation will do, before anybody commits to it. Rules section 6.4.
package struct CancelPreview: Sendable, Equatable {
  /// Until when the benefits last; nil where that is not known.
  package let at: Instant?
  /// The name of the plan that follows.
  package let plan: String
  /// Features of which there will be less.
  package let lost: [String]
  /// What can be spent now and stays.
  package let credits: Credits
}

/// Undoing a scheduled change, cancelling, pausing and resuming. Rules sections 6.3, 6.5 and 6.7.
extension Account {
  /// A pause lasts a year at the most.
  package static let pauseSecondsMax: Int64 = 366 * CivilDay.secondsPerDay

  /// The provider's id of the subscription that counts and is not over, whether or not it is paid.
  package var liveSubscription: String? { liveTrace?.id }

  var liveTrace: SubscriptionTrace? {
    history.subscriptions.counted.last { !$0.isOver && ($0.startedAt ?? .latest) <= moment }
  }

  /// The plan that the account is subscribed to, whether or not its limits hold right now; nil on the free plan.
  package var subscribedPrice: PlanPrice? {
    switch history.standings.at(moment)?.kind {
    case .plan(let price), .pastDue(let price), .paused(let price, _): price
    case .free, .pending, nil: nil
    }
  }

  package func undoScheduledChange() throws(Refusal) -> Decision<Void> {
    let subscription = try subscribed()
    if state.scheduledChange != nil {
      return Decision(answer: (), effects: [.undoScheduledChange(subscription: subscription)])
    }
    throw .conflict("no_scheduled_change", "No change is scheduled.")
  }

  /// Cancels at the end of the period; what was scheduled for then gives way. The answer says until when the benefits
  /// last, where it is known.
  package func cancel() throws(Refusal) -> Decision<Instant?> {
    let subscription = try subscribed()
    let state = state
    guard state.cancelAt == nil else {
      throw .conflict("already_canceled", "The subscription is canceled already.", choices: ["uncancel"])
    }
    let undo: [Effect] = state.scheduledChange == nil ? [] : [.undoScheduledChange(subscription: subscription)]
    return Decision(answer: state.period?.end, effects: undo + [.cancelAtPeriodEnd(subscription: subscription)])
  }

  /// - Throws: `Refusal` where there is nothing to cancel.
  package func previewCancel() throws(Refusal) -> CancelPreview {
    let end = try cancel().answer
    let free = catalog.freePlan
    let lost = subscribedPrice.flatMap { price in free.map { catalog.lost(from: price.plan, to: $0) } }
    return CancelPreview(
      at: end, plan: free?.name ?? "", lost: lost ?? [], credits: state.balance.available)
  }

  package func undoCancellation() throws(Refusal) -> Decision<Void> {
    let subscription = try subscribed()
    guard state.cancelAt != nil else { throw .conflict("not_canceled", "The subscription is not canceled.") }
    return Decision(answer: (), effects: [.undoCancellation(subscription: subscription)])
  }

  /// - Parameter until: later than now and at most 366 days from now; nil until it is resumed.
  package func pause(until: Instant?) throws(Refusal) -> Decision<Instant?> {
    let subscription = try subscribed()
    if let until, until <= moment || until.since(moment) > Self.pauseSecondsMax {
      throw .invalid("until", "Write a time within the next 366 days.")
    }
    let state = state
    guard !isPaused else { throw .conflict("already_paused", "The subscription is paused.", choices: ["resume"]) }
    guard state.scheduledChange == nil else {
      throw .conflict(
        "change_scheduled", "A change is scheduled, and the provider cannot do both: drop it, or wait for it.",
        choices: ["drop_scheduled_change", "wait"])
    }
    guard state.cancelAt == nil else {
      throw .conflict("already_canceled", "The subscription is canceled: it cannot be paused.", choices: ["uncancel"])
    }
    return Decision(answer: until, effects: [.pause(subscription: subscription, until: until)])
  }

  /// Brings a paused plan back at once.
  package func resume() throws(Refusal) -> Decision<Void> {
    let subscription = try subscribed()
    guard isPaused else { throw .conflict("not_paused", "The subscription is not paused.") }
    return Decision(answer: (), effects: [.resume(subscription: subscription)])
  }

  var isPaused: Bool { if case .paused = history.standings.at(moment)?.kind { true } else { false } }

  private func subscribed() throws(Refusal) -> String {
    guard let subscription = liveSubscription else {
      throw .conflict("no_subscription", "The account is on the free plan: there is nothing to change.")
    }
    return subscription
  }
}

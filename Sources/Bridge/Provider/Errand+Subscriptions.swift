internal import Billing
internal import Stripe

/// Errands on a subscription. What they change is told by the webhook, in the order in which it happened.
extension Errand {
  func update(_ request: StripeRequest) async throws(ErrandError) -> ErrandOutcome {
    let answer = try await book.post("update", request)
    return ErrandOutcome(result: ErrandResult(id: answer.json.ownID))
  }

  /// What is scheduled gives way first, also where nobody has told us of it yet: the provider refuses one beside the
  /// other.
  func cancel(_ subscription: String) async throws(ErrandError) -> ErrandOutcome {
    _ = try await releaseSchedule(subscription)
    return try await update(.cancelAtPeriodEnd(subscription))
  }

  /// Where no cancellation stands there is nothing to do.
  func undoCancellation(_ subscription: String) async throws(ErrandError) -> ErrandOutcome {
    _ = try await releaseSchedule(subscription)
    let seen = try await book.get(.subscription(subscription)).json
    guard seen.flag("cancel_at_period_end") == true || seen["cancel_at"] != nil else { return ErrandOutcome() }
    return try await update(.undoCancellation(subscription))
  }

  /// Without proration: what is paid for was paid for. One that is over already is no failure.
  func end(_ subscription: String) async throws(ErrandError) -> ErrandOutcome {
    try await book.delete(.cancelSubscription(subscription, invoiceNow: false, prorate: false))
    return ErrandOutcome(result: ErrandResult(id: subscription))
  }

  /// Ends either of the provider's two pauses.
  func resume(_ subscription: String) async throws(ErrandError) -> ErrandOutcome {
    let seen = try await book.get(.subscription(subscription)).json
    return try await update(
      seen.text("status") == "paused" ? .resumeSubscription(subscription) : .endPause(subscription))
  }

  /// The page on which the person confirms a change and pays for it.
  func change(_ subscription: String, _ choice: PlanChoice, _ offer: String?) async throws(ErrandError) -> ErrandOutcome
  {
    guard let pages = intent.pages else {
      throw .impossible(code: "pages_missing", detail: "The change has no page to come back to.")
    }
    // What is left of an earlier schedule keeps the provider's page from changing anything.
    _ = try await releaseSchedule(subscription)
    let seen = try await book.get(.subscription(subscription)).json
    guard let customer = seen.id("customer"), let item = seen.list("items").first?.ownID else {
      throw .later("The provider's subscription names no customer or no item.")
    }
    let flow = PortalFlow.subscriptionUpdateConfirm(
      subscription: subscription, item: item, price: try await price(choice), quantity: 1, coupon: coupon(offer))
    let answer = try await book.post(
      "portal", .createPortal(customer: customer, returnURL: pages.successURL, flow: flow))
    return ErrandOutcome(result: ErrandResult(id: answer.json.ownID, url: answer.json.text("url")))
  }

  // MARK: Schedules

  /// A schedule at the provider: the plan as it is to the period's end, then the chosen one, and then it is let go.
  func schedule(_ subscription: String, _ choice: PlanChoice) async throws(ErrandError) -> ErrandOutcome {
    let price = try await price(choice)
    let schedule = try await ensuredSchedule(subscription)
    guard let id = schedule.ownID, let phase = schedule.list("phases").first, let start = phase.time("start_date"),
      let end = phase.time("end_date"), let current = phase.list("items").first?.id("price")
    else { throw .later("The provider's schedule does not say what runs now.") }
    let answer = try await book.post(
      "phases",
      .updateSchedule(
        id,
        phases: [
          .init(price: current, start: start, end: .at(end)),
          .init(
            price: price, end: .after(choice.interval),
            metadata: metadata([
              Metadata.plan[0]: choice.plan, Metadata.interval[0]: choice.interval.rawValue,
            ])),
        ]))
    return ErrandOutcome(result: ErrandResult(id: answer.json.ownID))
  }

  private func ensuredSchedule(_ subscription: String) async throws(ErrandError) -> JSONValue {
    // One from before has phases that are over; ours is not made yet.
    if try book.isUnwritten("schedule") { _ = try await releaseSchedule(subscription) }
    return try await book.post("schedule", .createSchedule(fromSubscription: subscription)) {
      () async throws(ErrandError) in
      guard let known = try await book.get(.subscription(subscription)).json.id("schedule") else { return nil }
      return try await book.get(.schedule(known))
    }.json
  }

  /// Lets the subscription go on as it is. Without a schedule there is nothing to do.
  func releaseSchedule(_ subscription: String) async throws(ErrandError) -> ErrandOutcome {
    guard let schedule = try await book.get(.subscription(subscription)).json.id("schedule") else {
      return ErrandOutcome()
    }
    do {
      _ = try await book.post("release.\(schedule)", .releaseSchedule(schedule))
    } catch .refused(let error) where error.status == 400 || error.isMissing {
      return ErrandOutcome()
    }
    return ErrandOutcome(result: ErrandResult(id: schedule))
  }
}

import Testing

@testable import Billing

/// Rules section 6.
@Suite("Changing, cancelling, pausing")
struct ChangeTests {
  private let half = newYear.adding(seconds: 31 * oneDay / 2)

  private func account(_ key: String?, change: (inout FactBuilder) -> Void = { _ in }) throws -> Account {
    var builder = FactBuilder()
    builder.touch(newYear)
    if let key { builder.subscribe(key, newYear) }
    change(&builder)
    return try builder.account(at: half)
  }

  private func seen(_ key: String, change: @escaping (inout Subscription) -> Void) throws -> Account {
    try account(key) { builder in
      builder.subscription(
        key, newYear.days(1), from: newYear, to: newYear.adding(months: 1), began: newYear, change: change)
    }
  }

  @Test("From free: a checkout; an older one that is open is closed")
  func checkout() throws {
    let choice = PlanChoice(plan: "macro", interval: .month)
    let account = try account(nil) { builder in
      builder.add(
        "app.checkout_opened", newYear,
        .app(.checkoutOpened(CheckoutOpening(session: "cs_old", order: .plan(choice, offer: nil)))))
    }
    let decision = try account.change(choice)
    #expect(decision.answer.timing == .checkout)
    #expect((decision.answer.credits, decision.answer.estimate?.amount) == (20_000, 4000))
    #expect(decision.effects == [.expireCheckout(session: "cs_old"), .openCheckout(.plan(choice, offer: nil))])
  }

  @Test(
    "Up, or month to year: now. Down, or year to month: at the period's end. The tier goes before the interval.",
    arguments: [
      ("macro_month", "mega", .month, true), ("macro_month", "macro", .year, true),
      ("macro_month", "micro", .month, false),
      ("macro_year", "macro", .month, false), ("macro_month", "micro", .year, false),
      ("macro_year", "mega", .month, true),
    ] as [(String, String, BillingInterval, Bool)])
  func timing(_ key: String, _ plan: String, _ interval: BillingInterval, _ isNow: Bool) throws {
    let account = try account(key)
    let choice = PlanChoice(plan: plan, interval: interval)
    let end = try #require(account.state.period?.end)
    let decision = try account.change(choice)
    #expect(decision.answer.timing == (isNow ? .now : .atPeriodEnd(end)))
    #expect(
      decision.effects == [
        isNow
          ? .changePlan(subscription: "sub_1", to: choice, offer: nil)
          : .scheduleChange(subscription: "sub_1", to: choice, at: end)
      ])
  }

  @Test(
    "The preview says the credits that will come: the difference for the time left, or the new period's less the old")
  func previews() throws {
    let account = try account("macro_month")
    #expect(try account.previewChange(.init(plan: "mega", interval: .month)).credits == 40_000)
    #expect(try account.previewChange(.init(plan: "mega", interval: .month)).estimate?.amount == 8000)
    #expect(try account.previewChange(.init(plan: "macro", interval: .year)).estimate?.amount == 17_200)
    #expect(try account.previewChange(.init(plan: "mega", interval: .year)).credits == 90_000)
    #expect(try account.previewChange(.init(plan: "macro", interval: .year)).credits == 10_000)
    let down = try account.previewChange(.init(plan: "micro", interval: .month))
    #expect((down.credits, down.refill) == (0, "5,000 credits / month"))
    #expect(down.lost == ["Max portrait models", "Max voice models", "Max concurrent tasks"])
  }

  @Test("What the preview says is what the paid invoice grants")
  func previewHolds() throws {
    let account = try account("macro_month")
    let before = account.course.wallet.planCredits
    for (plan, interval) in [("mega", BillingInterval.month), ("mega", .year), ("macro", .year)] {
      let preview = try account.previewChange(.init(plan: plan, interval: interval))
      var builder = FactBuilder()
      builder.touch(newYear)
      builder.subscribe("macro_month", newYear)
      let oldEnd = newYear.adding(months: 1)
      builder.invoice(
        "in_2", "\(plan)_\(interval.rawValue)", half, from: half,
        to: interval == .month ? oldEnd : half.adding(months: 12), paid: 900, reason: "subscription_update",
        paysBack: "macro_month", oldEnd: oldEnd, isProration: interval == .month)
      let after = try builder.account(at: half)
      #expect(after.course.wallet.planCredits - before == preview.credits, "\(plan) \(interval)")
    }
  }

  @Test("A second choice replaces a change that was scheduled; a cancellation gives way to it")
  func replaces() throws {
    let choice = PlanChoice(plan: "mega", interval: .month)
    let canceled = try seen("macro_month") { $0.cancelAtPeriodEnd = true }
    #expect(
      try canceled.change(choice).effects == [
        .undoCancellation(subscription: "sub_1"), .changePlan(subscription: "sub_1", to: choice, offer: nil),
      ])
    #expect(try canceled.previewChange(choice).takesBack == [.cancellation])
    let scheduled = try scheduled()
    #expect(
      try scheduled.change(choice).effects == [
        .undoScheduledChange(subscription: "sub_1"), .changePlan(subscription: "sub_1", to: choice, offer: nil),
      ])
    #expect(try scheduled.previewChange(choice).takesBack == [.scheduledChange])
    #expect(try scheduled.undoScheduledChange().effects == [.undoScheduledChange(subscription: "sub_1")])
  }

  private func scheduled() throws -> Account {
    try account("macro_month") { builder in
      var schedule = SubscriptionSchedule(id: "sched_1")
      (schedule.status, schedule.subscription) = ("active", "sub_1")
      var phase = SubscriptionSchedule.Phase()
      (phase.startDate, phase.prices) = (
        newYear.adding(months: 1), [PriceReference(price: nil, lookupKey: "micro_month")]
      )
      schedule.phases = [phase]
      builder.add("subscription_schedule.updated", newYear.days(1), .scheduleSeen(schedule))
    }
  }

  @Test("Leaving a legacy plan must be acknowledged")
  func legacy() throws {
    let account = try account("old_month")
    let choice = PlanChoice(plan: "macro", interval: .month)
    #expect(try account.previewChange(choice).isIrreversible)
    #expect(refusal { try account.change(choice) }?.code == "acknowledgement_required")
    #expect(try account.change(choice, acknowledged: ["irreversible"]).effects.count == 1)
  }

  @Test("What cannot be chosen says why")
  func refusals() throws {
    let account = try account("macro_month")
    #expect(refusal { try account.change(.init(plan: "gold", interval: .month)) }?.code == "invalid_plan")
    #expect(refusal { try account.change(.init(plan: "nano", interval: .month)) }?.code == "invalid_plan")
    #expect(refusal { try account.change(.init(plan: "old", interval: .month)) }?.code == "invalid_plan")
    #expect(refusal { try account.change(.init(plan: "macro", interval: .month)) }?.code == "already_on_plan")
    let paused = try seen("macro_month") { $0.pauseBehavior = "void" }
    #expect(refusal { try paused.change(.init(plan: "mega", interval: .month)) }?.code == "subscription_paused")
    for status in ["past_due", "unpaid"] {
      let owing = try seen("macro_month") { $0.status = status }
      #expect(refusal { try owing.change(.init(plan: "mega", interval: .month)) }?.code == "payment_past_due")
    }
  }

  @Test("Cancelling is at the period's end and can be undone; the free plan has nothing to cancel")
  func cancel() throws {
    let account = try account("macro_month")
    let decision = try account.cancel()
    #expect(decision.answer == newYear.adding(months: 1))
    #expect(decision.effects == [.cancelAtPeriodEnd(subscription: "sub_1")])
    #expect(refusal { try account.undoCancellation() }?.code == "not_canceled")
    let canceled = try seen("macro_month") { $0.cancelAtPeriodEnd = true }
    #expect(try canceled.undoCancellation().effects == [.undoCancellation(subscription: "sub_1")])
    #expect(refusal { try canceled.cancel() }?.code == "already_canceled")
    let free = try self.account(nil)
    #expect(refusal { try free.cancel() }?.code == "no_subscription")
    #expect(refusal { try free.pause(until: nil) }?.code == "no_subscription")
    #expect(refusal { try free.resume() }?.code == "no_subscription")
  }

  @Test("Pausing until a date, and resuming; with a scheduled change pending there is a choice to make")
  func pause() throws {
    let account = try account("macro_month")
    let until = half.days(10)
    #expect(try account.pause(until: until).effects == [.pause(subscription: "sub_1", until: until)])
    #expect(refusal { try account.pause(until: half) }?.code == "invalid_until")
    #expect(refusal { try account.pause(until: half.days(367)) }?.code == "invalid_until")
    #expect(refusal { try account.resume() }?.code == "not_paused")
    let paused = try seen("macro_month") { ($0.pauseBehavior, $0.resumesAt) = ("void", until) }
    #expect(try paused.resume().effects == [.resume(subscription: "sub_1")])
    #expect(refusal { try paused.pause(until: nil) }?.code == "already_paused")
    let newer = try seen("macro_month") { $0.status = "paused" }
    #expect(try newer.resume().effects == [.resume(subscription: "sub_1")])
    let refused = refusal { try scheduled().pause(until: nil) }
    #expect(refused?.kind == .conflict(choices: ["drop_scheduled_change", "wait"]))
  }
}

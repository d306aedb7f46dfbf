import Testing

@testable import Billing

/// Rules section 10, row by row.
@Suite("Limits and guidance")
struct LimitTests {
  private func account(_ key: String? = nil, change: (inout FactBuilder) -> Void = { _ in }) throws -> Account {
    var builder = FactBuilder()
    builder.touch(newYear)
    if let key { builder.subscribe(key, newYear) }
    change(&builder)
    return try builder.account(at: newYear.days(3))
  }

  private func slots(_ feature: String, _ count: Int, expiresAt: Instant? = nil) -> [Slot] {
    (0..<count).map { Slot(id: "s\($0)", feature: feature, expiresAt: expiresAt) }
  }

  @Test("not_enough_credits: the balance does not cover it, to the credit")
  func credits() throws {
    var account = try account("micro_month")
    #expect(try account.check(.amount(5000)).isAllowed)
    let verdict = try account.check(.amount(5001))
    #expect((verdict.isAllowed, verdict.guidance?.code) == (false, .notEnoughCredits))
    #expect((verdict.guidance?.title, verdict.guidance?.destination) == ("Not enough credits", .plans))
    #expect(try account.check(.action("image", quantity: 500)).isAllowed)
    #expect(try !account.check(.action("image", quantity: 501)).isAllowed)
    let refused = refusal { try account.spend(CreditOrder(.amount(5001)), id: "s", at: newYear.days(3)) }
    #expect(refused?.kind == .notEnoughCredits(shortfall: 1))
    #expect(refused?.guidance?.code == .notEnoughCredits)
  }

  @Test(
    "concurrent_generation_limit: a paid feature for free users, the plan's cap for paid ones",
    arguments: [
      (nil, 1, "Running several generations at once is a paid feature; upgrade to run more at once."),
      ("micro_month", 3, "You've hit your plan's concurrent-task cap; upgrade to run more at once."),
      ("macro_month", 6, "You've hit your plan's concurrent-task cap; upgrade to run more at once."),
      ("mega_month", 20, "You've hit your plan's concurrent-task cap; upgrade to run more at once."),
    ] as [(String?, Int, String)])
  func concurrency(_ key: String?, _ limit: Int, _ body: String) throws {
    let account = try account(key)
    let end = newYear.days(4)
    let taken = slots("concurrent_tasks", limit - 1, expiresAt: end)
    #expect(
      try account.acquire("concurrent_tasks", id: "new", slots: taken).expiresAt == newYear.days(3).adding(seconds: 600)
    )
    let full = slots("concurrent_tasks", limit, expiresAt: end)
    let refused = refusal { try account.acquire("concurrent_tasks", id: "new", slots: full) }
    #expect(refused?.code == "concurrent_generation_limit")
    #expect((refused?.guidance?.body, refused?.guidance?.destination) == (body, .plans))
    // A lease that ran out is free again; a slot that is held already is the answer again.
    #expect(
      try account.acquire("concurrent_tasks", id: "new", slots: slots("concurrent_tasks", limit, expiresAt: newYear)).id
        == "new")
    #expect(try account.acquire("concurrent_tasks", id: "s0", slots: full) == full[0])
  }

  @Test(
    "custom_model_limit_reached at each plan's number",
    arguments: [(nil, 1), ("micro_month", 2), ("macro_month", 8), ("mega_month", 50)] as [(String?, Int)])
  func models(_ key: String?, _ limit: Int) throws {
    let account = try account(key)
    #expect(
      try account.acquire("portrait_models", id: "n", slots: slots("portrait_models", limit - 1)).expiresAt == nil)
    let refused = refusal { try account.acquire("portrait_models", id: "n", slots: slots("portrait_models", limit)) }
    #expect(refused?.guidance?.title == "Custom model limit reached")
  }

  @Test("voice_model_limit_reached: voice needs Macro or above, and Mega has no limit")
  func voices() throws {
    for key in [nil, "micro_month"] {
      let account = try account(key)
      let refused = refusal { try account.acquire("voice_models", id: "v", slots: []) }
      #expect(refused?.code == "voice_model_limit_reached")
      #expect(refused?.guidance?.body == "Your plan can't create custom voice models. You'd need Macro or above.")
    }
    let macro = try account("macro_month")
    #expect(try macro.acquire("voice_models", id: "v", slots: slots("voice_models", 4)).id == "v")
    let refused = refusal { try macro.acquire("voice_models", id: "v", slots: slots("voice_models", 5)) }
    #expect(refused?.guidance?.title == "Voice model limit reached")
    #expect(
      refused?.guidance?.body
        == "You've used up your plan's model slots; upgrade for more capacity or delete unused models.")
    #expect(try account("mega_month").acquire("voice_models", id: "v", slots: slots("voice_models", 5000)).id == "v")
  }

  @Test("private_creation_locked on the free plan alone")
  func privacy() throws {
    let verdict = try account().check(.feature("private_content"))
    #expect(verdict.guidance?.title == "Unlock private creation with paid subscription")
    #expect(try account("micro_month").check(.feature("private_content")).isAllowed)
  }

  @Test("auto_reload_failed with credits left, auto_reload_failed_no_credits with none; both lead to the portal")
  func reloads() throws {
    let start = ReloadStart(id: "r", package: "macro", price: Money(amount: 3600, currency: "usd"), credits: 20_000)
    for (left, code) in [(3000, GuidanceCode.autoReloadFailed), (0, .autoReloadFailedNoCredits)]
      as [(Credits, GuidanceCode)]
    {
      var builder = FactBuilder()
      builder.touch(newYear.days(-40))
      builder.package("micro", newYear, payment: "pi_1")
      var account = try builder.account(at: newYear.adding(seconds: 3))
      _ = try account.setAutoReload(
        package: "macro", hasCard: true, consent: "1", id: "on", at: newYear.adding(seconds: 4))
      #expect(account.notices.isEmpty)
      let spent = account.course.wallet.available - left
      _ = try account.spend(CreditOrder(.amount(spent)), id: "s", at: newYear.adding(seconds: 5))
      builder.reload(start, newYear.adding(seconds: 9), failed: "card_declined")
      let facts = account.history.facts + builder.facts.suffix(1)
      let failed = try Account(facts, catalog: Example.catalog(), at: newYear.adding(seconds: 10))
      #expect(failed.state.autoReload?.enabled == false)
      #expect(failed.notices.map(\.code) == [code])
      #expect(failed.notices.map(\.destination) == [.billingPortal])
    }
  }

  @Test("payment_past_due while the grace period runs, with the limits kept; then the free plan's")
  func pastDue() throws {
    var builder = FactBuilder()
    builder.touch(newYear)
    builder.subscribe("macro_month", newYear)
    let end = newYear.adding(months: 1)
    let failedAt = end.hours(1)
    builder.subscription(
      "macro_month", failedAt, from: end, to: end.adding(months: 1), began: newYear, status: "past_due")
    let last = failedAt.days(14).adding(seconds: -1)
    let within = try builder.account(at: last)
    #expect((within.effectivePlan.key, within.notices.map(\.code)) == ("macro", [.paymentPastDue]))
    #expect(within.graceEnd == failedAt.days(14))
    let after = try builder.account(at: failedAt.days(14))
    #expect((after.effectivePlan.key, after.notices.map(\.code)) == ("nano", []))
    // No payment, no refill.
    #expect(within.course.wallet.planCredits == 20_000)
  }

  @Test("one_time_locked for who has no subscription, one_time_upsell on monthly Micro")
  func packages() throws {
    let free = try account()
    #expect(free.packagesPage().prompt?.title == "Unlock one-time package")
    #expect(
      free.packagesPage().prompt?.body
        == "This one-time package is available to subscribers only. Upgrade to unlock it.")
    #expect(refusal { try free.buy("micro") }?.code == "one_time_locked")
    let micro = try account("micro_month").packagesPage()
    #expect(micro.prompt?.title == "Want access to One-Time Packages?")
    #expect(micro.prompt?.action == "Switch to Yearly for an extra discount")
    #expect(micro.otherWay == "Go Macro/Mega (Monthly) for a discount on your first month")
  }

  @Test("A slot of one feature is none of another")
  func otherFeature() throws {
    let slots = [Slot(id: "m1", feature: "portrait_models", expiresAt: nil)]
    let free = try account()
    #expect(refusal { try free.acquire("voice_models", id: "m1", slots: slots) }?.code == "voice_model_limit_reached")
    #expect(refusal { try free.check(.amount(-5)) }?.code == "invalid_amount")
  }

  @Test("While paused the free plan's limits hold")
  func paused() throws {
    let account = try account("macro_month") { builder in
      builder.subscription(
        "macro_month", newYear.days(1), from: newYear, to: newYear.adding(months: 1), began: newYear
      ) { $0.pauseBehavior = "void" }
    }
    #expect(account.effectivePlan.key == "nano")
    #expect(account.state.plan == "macro")
  }

  @Test("A limit that fell deletes nothing: what is over it stays, and no more is added")
  func downgraded() throws {
    let account = try account("micro_month")
    let verdict = try account.check(.feature("portrait_models"), slots: slots("portrait_models", 8))
    #expect((verdict.isAllowed, verdict.used, verdict.limit) == (false, 8, .limit(2)))
  }

  @Test("Every code of the table has its words and leads where the table says", arguments: GuidanceCode.allCases)
  func codes(_ code: GuidanceCode) {
    let guidance = Guidance(code)
    #expect(!guidance.title.isEmpty && !guidance.body.isEmpty && !guidance.action.isEmpty)
    let portal: Set<GuidanceCode> = [.autoReloadFailed, .autoReloadFailedNoCredits, .paymentPastDue]
    #expect(guidance.destination == (portal.contains(code) ? .billingPortal : .plans))
  }
}

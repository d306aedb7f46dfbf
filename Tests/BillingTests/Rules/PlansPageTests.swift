import Testing

@testable import Billing

/// Rules section 5, row by row.
@Suite("The plans page")
struct PlansPageTests {
  private let later = newYear.days(3)

  private func subscriber(_ key: String, change: (inout FactBuilder) -> Void = { _ in }) throws -> Account {
    var builder = FactBuilder()
    builder.touch(newYear)
    builder.subscribe(key, newYear)
    change(&builder)
    return try builder.account(at: later)
  }

  private func labels(_ page: PlansPage) -> [String: String] {
    Dictionary(uniqueKeysWithValues: page.cards.map { ($0.plan, $0.button.label) })
  }

  private func button(_ page: PlansPage, _ plan: String) throws -> PlanButton {
    try #require(page.cards.first { $0.plan == plan }).button
  }

  @Test("sign_in: nobody is signed in", arguments: BillingInterval.allCases)
  func signIn(_ interval: BillingInterval) throws {
    let page = try Example.catalog().plansPage(interval, at: newYear)
    #expect(page.cards.allSatisfy { $0.button.state == .signIn && $0.button.label == "Upgrade plan" })
    #expect(page.cards.map(\.plan) == (interval == .month ? ["nano"] : []) + ["micro", "macro", "mega"])
  }

  @Test("On the free plan: it is current, all others are upgrades that go to the checkout")
  func free() throws {
    var builder = FactBuilder()
    builder.touch(newYear)
    let page = try builder.account(at: later).plansPage(.month)
    #expect(
      labels(page) == [
        "nano": "Current plan", "micro": "Upgrade plan", "macro": "Upgrade plan", "mega": "Upgrade plan",
      ])
    #expect(try button(page, "macro").confirmation == .none)
  }

  @Test(
    "current, upgrade, downgrade and change by tier and interval",
    arguments: [
      (.month, ["nano": "Downgrade plan", "micro": "Downgrade plan", "macro": "Current plan", "mega": "Upgrade plan"]),
      (.year, ["micro": "Downgrade plan", "macro": "Change plan", "mega": "Upgrade plan"]),
    ] as [(BillingInterval, [String: String])])
  func byTier(_ interval: BillingInterval, _ expected: [String: String]) throws {
    #expect(try labels(subscriber("macro_month").plansPage(interval)) == expected)
  }

  @Test("A yearly subscriber sees the monthly price of the plan as a change that takes effect later")
  func yearToMonth() throws {
    let button = try button(subscriber("macro_year").plansPage(.month), "macro")
    #expect(button.state == .change)
    #expect(button.confirmation == .notice(title: "Change plan", lost: []))
  }

  @Test("Confirmation: confirm for what happens now, notice with what is lost for a downgrade")
  func confirmations() throws {
    let account = try subscriber("macro_month")
    #expect(try button(account.plansPage(.month), "mega").confirmation == .confirm)
    #expect(try button(account.plansPage(.year), "macro").confirmation == .confirm)
    #expect(
      try button(account.plansPage(.month), "micro").confirmation
        == .notice(
          title: "Confirm downgrade", lost: ["Max portrait models", "Max voice models", "Max concurrent tasks"]))
  }

  @Test("scheduled: Start at, beside the current plan with Cancel downgrade or Cancel upgrade")
  func scheduled() throws {
    for (target, undo) in [("micro_month", "Cancel downgrade"), ("mega_month", "Cancel upgrade")] {
      let end = newYear.adding(months: 1)
      let account = try subscriber("macro_month") { builder in
        var schedule = SubscriptionSchedule(id: "sched_1")
        (schedule.status, schedule.subscription) = ("active", "sub_1")
        var phase = SubscriptionSchedule.Phase()
        (phase.startDate, phase.prices) = (end, [PriceReference(price: nil, lookupKey: target)])
        schedule.phases = [phase]
        builder.add("subscription_schedule.updated", newYear.days(1), .scheduleSeen(schedule))
      }
      let page = account.plansPage(.month)
      let next = try button(page, String(target.dropLast(6)))
      #expect((next.state, next.label, next.date) == (.scheduled, "Start at: 2026-02-01", end))
      let current = try button(page, "macro")
      #expect((current.label, current.undo) == ("Current plan", undo))
    }
  }

  @Test("A cancellation leads to the free plan at the end of the period")
  func canceled() throws {
    let end = newYear.adding(months: 1)
    let account = try subscriber("macro_month") { builder in
      builder.subscription("macro_month", newYear.days(1), from: newYear, to: end, began: newYear) {
        $0.cancelAtPeriodEnd = true
      }
    }
    let page = account.plansPage(.month)
    #expect(try button(page, "nano").label == "Start at: 2026-02-01")
    #expect(try button(page, "macro").undo == "Cancel downgrade")
  }

  @Test("resume: the current plan while paused, with until when")
  func paused() throws {
    let end = newYear.adding(months: 1)
    let account = try subscriber("macro_month") { builder in
      builder.subscription("macro_month", newYear.days(1), from: newYear, to: end, began: newYear) {
        ($0.pauseBehavior, $0.resumesAt) = ("void", newYear.days(20))
      }
    }
    let button = try button(account.plansPage(.month), "macro")
    #expect((button.state, button.label, button.dateText) == (.resume, "Resume now", "Paused until: 2026-01-21"))
  }

  @Test("A legacy plan is shown to its holder alone, and leaving it is irreversible")
  func legacy() throws {
    let page = try subscriber("old_month").plansPage(.month)
    #expect(try button(page, "old").label == "Current plan")
    #expect(try button(page, "macro").isIrreversible)
    #expect(try !subscriber("macro_month").plansPage(.month).cards.contains { $0.plan == "old" })
  }

  @Test("A group without plans says so")
  func empty() throws {
    let catalog = try Catalog(
      plans: Example.plans.filter(\.isFree), packages: [], features: Example.features)
    #expect(catalog.plansPage(.year, at: newYear).emptyText == "No plans are available for this group yet.")
    #expect(catalog.plansPage(.month, at: newYear).emptyText == nil)
  }

  @Test("Prices read as the guide's table, and the yearly badge is computed")
  func prices() throws {
    let catalog = try Example.catalog()
    #expect(catalog.plansPage(.month, at: newYear).cards.map(\.price.text) == ["$0", "$15/mo", "$40/mo", "$200/mo"])
    let yearly = catalog.plansPage(.year, at: newYear).cards
    #expect(yearly.map(\.price.text) == ["$6/mo", "$16/mo", "$80/mo"])
    #expect(yearly.map(\.price.billedText) == ["billed $72/yr", "billed $192/yr", "billed $960/yr"])
    #expect(yearly.allSatisfy { $0.savings == "60% off when paid yearly" })
    #expect(yearly.allSatisfy { $0.switchText == "Switch to monthly billing" })
    #expect(yearly[0].credits == "5,000 credits / month")
  }

  @Test("Monthly cards lead to annual billing, and the popular plan has its badge")
  func extras() throws {
    let cards = try Example.catalog().plansPage(.month, at: newYear).cards
    #expect(cards.map(\.switchText) == [nil] + Array(repeating: "Switch to annual billing", count: 3))
    #expect(cards.map(\.isPopular) == [false, false, true, false])
    #expect(cards.map(\.badge) == [nil, nil, "71% pick this plan", nil])
    #expect(cards.allSatisfy { $0.savings == nil })
  }

  @Test("An offer strikes the original price through, within its window, for whom it is meant")
  func offers() throws {
    let offer = Offer(
      key: "spring", name: "Spring", plans: ["macro"], from: newYear, until: newYear.days(10),
      condition: .newSubscribers, reduction: .percent(25))
    let catalog = try Example.catalog(offers: [offer])
    let price = try #require(catalog.plansPage(.month, at: newYear).cards.first { $0.plan == "macro" }).price
    #expect((price.text, price.original?.amount) == ("$30/mo", 4000))
    #expect(catalog.plansPage(.month, at: newYear.days(10)).cards.allSatisfy { $0.price.original == nil })
    var builder = FactBuilder()
    builder.subscribe("micro_month", newYear)
    let subscriber = try builder.account(at: newYear.days(1), catalog)
    #expect(subscriber.plansPage(.month).cards.allSatisfy { $0.price.original == nil })
  }

  @Test("A region has its own prices and credits, and its price brings its credits")
  func regions() throws {
    let euro = PriceTerms(
      interval: .month, money: Money(amount: 1400, currency: "eur"), lookupKey: "micro_month_eu", ids: [])
    let region = Region(
      key: "eu", currency: "eur", plans: ["micro": .init(refill: 4000, cap: 12_000, prices: [euro])])
    let catalog = try Example.catalog(regions: [region])
    let card = try #require(catalog.plansPage(.month, region: "eu", at: newYear).cards.first { $0.plan == "micro" })
    #expect((card.price.text, card.credits) == ("€14/mo", "4,000 credits / month"))
    var builder = FactBuilder()
    builder.subscribe("micro_month_eu", newYear)
    #expect(try builder.account(at: later, catalog).state.balance.plan == 4000)
  }

  @Test("The comparison table has a row a feature and a value a plan")
  func comparison() throws {
    let sections = try Example.catalog().plansPage(.year, at: newYear).comparison
    #expect(sections.map(\.name) == ["Essentials", "Models and concurrency"])
    let voices = try #require(sections[1].rows.first { $0.feature == "voice_models" })
    #expect(voices.values == ["0", "5", "Unlimited"])
    #expect(sections[0].rows[0].values == ["Included", "Included", "Included"])
  }
}

import TestSupport
import Testing

@testable import Billing

/// What payments buy, beyond the plain course of a subscription. Rules sections 3.1, 3.2, 4 and 6.2.
@Suite("Paid periods")
struct PaidPeriodTests {
  private let end = newYear.adding(months: 1)

  private func plan(_ builder: FactBuilder, at moment: Instant, _ catalog: Catalog? = nil) throws -> Credits {
    try builder.account(at: moment, catalog).state.balance.plan
  }

  // MARK: Other products

  @Test("Another product's invoices, paid by the same customer, change nothing")
  func otherProducts() throws {
    var builder = FactBuilder()
    builder.invoice(
      "in_other", "newsletter", newYear, from: newYear, to: end, paid: 900, subscription: "sub_other",
      reason: "subscription_create")
    builder.subscribe("micro_month", newYear.days(40))
    builder.invoice(
      "in_other_2", "newsletter", newYear.days(45), from: newYear.days(45), to: newYear.days(75), paid: 900,
      subscription: "sub_other")
    let policies = Policies(secondSubscription: .cancelAndRefund)
    let account = try builder.account(at: newYear.days(50), Example.catalog(policies: policies))
    // Beside what the free plan brought before.
    #expect((account.effectivePlan.key, account.state.balance.plan) == ("micro", 560 + 5000))
    #expect(account.duties.isEmpty)
    #expect(account.outcomes["evt_1"] == .ignored("no line of the invoice has a price of the catalogue"))
  }

  @Test("A canceled plan that is enjoyed to the end of what is paid gives way to the next subscription")
  func givesWay() throws {
    var builder = FactBuilder()
    builder.subscribe("micro_year", newYear)
    builder.subscription("micro_year", newYear.days(10), from: newYear, to: newYear.adding(months: 12), began: newYear)
    {
      ($0.status, $0.endedAt) = ("canceled", newYear.days(10))
    }
    let catalog = try Example.catalog(policies: Policies(endOfSubscription: .paidPeriod))
    #expect(try builder.account(at: newYear.days(60), catalog).effectivePlan.key == "micro")
    builder.subscribe("mega_month", newYear.days(12), id: "sub_2", invoice: "in_2")
    let account = try builder.account(at: newYear.days(13), catalog)
    #expect((account.effectivePlan.key, account.state.subscription) == ("mega", "sub_2"))
  }

  @Test("Where only the product names the plan, the currency says on whose terms it was bought")
  func regionByProduct() throws {
    func terms(_ currency: String) -> PriceTerms {
      PriceTerms(interval: .month, money: Money(amount: 900, currency: currency), lookupKey: nil, ids: [])
    }
    let plan = Plan(
      key: "pro", name: "Pro", tier: 9, refill: .init(amount: 3000, unit: .month), cap: 9000, prices: [terms("usd")],
      products: ["prod_pro"])
    let region = Region(
      key: "eu", currency: "eur", plans: ["pro": .init(refill: 2000, cap: 6000, prices: [terms("eur")])])
    let catalog = try Example.catalog(regions: [region], more: [plan])
    for (currency, refill) in [("usd", 3000), ("eur", 2000), ("jpy", 3000)] as [(String, Credits)] {
      let reference = PriceReference(price: "price_x", product: "prod_pro", interval: "month", currency: currency)
      #expect(catalog.price(reference)?.plan.refill.amount == refill)
    }
  }

  // MARK: Changes

  @Test("A change grants what is paid for beyond what is paid back, whatever was changed before without an invoice")
  func paidBack() throws {
    // Macro was left without an invoice, as an operator may, and is bought again.
    var left = FactBuilder()
    left.subscribe("macro_month", newYear)
    left.subscription("micro_month", newYear.days(5), from: newYear, to: end, began: newYear)
    let again = newYear.hours(31 * 12)
    left.subscription("macro_month", again, from: newYear, to: end, began: newYear)
    left.invoice(
      "in_2", "macro_month", again, from: again, to: end, paid: 1250, reason: "subscription_update",
      paysBack: "micro_month", isProration: true)
    #expect(try plan(left, at: newYear.days(20)) == 20_000 + 7500)
    // Macro's money was returned and Macro is bought again.
    var returned = FactBuilder()
    returned.subscribe("micro_month", newYear)
    returned.subscription("macro_month", newYear.days(2), from: newYear, to: end, began: newYear)
    returned.invoice(
      "in_2", "macro_month", newYear.days(2), from: newYear.days(2), to: end, paid: 2300,
      reason: "subscription_update", paysBack: "micro_month", isProration: true)
    returned.refund("re_1", payment: "pi_in_2", 2300, newYear.days(4))
    returned.invoice(
      "in_3", "macro_month", again, from: again, to: end, paid: 1250, reason: "subscription_update",
      paysBack: "micro_month", isProration: true)
    #expect(try plan(returned, at: newYear.days(20)) == 5000 + 7500)
  }

  @Test("Several changes that one invoice settles each pay back what they leave")
  func settledTogether() throws {
    var builder = FactBuilder()
    builder.subscribe("micro_month", newYear)
    let (first, second) = (newYear.hours(31 * 6), newYear.hours(31 * 12))
    builder.invoice(
      "in_2", "macro_month", end, from: first, to: end, paid: 5000, reason: "subscription_cycle",
      paysBack: "micro_month", isProration: true)
    // The provider's lines may begin a second apart.
    builder.addLines(
      to: "in_2", buys: "mega_month", leaves: "macro_month", from: second, to: end, leavesAt: second.adding(seconds: -1)
    )
    let account = try builder.account(at: end.days(1))
    let changes = account.history.periods.flatMap(\.changes)
    #expect(changes.map(\.from.plan.key) == ["micro", "macro"])
    #expect(changes.map(\.amount) == [11_250, 40_000])
  }

  @Test("A period that begins within a day of the one before it is no change of it", arguments: [3, 20, 25])
  func trialCutShort(hours: Int64) throws {
    var builder = FactBuilder()
    let trialEnd = newYear.adding(months: 1)
    builder.invoice("in_0", "micro_month", newYear, from: newYear, to: trialEnd, paid: 0, reason: "subscription_create")
    let paid = newYear.hours(hours)
    builder.subscription("micro_month", paid, from: paid, to: paid.adding(months: 1), began: newYear)
    builder.invoice(
      "in_1", "micro_month", paid, from: paid, to: paid.adding(months: 1), paid: 1500, reason: "subscription_update")
    let never = try Example.catalog(policies: Policies(grantOnZero: .never))
    #expect(try plan(builder, at: newYear.days(2), never) == 5000)
  }

  @Test("Going up and down within a trial comes to the dearer plan's allowance")
  func trialChanges() throws {
    var builder = FactBuilder()
    builder.invoice("in_0", "micro_month", newYear, from: newYear, to: end, paid: 0, reason: "subscription_create")
    for (day, plan) in ["macro", "micro", "macro", "micro", "macro"].enumerated() {
      let at = newYear.days(Int64(day) + 1)
      builder.subscription("\(plan)_month", at, from: newYear, to: end, began: newYear, status: "trialing")
      builder.invoice(
        "in_\(day + 1)", "\(plan)_month", at, from: at, to: end, paid: 0, reason: "subscription_update")
    }
    let credits = try plan(builder, at: newYear.days(10))
    #expect(credits > 19_000 && credits < 20_000)
  }

  @Test("Nor do changes of the interval within a trial bring more than once the dearest allowance")
  func trialIntervals() throws {
    var builder = FactBuilder()
    builder.invoice("in_0", "micro_month", newYear, from: newYear, to: end, paid: 0, reason: "subscription_create")
    for (day, price) in ["mega_year", "mega_month", "mega_year", "macro_month", "mega_year"].enumerated() {
      let at = newYear.days(Int64(day) + 1)
      builder.invoice("in_\(day + 1)", price, at, from: at, to: end, paid: 0, reason: "subscription_update")
    }
    // Each begins a month anew, and brings what was used up of the one before: five days of it at the most.
    let credits = try plan(builder, at: newYear.days(10))
    #expect(credits >= 100_000 && credits <= 100_000 + 5 * 100_000 / 28)
  }

  @Test("A billing day that is moved without money grants what is more than the rest of the period before")
  func movedBillingDay() throws {
    var builder = FactBuilder()
    builder.subscribe("macro_month", newYear)
    let at = newYear.days(19)
    builder.invoice(
      "in_2", "macro_month", at, from: at, to: newYear.days(40), paid: 0, reason: "subscription_update")
    let unused = Credits(20_000).portion(12, of: 31)
    #expect(try plan(builder, at: newYear.days(25)) == 20_000 + 20_000 - unused)
  }

  @Test("The first change that is paid for within a year of nothing has its refills from then on")
  func paidWithinFreeYear() throws {
    let never = try Example.catalog(policies: Policies(grantOnZero: .never), more: [monthly])
    let yearEnd = newYear.adding(months: 12)
    var builder = FactBuilder()
    builder.invoice("in_1", "micro_year", newYear, from: newYear, to: yearEnd, paid: 0, reason: "subscription_create")
    let july = newYear.adding(months: 6)
    builder.invoice(
      "in_2", "monthly_year", july, from: july, to: yearEnd, paid: 9600, reason: "subscription_update",
      isProration: true)
    #expect(try plan(builder, at: july.adding(seconds: -1), never) == 0)
    #expect(try plan(builder, at: july.days(1), never) == 20_000)
    #expect(try plan(builder, at: yearEnd.adding(seconds: -1), never) == 6 * 20_000)
  }

  @Test("What a change down was paid back for is set against a later change, also when its refill cycle is over")
  func excessStays() throws {
    let catalog = try Example.catalog(more: [annual])
    let plans =
      [
        ("annual_month", 0, 1, nil), ("mega_year", 231, 365, "annual_month"), ("macro_year", 243, 365, "mega_year"),
        ("mega_year", 273, 365, "macro_year"),
      ] as [(String, Int64, Int64, String?)]
    var builder = FactBuilder()
    for month in Int64(0)...7 {
      let (from, to) = (newYear.adding(months: month), newYear.adding(months: month + 1))
      builder.invoice("in_m\(month)", "annual_month", from, from: from, to: to, paid: 6000)
    }
    let yearEnd = newYear.days(231).adding(months: 12)
    for (number, (key, day, _, old)) in plans.enumerated().dropFirst() {
      let at = newYear.days(day)
      builder.invoice(
        "in_\(number)", key, at, from: at, to: yearEnd, paid: 5000, reason: "subscription_update", paysBack: old,
        isProration: number > 1)
    }
    let change = try #require(
      try builder.account(at: newYear.days(280), catalog).history.periods.flatMap(\.changes).last)
    #expect((change.from.plan.key, change.to.plan.key) == ("macro", "mega"))
    let anchor = newYear.days(231)
    let (first, second, third) = (anchor, anchor.adding(months: 1), anchor.adding(months: 2))
    let down = PlanChange(from: change.to.plan, to: change.from.plan, at: newYear.days(243), cycle: first..<second)
    let up = PlanChange(from: change.from.plan, to: change.to.plan, at: newYear.days(273), cycle: second..<third)
    #expect(down.excess > 40_000 && up.grant > down.excess)
    #expect(change.amount == up.grant - down.excess)
  }

  @Test("A dearer plan with a new anchor, a day after, grants its allowance less what was paid back")
  func newAnchor() throws {
    var builder = FactBuilder()
    builder.subscribe("micro_month", newYear)
    let at = newYear.hours(20)
    builder.subscription("macro_month", at, from: at, to: at.adding(months: 1), began: newYear)
    builder.invoice(
      "in_2", "macro_month", at, from: at, to: at.adding(months: 1), paid: 2541, reason: "subscription_update",
      paysBack: "micro_month", oldEnd: end)
    let unused = Credits(5000).portion(end.since(at), of: end.since(newYear))
    #expect(try plan(builder, at: newYear.days(2)) == 5000 + 20_000 - unused)
  }

  @Test("A change that a discount makes free grants as the catalogue says of what costs nothing")
  func discountedChange() throws {
    var builder = FactBuilder()
    builder.subscribe("micro_month", newYear)
    let at = newYear.hours(31 * 12)
    builder.invoice(
      "in_2", "macro_month", at, from: at, to: end, paid: 2000, reason: "subscription_update",
      paysBack: "micro_month", isProration: true)
    builder.discount("in_2")
    let never = try Example.catalog(policies: Policies(grantOnZero: .never))
    #expect(try plan(builder, at: newYear.days(20), never) == 5000)
    #expect(try plan(builder, at: newYear.days(20)) == 5000 + 7500)
  }

  // MARK: Refills of a year

  @Test("A year that is paid late has all its refills")
  func paidLate() throws {
    var builder = FactBuilder()
    let renewal = newYear.adding(months: 12)
    let end = newYear.adding(months: 24)
    builder.subscribe("monthly_year", newYear)
    builder.subscription(
      "monthly_year", renewal, from: renewal, to: end, began: newYear, status: "past_due")
    let paid = renewal.days(35)
    builder.invoice("in_2", "monthly_year", paid, from: renewal, to: end, paid: 7200)
    builder.subscription("monthly_year", paid, from: renewal, to: end, began: newYear)
    let account = try builder.account(at: renewal.days(60), Example.catalog(more: [monthly]))
    let of = account.history.periods.last.map { period in (0...2).map { period.calendar.moment($0) } }
    #expect(of == [renewal, renewal.adding(months: 1), renewal.adding(months: 2)])
    // Of February and of March, beside the one that the payment brought.
    var moved = account
    let refills = moved.takeMovements().all.filter { $0.cause.hasPrefix("refill:in_2:") }
    #expect(refills.map(\.effectiveAt) == [renewal, renewal.adding(months: 1), renewal.adding(months: 2)])
  }

  @Test(
    "A year begun on 29 February refills on the 29th in its second year too, also where a trial went before",
    arguments: [Int64(0), 14])
  func leapDay(_ trialDays: Int64) throws {
    let leap = Instant(clamping: 1_835_395_200)  // 2028-02-29
    #expect(leap.description == "2028-02-29T00:00:00Z")
    let renewal = leap.adding(months: 12)
    var builder = FactBuilder()
    builder.subscribe("monthly_year", leap)
    builder.subscription(
      "monthly_year", renewal, from: renewal, to: leap.adding(months: 24), began: leap.days(-trialDays)
    ) { $0.billingCycleAnchor = leap }
    builder.invoice("in_2", "monthly_year", renewal, from: renewal, to: leap.adding(months: 24), paid: 7200)
    var account = try builder.account(at: renewal.days(370), Example.catalog(more: [monthly]))
    let days = account.takeMovements().all.filter { $0.cause.hasPrefix("refill:in_2:") }
      .map { $0.effectiveAt.description.prefix(10) }
    #expect(days.first == "2029-02-28" && days.count <= 12)
    let second = try #require(account.history.periods.last)
    let later = second.laterRefills.map { second.calendar.moment($0).description.prefix(10) }
    #expect(later.count == 11 && later.prefix(2) == ["2029-03-29", "2029-04-29"])
  }

  // MARK: Units

  private func units(_ old: Plan, _ new: Plan, _ interval: String, at changed: Instant) throws -> (
    FactBuilder, Catalog
  ) {
    let end = newYear.adding(months: interval == "year" ? 12 : 1)
    var builder = FactBuilder()
    builder.subscribe("\(old.key)_\(interval)", newYear)
    builder.subscription("\(new.key)_\(interval)", changed, from: newYear, to: end, began: newYear)
    builder.invoice(
      "in_2", "\(new.key)_\(interval)", changed, from: changed, to: end, paid: 1000, reason: "subscription_update",
      paysBack: "\(old.key)_\(interval)", isProration: true)
    return (builder, try Example.catalog(more: [old, new]))
  }

  private let daily = Example.plan("daily", tier: 4, 100, .day)
  private let monthly = Example.plan("monthly", tier: 5, 20_000, .month)
  private let annual = Example.plan("annual", tier: 6, 240_000, .year)

  @Test("From a plan by the day to one by the month: the part of the month, then every month")
  func dayToMonth() throws {
    let changed = newYear.hours(31 * 12)
    let (builder, catalog) = try units(daily, monthly, "year", at: changed)
    let before = try plan(builder, at: changed.adding(seconds: -1), catalog)
    #expect(before == 1600)
    #expect(try plan(builder, at: newYear.days(20), catalog) == before + 10_000)
    #expect(try plan(builder, at: newYear.days(40), catalog) == before + 30_000)
    #expect(try plan(builder, at: newYear.days(70), catalog) == before + 50_000)
    let (short, other) = try units(daily, monthly, "month", at: newYear.days(29))
    #expect(try plan(short, at: newYear.days(30), other) == 2900 + Credits(20_000).portion(2, of: 31))
  }

  @Test("From a plan by the month to one by the year: the part of the year once")
  func monthToYear() throws {
    let (half, end) = (newYear.days(182).hours(12), newYear.adding(months: 12))
    let (builder, catalog) = try units(monthly, annual, "year", at: half)
    let account = try builder.account(at: half, catalog)
    let unused = try #require(account.history.periods.first).paidBack(monthly, at: half)
    let all = account.state.balance.plan
    #expect(all == 7 * 20_000 + 120_000 - unused)
    #expect(try plan(builder, at: end.adding(seconds: -1), catalog) == all)
  }

  @Test("From a plan by the month to one by the day: what is there stays, then every day")
  func monthToDay() throws {
    let changed = newYear.days(10)
    let (builder, catalog) = try units(monthly, daily, "year", at: changed)
    #expect(try plan(builder, at: changed, catalog) == 20_000)
    #expect(try plan(builder, at: newYear.days(15), catalog) == 20_500)
  }

  @Test("A yearly refill billed by the month comes once a year, counted from the first that was paid for")
  func yearlyByTheMonth() throws {
    var builder = FactBuilder()
    builder.subscribe("micro_month", newYear)
    let catalog = try Example.catalog(more: [annual])
    for month in Int64(1)...14 {
      let (from, to) = (newYear.adding(months: month), newYear.adding(months: month + 1))
      builder.subscription("annual_month", from, from: from, to: to, began: newYear)
      builder.invoice("in_m\(month)", "annual_month", from, from: from, to: to, paid: 6000)
    }
    #expect(try plan(builder, at: newYear.adding(months: 1), catalog) == 245_000)
    let state = try builder.account(at: newYear.adding(months: 12).days(1), catalog).state
    #expect(state.balance.plan == 245_000)
    #expect(state.nextRefill?.at == newYear.adding(months: 13))
    #expect(try plan(builder, at: newYear.adding(months: 14), catalog) == 485_000)
  }

  @Test("Going up and down between yearly refills billed by the month brings nothing more")
  func yearlyNotFarmed() throws {
    let small = Example.plan("small", tier: 5, 60_000, .year)
    let catalog = try Example.catalog(more: [small, annual])
    var builder = FactBuilder()
    builder.subscribe("small_month", newYear)
    for month in Int64(0)...2 {
      let (from, to) = (newYear.adding(months: month), newYear.adding(months: month + 1))
      if month > 0 { builder.invoice("in_m\(month)", "small_month", from, from: from, to: to, paid: 5000) }
      builder.invoice(
        "in_up\(month)", "annual_month", from.days(1), from: from.days(1), to: to, paid: 1000,
        reason: "subscription_update", paysBack: "small_month", isProration: true)
    }
    #expect(try plan(builder, at: newYear.adding(months: 3).adding(seconds: -1), catalog) <= 240_000)
    #expect(try plan(builder, at: newYear.days(2), catalog) > 239_000)
  }

  @Test("Going up and down between units brings no more than the dearer allowance", arguments: [true, false])
  func unitsNotFarmed(isAnnual: Bool) throws {
    let (high, low) = isAnnual ? (annual, monthly) : (monthly, daily)
    let (catalog, end) = (try Example.catalog(more: [high, low]), newYear.adding(months: 12))
    let step: Int64 = isAnnual ? 32 : 3
    var builder = FactBuilder()
    builder.subscribe("\(high.key)_year", newYear)
    for count in Int64(1)...8 {
      let (new, old) = count.isMultiple(of: 2) ? (high, low) : (low, high)
      let at = newYear.days(count * step)
      builder.invoice(
        "in_\(count + 1)", "\(new.key)_year", at, from: at, to: end, paid: 100, reason: "subscription_update",
        paysBack: "\(old.key)_year", isProration: true)
    }
    let moment = newYear.days(9 * step)
    let granted = try plan(builder, at: moment, catalog)
    // What each plan brings by itself in that time is the most that any way between them may bring.
    let months: Int64 = isAnnual ? 10 : 1
    let most = isAnnual ? annual.refill.amount + months * monthly.refill.amount : monthly.refill.amount + 27 * 100
    #expect(granted <= most)
  }

  @Test("Within a day, going up and down between a plan by the day and one by the month brings the month's part once")
  func dayNotFarmed() throws {
    let big = Example.plan("big", tier: 4, 1000, .day)
    let catalog = try Example.catalog(more: [big, monthly])
    var builder = FactBuilder()
    builder.subscribe("big_month", newYear)
    let noon = newYear.days(19).hours(12)
    for count in Int64(1)...9 {
      let (new, old) = count.isMultiple(of: 2) ? ("big", "monthly") : ("monthly", "big")
      let at = noon.adding(seconds: 60 * count)
      builder.invoice(
        "in_\(count + 1)", "\(new)_month", at, from: at, to: end, paid: 100, reason: "subscription_update",
        paysBack: "\(old)_month", isProration: true)
    }
    let part = Credits(20_000).portion(end.since(noon.adding(seconds: 60)), of: end.since(newYear))
    #expect(try plan(builder, at: noon.hours(1), catalog) == 20_000 + part)
  }

  @Test("Nor does going between a year's refill by the month and by the year bring more than two of them a year")
  func yearlyIntervalsNotFarmed() throws {
    let catalog = try Example.catalog(more: [annual])
    var builder = FactBuilder()
    builder.subscribe("annual_month", newYear)
    let (first, july) = (newYear.days(15), newYear.days(182))
    let yearEnd = first.adding(months: 12)
    builder.invoice(
      "in_2", "annual_year", first, from: first, to: yearEnd, paid: 57_000, reason: "subscription_update",
      paysBack: "annual_month", oldEnd: end)
    for count in Int64(0)...5 {
      let at = july.hours(count)
      let (new, old) = count.isMultiple(of: 2) ? ("month", "year") : ("year", "month")
      builder.invoice(
        "in_\(count + 3)", "annual_\(new)", at, from: at, to: at.adding(months: new == "year" ? 12 : 1), paid: 100,
        reason: "subscription_update", paysBack: "annual_\(old)", oldEnd: yearEnd)
    }
    #expect(try plan(builder, at: july.days(1), catalog) <= 2 * 240_000)
  }

  @Test("A yearly refill whose anniversary falls within a paid month comes on that day")
  func anniversary() throws {
    let catalog = try Example.catalog(more: [annual])
    var builder = FactBuilder()
    builder.subscribe("micro_month", newYear)
    let began = newYear.days(10)
    builder.invoice(
      "in_up", "annual_month", began, from: began, to: end, paid: 4000, reason: "subscription_update",
      paysBack: "micro_month", isProration: true)
    for month in Int64(1)...13 {
      let (from, to) = (newYear.adding(months: month), newYear.adding(months: month + 1))
      builder.subscription("annual_month", from, from: from, to: to, began: newYear)
      builder.invoice("in_m\(month)", "annual_month", from, from: from, to: to, paid: 6000)
    }
    let unused = Credits(5000).portion(21, of: 31)
    #expect(try plan(builder, at: newYear.days(20), catalog) == 5000 + 240_000 - unused)
    let anniversary = began.adding(months: 12)
    #expect(try plan(builder, at: anniversary.adding(seconds: -1), catalog) == 245_000 - unused)
    #expect(try builder.account(at: newYear.days(100), catalog).state.nextRefill?.at == anniversary)
    #expect(try plan(builder, at: newYear.adding(months: 13).days(1), catalog) == 485_000 - unused)
    #expect(
      try builder.account(at: anniversary.days(1), catalog).state.nextRefill?.at == began.adding(months: 24))
  }

  @Test(
    "What was paid for within a month that was free is not granted again with the next", arguments: [true, false])
  func paidWithinFree(isFirst: Bool) throws {
    let small = Example.plan("small", tier: 5, 60_000, .year)
    let catalog = try Example.catalog(policies: Policies(grantOnZero: .never), more: [small, annual])
    let (second, third) = (newYear.adding(months: 1), newYear.adding(months: 2))
    var builder = FactBuilder()
    if !isFirst { builder.subscribe("small_month", newYear) }
    builder.invoice("in_2", "small_month", second, from: second, to: third, paid: 0)
    builder.invoice(
      "in_up", "annual_month", second.days(10), from: second.days(10), to: third, paid: 1000,
      reason: "subscription_update", paysBack: "small_month", isProration: true)
    builder.invoice("in_3", "annual_month", third, from: third, to: newYear.adding(months: 3), paid: 6000)
    let credits = try plan(builder, at: third.days(5), catalog)
    #expect(credits > 170_000 && credits <= 240_000)
  }
}

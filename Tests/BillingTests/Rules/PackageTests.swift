import Testing

@testable import Billing

/// Rules section 7.
@Suite("One-time packages and auto-reload")
struct PackageTests {
  @Test(
    "Who may buy: yearly subscribers, Macro or Mega, accounts of age",
    arguments: [
      (nil, PackageEligibility.locked), ("micro_month", .upsell), ("micro_year", .allowed), ("macro_month", .allowed),
      ("mega_month", .allowed),
    ] as [(String?, PackageEligibility)])
  func eligibility(_ key: String?, _ expected: PackageEligibility) throws {
    var builder = FactBuilder()
    builder.touch(newYear)
    if let key { builder.subscribe(key, newYear) }
    #expect(try builder.account(at: newYear.days(2)).packageEligibility == expected)
  }

  @Test("An account is of age from the second on at which its days are full")
  func age() throws {
    var builder = FactBuilder()
    builder.touch(newYear)
    #expect(try builder.account(at: newYear.days(30).adding(seconds: -1)).packageEligibility == .locked)
    #expect(try builder.account(at: newYear.days(30)).packageEligibility == .allowed)
  }

  @Test("The dialog shows the guide's packages, with prices of 100 credits that are computed")
  func page() throws {
    var builder = FactBuilder()
    builder.subscribe("macro_month", newYear)
    let cards = try builder.account(at: newYear.days(1)).packagesPage().cards
    #expect(cards.map(\.price.perHundredText).map { $0.prefix { $0 != " " } } == ["$0.30", "$0.30", "$0.20", "$0.20"])
    #expect(cards.map(\.price.payText) == ["Pay $12 now", "Pay $15 now", "Pay $40 now", "Pay $200 now"])
    #expect(cards.map { $0.autoReload?.badge } == [nil, nil, "10% off with auto-reload", "30% off with auto-reload"])
    #expect(cards.map { $0.autoReload?.price.payText } == [nil, nil, "Pay $36 now", "Pay $140 now"])
    #expect(cards.map { $0.autoReload?.price.perHundred.amount } == [nil, nil, 18, 14])
    #expect(cards.last?.autoReload?.section == "Auto-reload — Save 30%")
  }

  @Test("The red dot goes once the dialog was opened")
  func redDot() throws {
    var builder = FactBuilder()
    builder.subscribe("macro_month", newYear)
    var account = try builder.account(at: newYear.days(1))
    #expect(account.packagesPage().isNew)
    #expect(try account.seePackages(id: "seen", at: newYear.days(1)).facts.count == 1)
    #expect(!account.packagesPage().isNew)
    #expect(try account.seePackages(id: "seen2", at: newYear.days(1)).facts.isEmpty)
  }

  @Test("An empty catalogue says so")
  func empty() throws {
    let account = try FactBuilder().account(at: newYear, Example.catalog(packages: []))
    #expect(
      account.packagesPage().emptyText == "No one-time packages are available right now. Please check back later.")
  }

  @Test(
    "Thresholds: 1,000 to 9,999, with the field's own words outside",
    arguments: [
      (999, "Min: 1,000"), (1000, nil), (2000, nil), (9999, nil), (10_000, "Max: 9,999"),
    ] as [(Credits, String?)])
  func threshold(_ threshold: Credits, _ words: String?) throws {
    var builder = FactBuilder()
    builder.subscribe("macro_month", newYear)
    var account = try builder.account(at: newYear.days(1))
    #expect(
      refusal { try account.buy("macro", autoReload: AutoReloadOrder(threshold: threshold, consent: "1")) }?.detail
        == words)
    let refused = refusal {
      try account.setAutoReload(
        package: "macro", threshold: threshold, hasCard: true, consent: "1", id: "a", at: newYear.days(1))
    }
    #expect(refused?.detail == words)
    #expect(account.state.autoReload?.threshold == (words == nil ? threshold : nil))
  }

  @Test("Auto-reload takes the default threshold, eligible packages only, and a card on file")
  func setting() throws {
    var builder = FactBuilder()
    builder.subscribe("macro_month", newYear)
    var account = try builder.account(at: newYear.days(1))
    let noCard = refusal {
      try account.setAutoReload(package: "macro", hasCard: false, consent: "1", id: "a", at: newYear.days(1))
    }
    #expect(noCard?.code == "payment_method_missing")
    let small = refusal {
      try account.setAutoReload(package: "micro", hasCard: true, consent: "1", id: "a", at: newYear.days(1))
    }
    #expect(small?.code == "invalid_package")
    let on = try account.setAutoReload(package: "macro", hasCard: true, consent: "1", id: "a", at: newYear.days(1))
    #expect((on.answer?.enabled, on.answer?.threshold, on.effects) == (true, 2000, []))
    var off = account
    _ = try off.disableAutoReload(id: "off", at: newYear.days(1))
    #expect(throws: Refusal.self) {
      try off.setAutoReload(turnsOn: false, threshold: 3000, hasCard: true, consent: "1", id: "t", at: newYear.days(1))
    }
    #expect(off.state.autoReload?.enabled == false)
    let changed = try account.setAutoReload(
      turnsOn: false, threshold: 3000, hasCard: true, consent: "1", id: "b", at: newYear.days(1))
    #expect((changed.answer?.package, changed.answer?.threshold, changed.effects) == ("macro", 3000, []))
    #expect(try account.disableAutoReload(id: "c", at: newYear.days(1)).answer?.enabled == false)
  }

  @Test("The discount applies to the purchase that turns auto-reload on")
  func discount() throws {
    var builder = FactBuilder()
    builder.subscribe("macro_month", newYear)
    let account = try builder.account(at: newYear.days(1))
    let order = AutoReloadOrder(threshold: 2000, consent: "1")
    let bought = try account.buy("mega", autoReload: order)
    #expect(bought.answer.amount == 14_000)
    #expect(
      bought.effects == [.openCheckout(.package("mega", price: bought.answer, credits: 100_000, autoReload: order))])
    #expect(try account.buy("mega").answer.amount == 20_000)
    #expect(refusal { try account.buy("nano", autoReload: order) }?.code == "invalid_package")
  }

  /// A subscriber with 20,000 credits and auto-reload below 2,000.
  private func reloading(maximum: Int64? = nil) throws -> Account {
    var builder = FactBuilder()
    builder.subscribe("macro_month", newYear)
    var account = try builder.account(at: newYear.days(1))
    _ = try account.setAutoReload(
      package: "macro", threshold: 2000, maximum: maximum.map { .amount($0) } ?? .none, hasCard: true, consent: "1",
      id: "on",
      at: newYear.days(1))
    return account
  }

  @Test(
    "It fires when a spend takes the balance from at or above the threshold to below it",
    arguments: [(17_999, false), (18_000, false), (18_001, true)] as [(Credits, Bool)])
  func fires(_ amount: Credits, _ fires: Bool) throws {
    var account = try reloading()
    let spent = try account.spend(CreditOrder(.amount(amount)), id: "s", at: newYear.days(2))
    let start = ReloadStart(
      id: "reload_s", package: "macro", price: Money(amount: 3600, currency: "usd"), credits: 20_000)
    #expect(spent.effects == (fires ? [.chargeReload(start)] : []))
    #expect(spent.facts.count == (fires ? 2 : 1))
  }

  @Test("Held credits count as spent")
  func held() throws {
    var account = try reloading()
    #expect(
      try account.hold(CreditOrder(.amount(18_001)), seconds: 60, id: "h", at: newYear.days(2)).effects.count == 1)
  }

  @Test("One at a time: no other while its credits have not arrived, also when the balance went up and down again")
  func once() throws {
    var account = try reloading()
    let first = try account.spend(CreditOrder(.amount(19_000)), id: "s1", at: newYear.days(2))
    #expect(first.effects.count == 1)
    #expect(try account.spend(CreditOrder(.amount(100)), id: "s2", at: newYear.days(2)).effects.isEmpty)
    _ = try account.grant(5000, reason: "sorry", id: "g", at: newYear.days(2))
    #expect(try account.spend(CreditOrder(.amount(4500)), id: "s3", at: newYear.days(2)).effects.isEmpty)
    #expect(account.reloadUnderWay?.id == "reload_s1")
    // Its credits arrive: the next crossing fires again.
    var builder = FactBuilder()
    builder.reload(try #require(account.reloadUnderWay), newYear.days(3))
    account = try Account(
      account.history.facts + [builder.facts[0].told(as: "evt_pi")],
      catalog: Example.catalog(), at: newYear.days(4))
    #expect(account.course.wallet.available == 21_400)
    #expect(try account.spend(CreditOrder(.amount(20_000)), id: "s4", at: newYear.days(4)).effects.count == 1)
  }

  @Test("A reload that would pass the month's maximum is not made")
  func maximum() throws {
    var account = try reloading(maximum: 3599)
    #expect(try account.spend(CreditOrder(.amount(19_000)), id: "s", at: newYear.days(2)).effects.isEmpty)
    var enough = try reloading(maximum: 3600)
    #expect(try enough.spend(CreditOrder(.amount(19_000)), id: "s", at: newYear.days(2)).effects.count == 1)
  }

  @Test("A clawback that takes the balance below the threshold fires too")
  func clawback() throws {
    var builder = FactBuilder()
    builder.subscribe("macro_month", newYear)
    builder.package("macro", newYear, payment: "pi_1", autoReload: 2000)
    var account = try builder.account(at: newYear.days(1))
    _ = try account.spend(CreditOrder(.amount(20_000)), id: "s", at: newYear.days(1))
    #expect(try account.reload(cause: "nothing") == nil)
    builder.refund("re_1", payment: "pi_1", 3600, newYear.days(2))
    let facts = account.history.facts + [builder.facts.last?.told(as: "evt_re")].compactMap { $0 }
    var after = try Account(facts, catalog: Example.catalog(), at: newYear.days(2))
    #expect(after.course.wallet.available == 0)
    #expect(try after.reload(cause: "evt_re")?.answer.id == "reload_evt_re")
    #expect(try after.reload(cause: "again") == nil)
  }

  @Test(
    "An expiry that takes the balance below the threshold fires with the next command, however the account was read")
  func expiry() throws {
    var builder = FactBuilder()
    builder.subscribe("macro_month", newYear)
    var account = try builder.account(at: newYear.days(1))
    _ = try account.spend(CreditOrder(.amount(19_000)), id: "s", at: newYear.days(1))
    _ = try account.grant(1500, reason: "x", expiresAt: newYear.days(3), id: "g", at: newYear.days(1))
    _ = try account.setAutoReload(package: "macro", hasCard: true, consent: "1", id: "on", at: newYear.days(2))
    #expect(account.course.wallet.available == 2500)
    var anew = try Account(account.history.facts, catalog: Example.catalog(), at: newYear.days(4))
    for index in 0..<2 {
      let fired =
        index == 0
        ? try account.spend(CreditOrder(.amount(1)), id: "s2", at: newYear.days(4))
        : try anew.spend(CreditOrder(.amount(1)), id: "s2", at: newYear.days(4))
      #expect(fired.effects.count == 1)
    }
  }

  @Test("Setting it charges nothing, whether it is turned on below the threshold or raised above the balance")
  func settingChargesNothing() throws {
    var account = try reloading()
    _ = try account.spend(CreditOrder(.amount(16_000)), id: "s", at: newYear.days(2))
    let raised = try account.setAutoReload(threshold: 5000, hasCard: true, consent: "1", id: "r", at: newYear.days(2))
    #expect((raised.effects, account.course.wallet.available) == ([], 4000))
    var anew = try Account(account.history.facts, catalog: Example.catalog(), at: newYear.days(3))
    #expect(try anew.reload(cause: "x") == nil)
    #expect(try anew.spend(CreditOrder(.amount(1)), id: "s2", at: newYear.days(3)).effects.isEmpty)
  }

  @Test("What was asked for holds whichever telling comes first, and a lapse of then is a lapse of then")
  func askedTerms() throws {
    let price = Money(amount: 4000, currency: "usd")
    let now = Package(
      key: "macro", name: "Macro", credits: 30_000, prices: [PackagePrice(money: price, lookupKey: nil, ids: [])],
      autoReloadDiscountPercent: nil, expiresAfterDays: 5,
      former: [.init(until: newYear.days(100), credits: 20_000, prices: [price])])
    var builder = FactBuilder()
    builder.add(
      "app.checkout_opened", newYear,
      .app(
        .checkoutOpened(
          CheckoutOpening(session: "cs_pi_1", order: .package("macro", price: price, credits: 25_000, autoReload: nil)))
      ))
    var intent = PaymentIntent(id: "pi_1")
    (intent.amount, intent.currency, intent.metadata) = (4000, "usd", ["tollbridge_package": "macro"])
    builder.add("payment_intent.succeeded", newYear.days(1), .paymentSucceeded(intent))
    builder.package("macro", newYear.days(1).adding(seconds: 1), payment: "pi_1")
    let catalog = try Example.catalog(packages: [now])
    #expect(try builder.account(at: newYear.days(50), catalog).state.balance.purchased == 25_000)
    var unknown = FactBuilder()
    unknown.package("macro", newYear, payment: "pi_2")
    #expect(try unknown.account(at: newYear.days(50), catalog).state.balance.purchased == 20_000)
  }

  @Test("Turning it on while the balance is low already fires nothing; nor does it for who may not buy packages")
  func quiet() throws {
    var account = try reloading()
    _ = try account.disableAutoReload(id: "off", at: newYear.days(1))
    _ = try account.spend(CreditOrder(.amount(19_500)), id: "s", at: newYear.days(2))
    _ = try account.setAutoReload(package: "macro", hasCard: true, consent: "1", id: "on2", at: newYear.days(2))
    #expect(try account.spend(CreditOrder(.amount(1)), id: "s2", at: newYear.days(3)).effects.isEmpty)
    var builder = FactBuilder()
    builder.subscribe("micro_month", newYear)
    var micro = try builder.account(at: newYear)
    let refused = refusal {
      try micro.setAutoReload(package: "macro", hasCard: true, consent: "1", id: "a", at: newYear)
    }
    #expect(refused?.code == "one_time_upsell")
    builder.package("macro", newYear, payment: "pi_1", autoReload: 2000)
    var bought = try builder.account(at: newYear)
    #expect(try bought.spend(CreditOrder(.amount(24_500)), id: "s", at: newYear.days(1)).effects.isEmpty)
  }

  @Test(
    "A purchase's own threshold is kept within the bounds; only packages that auto-reload can buy turn it on",
    arguments: [
      ("2000", 2000), ("500", 1000), ("99999", 9999), ("abc", 2000), ("0", nil), ("-5", nil),
    ] as [(String, Credits?)])
  func askedThreshold(_ text: String, _ threshold: Credits?) throws {
    var session = CheckoutSession(id: "cs_1")
    (session.mode, session.paymentStatus, session.amountSubtotal, session.currency) = ("payment", "paid", 3600, "usd")
    session.metadata = ["tollbridge_package": "macro", "tollbridge_auto_reload": text]
    var builder = FactBuilder()
    builder.add("checkout.session.completed", newYear, .checkoutCompleted(session))
    #expect(try builder.account(at: newYear).state.autoReload?.threshold == threshold)
    (session.amountSubtotal, session.metadata["tollbridge_package"]) = (1500, "micro")
    var small = FactBuilder()
    small.add("checkout.session.completed", newYear, .checkoutCompleted(session))
    #expect(try small.account(at: newYear).state.autoReload == nil)
  }

  @Test("The discounted price is taken with auto-reload alone")
  func discountNeedsAutoReload() throws {
    var builder = FactBuilder()
    builder.package("macro", newYear, payment: "pi_1", autoReload: 2000)
    #expect(try builder.account(at: newYear).state.balance.purchased == 20_000)
    guard case .checkoutCompleted(var session) = builder.facts[0].body else { return }
    session.metadata["tollbridge_auto_reload"] = nil
    var without = FactBuilder()
    without.add("checkout.session.completed", newYear, .checkoutCompleted(session))
    let account = try without.account(at: newYear)
    #expect(account.state.balance.purchased == 0)
    #expect(account.outcomes["evt_1"] == .quarantined("36.00 USD is not a price of package macro"))
  }

  @Test("What was bought on earlier terms stays, and a reload brings what it was decided for")
  func formerTerms() throws {
    var builder = FactBuilder()
    builder.subscribe("macro_month", newYear)
    builder.package("micro", newYear, payment: "pi_1")
    let start = ReloadStart(
      id: "r", package: "macro", price: Money(amount: 3600, currency: "usd"), credits: 20_000)
    builder.add("app.reload_started", newYear.days(9), .app(.reloadStarted(start)))
    builder.reload(start, newYear.days(20))
    let money = Money(amount: 1800, currency: "usd")
    func dearer(_ key: String, _ former: [Package.FormerTerms]) -> Package {
      Package(
        key: key, name: key, credits: 6000, prices: [PackagePrice(money: money, lookupKey: nil, ids: [])],
        autoReloadDiscountPercent: nil, former: former)
    }
    let then = Package.FormerTerms(
      until: newYear.days(10), credits: 5000, prices: [Money(amount: 1500, currency: "usd")])
    let packages = [dearer("micro", [then]), dearer("macro", [])]
    let account = try builder.account(at: newYear.days(20), Example.catalog(packages: packages))
    #expect(account.state.balance.purchased == 25_000)
    let forgotten = try Example.catalog(packages: [dearer("micro", []), dearer("macro", [])])
    #expect(try builder.account(at: newYear.days(20), forgotten).state.balance.purchased == 20_000)
  }

  @Test("A paid period keeps the terms that held when it began")
  func formerRefills() throws {
    let plans = Example.plans.map { plan in
      Plan(
        key: plan.key, name: plan.name, tier: plan.tier,
        refill: .init(amount: plan.refill.amount * 2, unit: plan.refill.unit), cap: plan.cap * 2, prices: plan.prices,
        features: plan.features,
        former: [.init(until: newYear.days(10), refill: plan.refill.amount, cap: plan.cap)])
    }
    let catalog = try Catalog(plans: plans, packages: [], features: Example.features)
    var builder = FactBuilder()
    builder.subscribe("micro_month", newYear)
    let (second, third) = (newYear.adding(months: 1), newYear.adding(months: 2))
    builder.invoice("in_2", "micro_month", second, from: second, to: third, paid: 1500)
    #expect(try builder.account(at: newYear.days(20), catalog).state.balance.plan == 5000)
    #expect(try builder.account(at: second, catalog).state.balance.plan == 15_000)
    var free = FactBuilder()
    free.touch(newYear.days(8))
    #expect(try free.account(at: newYear.days(9), catalog).state.balance.plan == 160)
    #expect(try free.account(at: newYear.days(10), catalog).state.balance.plan == 320)
  }

  @Test("Auto-reload that was asked for with false is off, with a number or another word it is on")
  func autoReloadWords() throws {
    for (word, isOn) in [("false", false), ("0", false), ("true", true), ("3000", true)] {
      var builder = FactBuilder()
      builder.package("macro", newYear, payment: "pi_1", metadata: ["tollbridge_auto_reload": word])
      #expect((try builder.account(at: newYear.days(1)).state.autoReload != nil) == isOn, "\(word)")
    }
  }
}

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
    #expect(refusal { try account.buy("macro", autoReloadThreshold: threshold) }?.detail == words)
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
    let changed = try account.setAutoReload(threshold: 3000, hasCard: true, consent: "1", id: "b", at: newYear.days(1))
    #expect((changed.answer?.package, changed.answer?.threshold, changed.effects) == ("macro", 3000, []))
    #expect(try account.disableAutoReload(id: "c", at: newYear.days(1)).answer?.enabled == false)
  }

  @Test("The discount applies to the purchase that turns auto-reload on")
  func discount() throws {
    var builder = FactBuilder()
    builder.subscribe("macro_month", newYear)
    let account = try builder.account(at: newYear.days(1))
    let bought = try account.buy("mega", autoReloadThreshold: 2000)
    #expect(bought.answer.amount == 14_000)
    #expect(bought.effects == [.openCheckout(.package("mega", price: bought.answer, autoReloadThreshold: 2000))])
    #expect(try account.buy("mega").answer.amount == 20_000)
    #expect(refusal { try account.buy("nano", autoReloadThreshold: 2000) }?.code == "invalid_package")
  }

  /// A subscriber with 20,000 credits and auto-reload below 2,000.
  private func reloading(maximum: Int64? = nil) throws -> Account {
    var builder = FactBuilder()
    builder.subscribe("macro_month", newYear)
    var account = try builder.account(at: newYear.days(1))
    _ = try account.setAutoReload(
      package: "macro", threshold: 2000, monthlyMaximum: maximum, hasCard: true, consent: "1", id: "on",
      at: newYear.days(1))
    return account
  }

  @Test(
    "It fires when a spend takes the balance from at or above the threshold to below it",
    arguments: [(17_999, false), (18_000, false), (18_001, true)] as [(Credits, Bool)])
  func fires(_ amount: Credits, _ fires: Bool) throws {
    var account = try reloading()
    let spent = try account.spend(CreditOrder(.amount(amount)), id: "s", at: newYear.days(2))
    let start = ReloadStart(id: "reload_s", package: "macro", price: Money(amount: 3600, currency: "usd"))
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

  @Test("A clawback that takes the balance below the threshold fires too; an expiry does with the next command")
  func otherFalls() throws {
    var account = try reloading()
    let before = account.course.wallet.available
    _ = try account.spend(CreditOrder(.amount(17_000)), id: "s", at: newYear.days(2))
    #expect(try account.reload(available: before, cause: "evt_refund") == nil)
    _ = try account.grant(1000, reason: "x", expiresAt: newYear.days(3), id: "g", at: newYear.days(2))
    _ = try account.spend(CreditOrder(.amount(1500)), id: "s2", at: newYear.days(2))
    #expect(account.course.wallet.available == 2500)
    #expect(try account.spend(CreditOrder(.amount(1)), id: "s3", at: newYear.days(4)).effects.isEmpty)
    #expect(account.course.wallet.available == 2499)
  }
}

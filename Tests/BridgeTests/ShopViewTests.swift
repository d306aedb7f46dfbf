import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Store
@testable import Stripe

/// What is for sale, as the API answers it for the example catalogue. Each text is the guide's.
@Suite("For sale, as it is answered")
struct ShopViewTests {
  private static let start = Instant("2026-01-01T00:00:00Z")

  /// Accounts as the provider's own words make them: on the free plan, on Macro by the month, on Macro by the year.
  enum Holder: String, CaseIterable, Sendable {
    case free
    case monthly = "macro_month"
    case yearly = "macro_year"

    func account(until days: Int64 = 3, change: (inout Subscription) -> Void = { _ in }) throws -> Account {
      let start = try #require(ShopViewTests.start)
      var facts = [
        Fact(
          event: "touch", type: "app.touched", occurredAt: start, body: .app(.touched(Touch())), sequence: 1)
      ]
      if self != .free { facts += subscription(start, change) }
      return try Account(facts, catalog: try Stage.catalog, at: start.adding(seconds: days * 86_400))
    }

    private func subscription(_ start: Instant, _ change: (inout Subscription) -> Void) -> [Fact] {
      let end = start.adding(seconds: (self == .yearly ? 365 : 31) * 86_400)
      var seen = Subscription(id: "sub_1")
      (seen.status, seen.customer) = ("active", "cus_1")
      var item = Subscription.Item()
      item.lookupKey = rawValue
      seen.items = [item]
      (seen.periodStart, seen.periodEnd, seen.startedAt) = (start, end, start)
      change(&seen)
      var invoice = Invoice(id: "in_1")
      (invoice.customer, invoice.subscription, invoice.status) = ("cus_1", "sub_1", "paid")
      (invoice.billingReason, invoice.currency, invoice.created) = ("subscription_create", "usd", start)
      let paid: Int64 = self == .yearly ? 19_200 : 4000
      (invoice.paidAt, invoice.total, invoice.amountPaid, invoice.paymentIntent) = (start, paid, paid, "pi_1")
      var line = Invoice.Line()
      (line.lookupKey, line.amount, line.currency) = (rawValue, paid, "usd")
      (line.periodStart, line.periodEnd) = (start, end)
      invoice.lines = [line]
      return [
        Fact(event: "evt_1", type: "customer.subscription.created", occurredAt: start, body: .subscriptionSeen(seen)),
        Fact(event: "evt_2", type: "invoice.paid", occurredAt: start, body: .invoicePaid(invoice)),
      ]
    }
  }

  private func json(_ view: some Encodable) throws -> JSONValue {
    try JSONValue(scanning: Array(try JSONText.canonical(view, snakeCase: true).utf8))
  }

  private func plans(_ account: Account, _ interval: BillingInterval) throws -> JSONValue {
    try json(PlansView(account.plansPage(interval), for: account, free: account.catalog.freePlan, .english))
  }

  private func buttons(_ page: JSONValue) -> [String] {
    (page["cards"]?.elements ?? []).map { card in
      let button = card["button"]
      return [card["plan"], button?["state"], button?["label"], button?["verb"]].map { $0?.string ?? "-" }
        .joined(separator: " ")
    }
  }

  @Test(
    "Each plan has its one button, with the guide's label and the verb behind it",
    arguments: [
      (
        .free, .month,
        [
          "nano current Current plan none", "micro upgrade Upgrade plan checkout",
          "macro upgrade Upgrade plan checkout", "mega upgrade Upgrade plan checkout",
        ]
      ),
      (
        .free, .year,
        [
          "micro upgrade Upgrade plan checkout", "macro upgrade Upgrade plan checkout",
          "mega upgrade Upgrade plan checkout",
        ]
      ),
      (
        .monthly, .month,
        [
          "nano downgrade Downgrade plan cancel", "micro downgrade Downgrade plan change",
          "macro current Current plan none", "mega upgrade Upgrade plan change",
        ]
      ),
      (
        .monthly, .year,
        [
          "micro downgrade Downgrade plan change", "macro change Change plan change",
          "mega upgrade Upgrade plan change",
        ]
      ),
      (
        .yearly, .month,
        [
          "nano downgrade Downgrade plan cancel", "micro downgrade Downgrade plan change",
          "macro change Change plan change", "mega upgrade Upgrade plan change",
        ]
      ),
      (
        .yearly, .year,
        [
          "micro downgrade Downgrade plan change", "macro current Current plan none",
          "mega upgrade Upgrade plan change",
        ]
      ),
    ] as [(Holder, BillingInterval, [String])])
  func states(_ holder: Holder, _ interval: BillingInterval, _ expected: [String]) throws {
    #expect(try buttons(plans(holder.account(), interval)) == expected)
  }

  @Test("The yearly page reads as the guide does")
  func yearly() throws {
    let page = try plans(Holder.free.account(), .year)
    #expect(page["title"]?.string == "Make your choice")
    #expect(page["toggle"]?.elements.compactMap { $0["label"]?.string } == ["Pay monthly", "Pay yearly"])
    let macro = try #require(page["cards"]?.elements.first { $0["plan"]?.string == "macro" })
    #expect(macro["price"]?["text"]?.string == "$16/mo")
    #expect(macro["price"]?["billed_text"]?.string == "billed $192/yr")
    #expect(macro["price"]?["billed"]?["amount"]?.integer == 19_200)
    #expect(macro["savings"]?.string == "60% off when paid yearly")
    #expect(macro["credits"]?.string == "20,000 credits / month")
    #expect(macro["badge"]?.string == "71% pick this plan")
    #expect(macro["switch_text"]?.string == "Switch to monthly billing")
    let comparison = try #require(page["comparison"])
    #expect(comparison["title"]?.string == "Compare plans and features")
    #expect(
      comparison["sections"]?.elements.compactMap { $0["name"]?.string } == [
        "Essentials", "Models and concurrency", "Image features", "Video features", "Audio features",
      ])
  }

  @Test("Every member is there, null where there is nothing", arguments: Holder.allCases)
  func members(_ holder: Holder) throws {
    let page = try plans(holder.account(), .month)
    #expect(page.members.contains { $0.0 == "empty_text" })
    for card in page["cards"]?.elements ?? [] {
      #expect(
        card.members.map(\.0).sorted() == [
          "badge", "button", "credits", "highlights", "name", "plan", "popular", "price", "savings", "switch_text",
          "tier",
        ])
      #expect(
        card["button"]?.members.map(\.0).sorted() == [
          "confirmation", "date", "date_text", "irreversible", "label", "state", "undo", "verb", "warning",
        ])
    }
  }

  @Test("A downgrade says what is lost; a cancellation is undone beside the current plan")
  func notices() throws {
    let page = try plans(Holder.monthly.account(), .month)
    let confirmation = try #require(page["cards"]?.elements[1]["button"]?["confirmation"])
    #expect(confirmation["kind"]?.string == "notice")
    #expect(confirmation["title"]?.string == "Confirm downgrade")
    #expect(confirmation["body"]?.string == "Micro has fewer features than your current plan.")
    #expect(confirmation["lost"]?.elements.compactMap(\.string).contains("Max portrait models") == true)
    let leaving = try plans(Holder.monthly.account { $0.cancelAtPeriodEnd = true }, .month)
    #expect(buttons(leaving)[0] == "nano scheduled Start at: 2026-02-01 none")
    let undo = try #require(leaving["cards"]?.elements[2]["button"]?["undo"])
    #expect(undo["label"]?.string == "Cancel downgrade")
    #expect(undo["verb"]?.string == "uncancel")
  }

  @Test("A paused plan resumes, with until when")
  func paused() throws {
    let until = try #require(Self.start).adding(seconds: 20 * 86_400)
    let account = try Holder.monthly.account { ($0.pauseBehavior, $0.resumesAt) = ("void", until) }
    let page = try plans(account, .month)
    #expect(buttons(page)[2] == "macro resume Resume now resume")
    #expect(page["cards"]?.elements[2]["button"]?["date_text"]?.string == "Paused until: 2026-01-21")
    #expect(page["cards"]?.elements[2]["button"]?["date"]?.string == "2026-01-21T00:00:00Z")
  }

  @Test("Nobody is asked to sign in, and may look at the packages")
  func nobody() throws {
    let (catalog, start) = (try Stage.catalog, try #require(Self.start))
    let page = try json(PlansView(catalog.plansPage(.month, at: start), for: nil, free: catalog.freePlan, .english))
    #expect(buttons(page)[1] == "micro sign_in Upgrade plan sign_in")
    let packages = try json(PackagesView(catalog.packagesPage(at: start), for: nil, catalog, .english))
    #expect(packages["eligibility"]?.string == "locked")
    #expect(packages["prompt"]?["title"]?.string == "Unlock one-time package")
    #expect(packages["prompt"]?["action"]?.string == "Upgrade now")
    #expect(packages["new"]?.bool == false)
    #expect(packages.members.contains { $0.0 == "residual" } && packages["residual"]?.integer == nil)
    #expect(packages["cards"]?.elements.count == 4)
  }

  @Test("The packages read as the guide does, with the red dot for who may buy them")
  func packages() throws {
    let account = try Holder.monthly.account()
    let page = try json(PackagesView(account.packagesPage(), for: account, account.catalog, .english))
    #expect(page["eligibility"]?.string == "allowed")
    #expect(page["new"]?.bool == true)
    #expect(page["residual_label"]?.string == "Residual")
    #expect(page["residual"]?.integer == 20_000)
    #expect(page["threshold"]?["label"]?.string == "Reload when balance below")
    #expect(page["threshold"]?["value"]?.integer == 2000)
    let macro = try #require(page["cards"]?.elements[2])
    #expect(macro["price"]?["pay_text"]?.string == "Pay $40 now")
    #expect(macro["price"]?["per_hundred_text"]?.string == "$0.20 / 100 credits")
    #expect(macro["auto_reload"]?["badge"]?.string == "10% off with auto-reload")
    #expect(macro["auto_reload"]?["section"]?.string == "Auto-reload — Save 10%")
    #expect(macro["auto_reload"]?["price"]?["pay_text"]?.string == "Pay $36 now")
    #expect(macro["auto_reload"]?["price"]?["original_text"]?.string == "$40")
    let locked = try Holder.free.account()
    let prompt = try json(PackagesView(locked.packagesPage(), for: locked, locked.catalog, .english))["prompt"]
    #expect(
      prompt?["body"]?.string
        == "This one-time package is available to subscribers only. Upgrade to unlock it.")
  }

  @Test("A preview says when and what for how much")
  func preview() throws {
    let account = try Holder.monthly.account()
    let micro = try json(
      ChangePreviewView(
        account.previewChange(PlanChoice(plan: "micro", interval: .month)), at: account.moment, .english))
    #expect(micro["timing"]?.string == "period_end")
    #expect(micro["at"]?.string == "2026-02-01T00:00:00Z")
    #expect(micro["credits"]?.integer == 0)
    let mega = try json(
      ChangePreviewView(account.previewChange(PlanChoice(plan: "mega", interval: .month)), at: account.moment, .english)
    )
    #expect(mega["timing"]?.string == "now")
    #expect(mega["estimate"]?["currency"]?.string == "usd")
    #expect(mega["estimate"]?["amount"]?.integer == 14_452)
  }

  @Test("Auto-reload that was never set is off, with the guide's bounds")
  func autoReload() throws {
    let account = try Holder.monthly.account()
    let view = try json(AutoReloadView(account, account.catalog, .english))
    #expect(view["enabled"]?.bool == false)
    #expect(view["threshold_minimum"]?.integer == 1000)
    #expect(view["threshold_maximum"]?.integer == 9999)
    #expect(view.members.contains { $0.0 == "guidance" })
  }
}

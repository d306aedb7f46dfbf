/// The plans page of one group, for an account or for nobody. Rules section 5.
package struct PlansPage: Sendable, Equatable {
  package let interval: BillingInterval
  package let cards: [PlanCard]
  package let comparison: [ComparisonSection]
  /// What is shown instead of cards where the group has none.
  package let emptyText: String?
}

/// One plan's card, with its one button.
package struct PlanCard: Sendable, Equatable {
  package struct Price: Sendable, Equatable {
    /// What is billed each interval.
    package let billed: Money
    /// What that comes to for a month, rounded down to the minor unit.
    package let perMonth: Money
    /// What would be billed without the offer, to be struck through.
    package let original: Money?
    /// The key of the offer that holds, and its name.
    package let offer: String?
    package let offerText: String?
    /// `$16/mo`.
    package let text: String
    /// `billed $192/yr`; nil where it is billed monthly.
    package let billedText: String?
  }

  package let plan: String
  package let name: String
  package let tier: Int64
  package let price: Price
  /// `60% off when paid yearly`.
  package let savings: String?
  /// `5,000 credits / month`.
  package let credits: String
  package let highlights: [String]
  package let isPopular: Bool
  package let badge: String?
  /// `Switch to annual billing`; nil where the plan is not sold so.
  package let switchText: String?
  package let button: PlanButton
}

/// The one button of a plan's card.
package struct PlanButton: Sendable, Equatable {
  package enum State: String, Sendable, CaseIterable {
    case signIn = "sign_in"
    case current, upgrade, downgrade, change, scheduled, resume
  }

  /// What a person is asked before anything happens.
  package enum Confirmation: Sendable, Equatable {
    case none
    case confirm
    /// It takes effect later, or loses something; which features.
    case notice(title: String, lost: [String])
  }

  package let state: State
  package let label: String
  /// When a scheduled plan begins, or until when it is paused.
  package let date: Instant?
  package let dateText: String?
  /// `Cancel downgrade` or `Cancel upgrade`, beside the current plan.
  package let undo: String?
  package let confirmation: Confirmation
  /// Leaving a legacy plan is for ever: `Stay on current plan`, `Update now`.
  package let isIrreversible: Bool
}

extension Catalog {
  /// The page for somebody who is not signed in.
  package func plansPage(
    _ interval: BillingInterval, region: String? = nil, at moment: Instant, messages: MessageCatalog = .english
  ) -> PlansPage {
    let writer = PlansPageWriter(
      catalog: self, interval: interval, shopper: Shopper(region: region, moment: moment), messages: messages)
    return writer.page(writer.plans(holding: nil)) { _ in writer.signIn }
  }
}

extension Account {
  /// The page for the account, as it stands now.
  package func plansPage(_ interval: BillingInterval, messages: MessageCatalog = .english) -> PlansPage {
    let writer = PlansPageWriter(catalog: catalog, interval: interval, shopper: shopper, messages: messages)
    let buttons = PlanButtons(account: self, messages: messages)
    return writer.page(writer.plans(holding: buttons.current)) { buttons.button($0, interval) }
  }
}

/// Writes the cards of one group.
struct PlansPageWriter {
  let catalog: Catalog
  let interval: BillingInterval
  let shopper: Catalog.Shopper
  let messages: MessageCatalog

  /// The plans of the group: what is for sale in it, the free plan beside what is paid monthly, and a legacy plan for
  /// whoever holds it so.
  func plans(holding held: PlanPrice?) -> [Plan] {
    catalog.plans(in: shopper.region).filter { plan in
      guard !plan.isLegacy || (plan.key == held?.plan.key && interval == held?.interval) else { return false }
      return plan.isFree ? interval == .month : plan.price(interval) != nil
    }
  }

  func page(_ plans: [Plan], button: (Plan) -> PlanButton) -> PlansPage {
    PlansPage(
      interval: interval, cards: plans.map { card($0, button($0)) },
      comparison: catalog.comparison(of: plans, messages),
      emptyText: plans.isEmpty ? messages.text(.plansEmpty) : nil)
  }

  var signIn: PlanButton {
    PlanButton(
      state: .signIn, label: messages.text(.planUpgrade), date: nil, dateText: nil, undo: nil, confirmation: .none,
      isIrreversible: false)
  }

  private func card(_ plan: Plan, _ button: PlanButton) -> PlanCard {
    let other: Message = interval == .month ? .plansToAnnual : .plansToMonthly
    return PlanCard(
      plan: plan.key, name: plan.name, tier: plan.tier, price: price(plan), savings: savings(plan),
      credits: messages.credits(plan.refill.amount, per: plan.refill.unit), highlights: plan.highlights,
      isPopular: plan.isPopular, badge: plan.badge,
      switchText: plan.price(interval.other) == nil ? nil : messages.text(other), button: button)
  }

  private func price(_ plan: Plan) -> PlanCard.Price {
    guard let price = plan.price(interval) else {
      let nothing = Money(amount: 0, currency: currency)
      return .init(
        billed: nothing, perMonth: nothing, original: nil, offer: nil, offerText: nil, text: messages.price(nothing),
        billedText: nil)
    }
    let offer = catalog.offer(on: price, for: shopper)
    let billed = offer?.money ?? price.terms.money
    let perMonth = Money(amount: billed.amount / interval.months, currency: billed.currency)
    return .init(
      billed: billed, perMonth: perMonth, original: offer == nil ? nil : price.terms.money, offer: offer?.offer.key,
      offerText: offer?.offer.name,
      text: messages.text(.plansPerMonth, ["price": messages.price(perMonth)]),
      billedText: interval == .year ? messages.text(.plansBilledYearly, ["price": messages.price(billed)]) : nil)
  }

  /// What paying yearly saves against twelve months, in whole percent rounded down.
  private func savings(_ plan: Plan) -> String? {
    guard interval == .year, let year = plan.price(.year)?.terms.money, let month = plan.price(.month)?.terms.money,
      year.currency == month.currency, month.amount > 0, month.amount <= .max / 12
    else { return nil }
    let monthly = month.amount * 12
    let percent = Int64(100).portion(monthly - year.amount, of: monthly)
    return percent > 0 ? messages.text(.plansYearlyBadge, ["percent": "\(percent)"]) : nil
  }

  /// The region's currency, else that of the first price.
  private var currency: String {
    catalog.regions.first { $0.key == shopper.region }?.currency
      ?? catalog.plans.lazy.flatMap(\.prices).first?.money.currency ?? "usd"
  }
}

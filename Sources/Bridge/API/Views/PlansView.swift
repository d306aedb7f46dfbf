internal import Billing

/// The plans page as it is answered: an app shows it as it comes, and decides nothing.
struct PlansView: Encodable {
  /// One side of the toggle.
  struct Side: Encodable {
    let interval: String
    let label: String
    let selected: Bool
  }

  struct Comparison: Encodable {
    struct Section: Encodable {
      struct Row: Encodable {
        let feature: String
        let name: String
        let values: [String]
      }

      let name: String
      let rows: [Row]
    }

    let title: String
    let sections: [Section]
  }

  let interval: String
  let title: String
  let toggle: [Side]
  let cards: [PlanCardView]
  let comparison: Comparison
  @OrNull var emptyText: String?

  /// - Parameter account: nil for somebody who is not signed in.
  init(_ page: PlansPage, for account: Account?, free: Plan?, _ messages: MessageCatalog) {
    interval = page.interval.rawValue
    title = messages.text(.plansTitle)
    toggle = [(BillingInterval.month, Message.plansPayMonthly), (.year, .plansPayYearly)].map { interval, label in
      Side(interval: interval.rawValue, label: messages.text(label), selected: interval == page.interval)
    }
    cards = page.cards.map { PlanCardView($0, isFree: $0.plan == free?.key, for: account, messages) }
    comparison = Comparison(
      title: messages.text(.compareTitle),
      sections: page.comparison.map { section in
        .init(
          name: section.name, rows: section.rows.map { .init(feature: $0.feature, name: $0.name, values: $0.values) })
      })
    emptyText = page.emptyText
  }
}

/// One plan's card.
struct PlanCardView: Encodable {
  struct Price: Encodable {
    let billed: Money
    let perMonth: Money
    let text: String
    @OrNull var billedText: String?
    @OrNull var original: Money?
    /// The struck-through price, for a month as `text` is.
    @OrNull var originalText: String?
    @OrNull var offer: String?
    @OrNull var offerText: String?
  }

  let plan: String
  let name: String
  let tier: Int64
  let price: Price
  @OrNull var savings: String?
  let credits: String
  let highlights: [String]
  let popular: Bool
  @OrNull var badge: String?
  @OrNull var switchText: String?
  let button: PlanButtonView

  init(_ card: PlanCard, isFree: Bool, for account: Account?, _ messages: MessageCatalog) {
    plan = card.plan
    name = card.name
    tier = card.tier
    let isYearly = card.price.billedText != nil
    price = Price(
      billed: card.price.billed, perMonth: card.price.perMonth, text: card.price.text,
      billedText: card.price.billedText, original: card.price.original,
      originalText: card.price.original.map { original in
        let perMonth = Money(amount: original.amount / (isYearly ? 12 : 1), currency: original.currency)
        return messages.text(.plansPerMonth, ["price": messages.price(perMonth)])
      }, offer: card.price.offer, offerText: card.price.offerText)
    savings = card.savings
    credits = card.credits
    highlights = card.highlights
    popular = card.isPopular
    badge = card.badge
    switchText = card.switchText
    button = PlanButtonView(card, isFree: isFree, for: account, messages)
  }
}

extension PlansView {
  static let schema = Schema.named(
    "Plans",
    .object([
      .must("interval", .interval), .must("title", .string),
      .must(
        "toggle",
        .list(.object([.must("interval", .interval), .must("label", .string), .must("selected", .flag)]))),
      .must("cards", .list(PlanCardView.schema)),
      .must(
        "comparison", .object([.must("title", .string), .must("sections", .list(section))])),
      .must("empty_text", .orNull(.string)),
    ]))

  private static let section = Schema.object([
    .must("name", .string),
    .must(
      "rows",
      .list(.object([.must("feature", .string), .must("name", .string), .must("values", .list(.string))]))),
  ])
}

extension PlanCardView {
  fileprivate static let schema = Schema.named(
    "PlanCard",
    .object([
      .must("plan", .string), .must("name", .string), .must("tier", .count), .must("price", price),
      .must("savings", .orNull(.string)), .must("credits", .string), .must("highlights", .list(.string)),
      .must("popular", .flag), .must("badge", .orNull(.string)), .must("switch_text", .orNull(.string)),
      .must("button", PlanButtonView.schema),
    ]))

  private static let price = Schema.object([
    .must("billed", .money), .must("per_month", .money), .must("text", .string), .must("billed_text", .orNull(.string)),
    .must("original", .orNull(.money)), .must("original_text", .orNull(.string)), .must("offer", .orNull(.string)),
    .must("offer_text", .orNull(.string)),
  ])
}

internal import Billing

/// The dialog of one-time packages as it is answered.
struct PackagesView: Encodable {
  /// The field that asks for auto-reload's threshold.
  struct Threshold: Encodable {
    let label: String
    let minimum: Credits
    let maximum: Credits
    /// What it is filled with at first.
    let value: Credits
  }

  let button: String
  let eligibility: String
  @OrNull var prompt: GuidanceView?
  @OrNull var otherWay: String?
  /// The red dot.
  let new: Bool
  let residualLabel: String
  /// What can be spent now; nil for nobody.
  @OrNull var residual: Credits?
  let threshold: Threshold
  let cards: [PackageCardView]
  let footer: [String]
  @OrNull var emptyText: String?

  /// - Parameter account: nil for somebody who is not signed in.
  init(_ page: PackagesPage, for account: Account?, _ catalog: Catalog, _ messages: MessageCatalog) {
    button = messages.text(.oneTime)
    eligibility = page.eligibility.rawValue
    prompt = page.prompt.map { GuidanceView($0, messages) }
    otherWay = page.otherWay
    new = page.isNew
    residualLabel = messages.text(.oneTimeResidual)
    residual = account?.state.balance.available
    let terms = catalog.policies.autoReload
    threshold = Threshold(
      label: messages.text(.autoReloadThreshold), minimum: terms.thresholdMin, maximum: terms.thresholdMax,
      value: account?.state.autoReload?.threshold ?? terms.thresholdDefault)
    cards = page.cards.map { PackageCardView($0, messages) }
    footer = [.oneTimeSecure, .oneTimeInstant].map { messages.text($0) }
    emptyText = page.emptyText
  }
}

/// One package as it is offered.
struct PackageCardView: Encodable {
  struct Price: Encodable {
    let due: Money
    let text: String
    @OrNull var original: Money?
    @OrNull var originalText: String?
    let perHundred: Money
    let perHundredText: String
    let payText: String

    init(_ price: PackageCard.Price, _ messages: MessageCatalog) {
      due = price.money
      text = messages.price(price.money)
      original = price.original
      originalText = price.original.map { messages.price($0) }
      perHundred = price.perHundred
      perHundredText = price.perHundredText
      payText = price.payText
    }
  }

  struct AutoReload: Encodable {
    let percentOff: Int64
    let price: Price
    let badge: String
    let payBadge: String
    let section: String
    let footer: String
  }

  let package: String
  let name: String
  let credits: Credits
  let creditsText: String
  let price: Price
  @OrNull var autoReload: AutoReload?

  init(_ card: PackageCard, _ messages: MessageCatalog) {
    package = card.package
    name = card.name
    credits = card.credits
    creditsText = messages.text(.balance, ["count": messages.number(card.credits)])
    price = Price(card.price, messages)
    autoReload = card.autoReload.map { terms in
      AutoReload(
        percentOff: terms.percentOff, price: Price(terms.price, messages), badge: terms.badge, payBadge: terms.payBadge,
        section: terms.section, footer: messages.text(.oneTimeCancelAnytime))
    }
  }
}

extension PackagesView {
  static let schema = Schema.named(
    "Packages",
    .object([
      .must("button", .string), .must("eligibility", .oneOf(PackageEligibility.allCases.map(\.rawValue))),
      .must("prompt", .orNull(GuidanceView.schema)), .must("other_way", .orNull(.string)),
      .must("new", .flag, "The red dot."), .must("residual_label", .string),
      .must("residual", .orNull(.count), "What can be spent now; null for nobody."),
      .must(
        "threshold",
        .object([
          .must("label", .string), .must("minimum", .count), .must("maximum", .count), .must("value", .count),
        ])), .must("cards", .list(PackageCardView.schema)), .must("footer", .list(.string)),
      .must("empty_text", .orNull(.string)),
    ]))
}

extension PackageCardView {
  private static let price = Schema.named(
    "PackagePrice",
    .object([
      .must("due", .money), .must("text", .string), .must("original", .orNull(.money)),
      .must("original_text", .orNull(.string)), .must("per_hundred", .money), .must("per_hundred_text", .string),
      .must("pay_text", .string),
    ]))

  fileprivate static let schema = Schema.named(
    "PackageCard",
    .object([
      .must("package", .string), .must("name", .string), .must("credits", .count), .must("credits_text", .string),
      .must("price", price),
      .must(
        "auto_reload",
        .orNull(
          .object([
            .must("percent_off", .count), .must("price", price), .must("badge", .string), .must("pay_badge", .string),
            .must("section", .string), .must("footer", .string),
          ]))),
    ]))
}

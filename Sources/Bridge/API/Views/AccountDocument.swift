internal import Billing

/// An account in one read: all that a page shows of it.
struct AccountDocument: Encodable {
  private let account: String
  private let state: AccountView
  private let more: More

  private struct More: Encodable {
    let account: String
    let planName: String
    @OrNull var statusText: String?
    let refillText: String
    let balance: BalanceView
    let limits: [FeatureUseView]
    @OrNull var billing: BillingView?
    let autoReload: AutoReloadView
    let notices: [GuidanceView]
    @OrNull var customer: String?
    @OrNull var subscription: String?
  }

  /// - Parameter showsProvider: whether the provider's ids are told; a browser has no use for them.
  init(
    _ id: AccountID, _ account: Account, _ catalog: Catalog, slots: [Slot], showsProvider: Bool,
    _ messages: MessageCatalog
  ) {
    self.account = id.value
    state = AccountView(state: account.state)
    more = More(
      account: id.value, planName: catalog.plan(account.state.plan)?.name ?? account.state.plan,
      statusText: account.statusWords.map { messages.text($0) },
      refillText: messages.credits(account.refillTerms.amount, per: account.refillTerms.unit),
      balance: BalanceView(account), limits: account.use(of: slots).map(FeatureUseView.init),
      billing: account.billingCard.map { BillingView($0, messages) },
      autoReload: AutoReloadView(account, catalog, messages),
      notices: account.notices.map { GuidanceView($0, messages) },
      customer: showsProvider ? account.state.customer : nil,
      subscription: showsProvider ? account.state.subscription : nil)
  }

  func encode(to encoder: any Encoder) throws {
    try state.encode(to: encoder)
    try more.encode(to: encoder)
  }

  static let schema = Schema.named(
    "Account",
    .object([
      .must("account", .account), .must("plan", .string), .must("plan_name", .string),
      .must("interval", .orNull(.interval)),
      .must("status", .string, "The provider's word for the subscription, `paused`, or `none`."),
      .must("status_text", .orNull(.string), "As a person is told it; null for who has no subscription."),
      .must("refill_text", .string, "What the plan refills, with its unit."),
      .must("balance", BalanceView.schema),
      .must("period", .orNull(.object([.must("start", .moment), .must("end", .moment)]))),
      .must("scheduled_change", .orNull(scheduledChange)), .must("cancel_at", .orNull(.moment)),
      .must("paused_until", .orNull(.moment)), .must("next_refill", .orNull(BalanceView.refill)),
      .must("limits", .list(FeatureUseView.schema)), .must("auto_reload", AutoReloadView.schema),
      .must("billing", .orNull(BillingView.schema)), .must("notices", .list(GuidanceView.schema)),
      .must("checkouts", .map(.oneOf("processing", "succeeded", "canceled", "failed")), "Results by checkout."),
      .must("customer", .orNull(.string), "The provider's id; null for a browser."),
      .must("subscription", .orNull(.string), "The provider's id; null for a browser."),
    ]))

  private static let scheduledChange = Schema.object([
    .must("plan", .string), .must("interval", .orNull(.interval)), .must("at", .moment),
  ])
}

/// What a plan gives of a feature, and how much of it is taken.
struct FeatureUseView: Encodable {
  let feature: String
  let name: String
  /// `toggle`, `limit`, `unlimited` or `text`.
  let kind: String
  @OrNull var included: Bool?
  @OrNull var limit: Int64?
  @OrNull var text: String?
  @OrNull var used: Int64?

  init(_ use: FeatureUse) {
    feature = use.feature.key
    name = use.feature.name
    used = use.used
    (included, limit, text) = (nil, nil, nil)
    switch use.value {
    case .included(let isIncluded): (kind, included) = ("toggle", isIncluded)
    case .limit(let most): (kind, limit) = ("limit", most)
    case .unlimited: kind = "unlimited"
    case .text(let words): (kind, text) = ("text", words)
    }
  }

  static let schema = Schema.named(
    "FeatureUse",
    .object([
      .must("feature", .string), .must("name", .string), .must("kind", .oneOf("toggle", "limit", "unlimited", "text")),
      .must("included", .orNull(.flag)), .must("limit", .orNull(.count)), .must("text", .orNull(.string)),
      .must("used", .orNull(.count), "Slots that are taken; null for what is not counted."),
    ]))
}

/// The card of what is paid, when, and what follows.
struct BillingView: Encodable {
  let title: String
  let plan: String
  let interval: String
  let price: Money
  let priceText: String
  @OrNull var periodStart: String?
  @OrNull var periodEnd: String?
  @OrNull var renewsAt: String?
  @OrNull var changingTo: String?
  @OrNull var changingToLabel: String?
  @OrNull var changesAt: String?
  let actions: [Action]

  struct Action: Encodable {
    let verb: String
    let label: String
    @OrNull var confirm: String?
  }

  init(_ card: BillingCard, _ messages: MessageCatalog) {
    title = messages.text(.billingTitle)
    plan = card.plan
    interval = card.interval.rawValue
    price = card.price
    priceText = messages.price(card.price)
    periodStart = card.period?.start.description
    periodEnd = card.period?.end.description
    renewsAt = card.renewsAt?.description
    changingTo = card.changingTo
    changingToLabel = card.changingTo == nil ? nil : messages.text(.billingChangingTo)
    changesAt = card.changesAt?.description
    actions = card.actions.map { action in
      Action(
        verb: action.rawValue, label: messages.text(action.label),
        confirm: action.question.map { messages.text($0) })
    }
  }

  static let schema = Schema.named(
    "Billing",
    .object([
      .must("title", .string), .must("plan", .string), .must("interval", .interval), .must("price", .money),
      .must("price_text", .string), .must("period_start", .orNull(.moment)), .must("period_end", .orNull(.moment)),
      .must("renews_at", .orNull(.moment), "When it is charged again; null where it ends or rests."),
      .must("changing_to", .orNull(.string)), .must("changing_to_label", .orNull(.string)),
      .must("changes_at", .orNull(.moment)),
      .must(
        "actions",
        .list(
          .object([
            .must("verb", .oneOf(BillingCard.Action.allCases.map(\.rawValue))), .must("label", .string),
            .must("confirm", .orNull(.string), "What a person is asked before."),
          ]))),
    ]))
}

extension BillingCard.Action {
  fileprivate var label: Message {
    switch self {
    case .managePayment: .billingManage
    case .cancel: .cancelSubscription
    case .pause: .pauseSubscription
    case .uncancel, .resume: .resumeSubscription
    }
  }

  /// What a person is asked before.
  fileprivate var question: Message? {
    switch self {
    case .cancel: .cancelConfirm
    case .pause: .pauseConfirm
    case .managePayment, .uncancel, .resume: nil
    }
  }
}

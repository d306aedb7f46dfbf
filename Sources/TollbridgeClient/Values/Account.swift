public import Foundation

/// An account as a whole: all that a page shows of it.
public struct Account: Codable, Hashable, Sendable {
  /// What is paid for, from when until when.
  public struct Period: Codable, Hashable, Sendable {
    /// Its first moment.
    public let start: Date
    /// The first moment after it.
    public let end: Date
  }

  /// A change of plan that waits for its time.
  public struct ScheduledChange: Codable, Hashable, Sendable {
    /// The plan that comes.
    public let plan: String
    /// How it will be paid; nil for the free plan.
    public let interval: Interval?
    /// When.
    public let at: Date
  }

  /// The app's own id of it.
  public let account: String
  /// The plan's key in the catalogue.
  public let plan: String
  /// The plan's name for people.
  public let planName: String
  /// The status as a person is told it; nil for who has no subscription.
  public let statusText: String?
  /// What the plan refills, with its unit; nil from services that do not say it.
  public let refillText: String?
  /// How it is paid; nil for the free plan.
  public let interval: Interval?
  /// The provider's word for the subscription (`active`, `past_due`), `paused`, or `none`.
  public let status: String
  /// What there is to spend.
  public let balance: Balance
  /// What is paid for; nil for the free plan.
  public let period: Period?
  /// A change of plan that waits for its time.
  public let scheduledChange: ScheduledChange?
  /// When a cancellation takes effect.
  public let cancelAt: Date?
  /// When a pause ends by itself.
  public let pausedUntil: Date?
  /// The next plan credits, as in ``balance``.
  public let nextRefill: Refill?
  /// What the plan gives of each feature, and how much of it is taken.
  public let limits: [FeatureUse]
  /// Buying a package by itself.
  public let autoReload: AutoReload
  /// The card of what is paid; nil where nothing is.
  public let billing: Billing?
  /// What the person should be told.
  public let notices: [Guidance]
  /// How each checkout stands, by its id.
  public let checkouts: [String: PaymentStatus]
  /// The provider's id of the customer; nil for a browser.
  public let customer: String?
  /// The provider's id of the subscription; nil for a browser.
  public let subscription: String?
}

/// What a plan gives of a feature, and how much of it is taken.
public struct FeatureUse: Codable, Hashable, Sendable {
  /// What kind of feature it is.
  public struct Kind: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// It is there or not: ``FeatureUse/included``.
    public static let toggle: Self = "toggle"
    /// So many: ``FeatureUse/limit``.
    public static let limit: Self = "limit"
    /// As many as one likes.
    public static let unlimited: Self = "unlimited"
    /// Words: ``FeatureUse/text``.
    public static let text: Self = "text"
  }

  /// Its key in the catalogue.
  public let feature: String
  /// Its name for people.
  public let name: String
  /// Which of the three that follow says it.
  public let kind: Kind
  /// Whether the plan has it, for a toggle.
  public let included: Bool?
  /// The most slots at once, for a limit.
  public let limit: Int?
  /// For people, for words.
  public let text: String?
  /// Slots that are taken; nil for what is not counted.
  public let used: Int?
}

/// The card of what is paid, when, and what follows.
public struct Billing: Codable, Hashable, Sendable {
  /// A button of the card.
  public struct Action: Codable, Hashable, Sendable {
    /// What it does: `manage_payment`, `cancel`, `uncancel`, `pause` or `resume`.
    public let verb: String
    /// What it says.
    public let label: String
    /// What a person is asked before.
    public let confirm: String?
  }

  /// The card's headline.
  public let title: String
  /// The plan's name for people.
  public let plan: String
  /// How it is paid.
  public let interval: Interval
  /// What it costs.
  public let price: Money
  /// The same for people: `$15`.
  public let priceText: String
  /// The first moment of what is paid for.
  public let periodStart: Date?
  /// The first moment after it.
  public let periodEnd: Date?
  /// When it is charged again; nil where it ends or rests.
  public let renewsAt: Date?
  /// The name of the plan that follows.
  public let changingTo: String?
  /// What stands before that name.
  public let changingToLabel: String?
  /// When that plan follows.
  public let changesAt: Date?
  /// The buttons.
  public let actions: [Action]
}

/// Auto-reload as it is set.
public struct AutoReload: Codable, Hashable, Sendable {
  /// Whether it is on.
  public let enabled: Bool
  /// What its switch says.
  public let label: String
  /// The package that it buys.
  public let package: String?
  /// It buys when fewer credits than this can be spent.
  public let threshold: Int?
  /// The least that the threshold may be, in credits.
  public let thresholdMinimum: Int
  /// The most that the threshold may be, in credits.
  public let thresholdMaximum: Int
  /// What it may spend in a month, in the currency's minor unit; nil for no bound.
  public let monthlyMaximum: Int?
  /// What switched it off.
  public let offReason: String?
  /// Since when it is as it is.
  public let since: Date?
  /// What the person should be told where a failure switched it off.
  public let guidance: Guidance?
}

public import Foundation

/// What a change of plan or a purchase came to.
public struct VerbResult: Codable, Hashable, Sendable {
  /// How it stands.
  public struct Status: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The person goes on at ``VerbResult/url``.
    public static let open: Self = "open"
    /// It is done.
    public static let applied: Self = "applied"
    /// It will be done at ``VerbResult/at``.
    public static let scheduled: Self = "scheduled"
  }

  /// How it stands.
  public let status: Status
  /// The checkout's id, by which its result is asked for.
  public let id: String?
  /// Where the person goes on.
  public let url: URL?
  /// Until when that page is open.
  public let expiresAt: Date?
  /// When what was scheduled takes effect.
  public let at: Date?
}

/// A payment result, as a person is told it.
public struct PaymentResult: Codable, Hashable, Sendable {
  /// The id of the checkout, or of the page where a change of plan is confirmed.
  public let id: String
  /// Whose it is.
  public let account: String
  /// How it stands.
  public let status: PaymentStatus
  /// `subscription`, `plan_change` or `one_time`; nil where it is not known yet.
  public let kind: String?
  /// The headline.
  public let title: String
  /// What is said.
  public let body: String
  /// How long it may take, and what to do then.
  public let note: String?
  /// What the buttons say.
  public let actions: [String]
  /// Whether it has been processing for longer than is usual.
  public let slow: Bool
}

/// The page where a person manages cards and invoices.
public struct Portal: Codable, Hashable, Sendable {
  /// Where the person goes.
  public let url: URL
}

/// What a change of plan would do.
public struct ChangePreview: Codable, Hashable, Sendable {
  /// When it would take effect.
  public struct Timing: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Once a checkout is paid.
    public static let checkout: Self = "checkout"
    /// At once.
    public static let now: Self = "now"
    /// When the period ends.
    public static let periodEnd: Self = "period_end"
  }

  /// The plan that comes.
  public let plan: String
  /// How it will be paid.
  public let interval: Interval
  /// When it would take effect.
  public let timing: Timing
  /// The moment; nil for what waits for a checkout.
  public let at: Date?
  /// The credits that come with the payment.
  public let credits: Int
  /// What the plan refills from then on, for people.
  public let refill: String
  /// The features of which there will be less.
  public let lost: [String]
  /// Whether it must be acknowledged that it is for ever.
  public let irreversible: Bool
  /// The offer's key in the catalogue.
  public let offer: String?
  /// What is due now, before taxes; nil where only the provider can say.
  public let estimate: Money?
  /// The same for people.
  public let estimateText: String?
  /// What stands now and is gone once the change is begun, confirmed or not: `cancellation`, `scheduled_change`.
  public let takesBack: [String]
}

/// What a cancellation would do.
public struct CancelPreview: Codable, Hashable, Sendable {
  /// Until when the benefits last.
  public let at: Date?
  /// The name for people of the plan that follows.
  public let plan: String
  /// The features of which there will be less.
  public let lost: [String]
  /// The credits that can be spent now, and stay.
  public let credits: Int
  /// What a person is asked before.
  public let confirm: String
}

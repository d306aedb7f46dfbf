/// The dialog of one-time packages, to be shown as it comes.
public struct Packages: Codable, Hashable, Sendable {
  /// Whether the account may buy.
  public struct Eligibility: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// It may.
    public static let allowed: Self = "allowed"
    /// They are for subscribers, and the account is none.
    public static let locked: Self = "locked"
    /// They are for other plans than the account's.
    public static let upsell: Self = "upsell"
  }

  /// The field that asks for auto-reload's threshold, in credits.
  public struct Threshold: Codable, Hashable, Sendable {
    /// What stands beside it.
    public let label: String
    /// The least.
    public let minimum: Int
    /// The most.
    public let maximum: Int
    /// What it is filled with at first.
    public let value: Int
  }

  /// What the button that opens it says.
  public let button: String
  /// Whether the account may buy.
  public let eligibility: Eligibility
  /// What is shown in its place where it may not.
  public let prompt: Guidance?
  /// What else there is to do then.
  public let otherWay: String?
  /// The red dot.
  public let new: Bool
  /// What stands beside the residual.
  public let residualLabel: String
  /// What can be spent now, in credits; nil for nobody.
  public let residual: Int?
  /// The field that asks for auto-reload's threshold.
  public let threshold: Threshold
  /// The packages.
  public let cards: [PackageCard]
  /// What stands below.
  public let footer: [String]
  /// What is said where there is no card.
  public let emptyText: String?
}

/// One package as it is offered.
public struct PackageCard: Codable, Hashable, Sendable {
  /// What it costs.
  public struct Price: Codable, Hashable, Sendable {
    /// What is charged.
    public let due: Money
    /// The same for people.
    public let text: String
    /// What it would cost otherwise.
    public let original: Money?
    /// The same for people, to be struck through.
    public let originalText: String?
    /// For 100 credits.
    public let perHundred: Money
    /// The same for people.
    public let perHundredText: String
    /// What the button says.
    public let payText: String
  }

  /// Its terms with auto-reload.
  public struct ReloadTerms: Codable, Hashable, Sendable {
    /// How much less it costs.
    public let percentOff: Int
    /// What it costs then.
    public let price: Price
    /// What is said of it.
    public let badge: String
    /// What is said beside the button.
    public let payBadge: String
    /// The headline of its part.
    public let section: String
    /// What stands below.
    public let footer: String
  }

  /// Its key in the catalogue.
  public let package: String
  /// Its name for people.
  public let name: String
  /// How many credits it brings.
  public let credits: Int
  /// The same for people.
  public let creditsText: String
  /// What it costs.
  public let price: Price
  /// Its terms with auto-reload, where it has some.
  public let autoReload: ReloadTerms?
}

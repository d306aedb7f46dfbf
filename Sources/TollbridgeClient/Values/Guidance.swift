/// What a person is told whom something stops.
public struct Guidance: Codable, Hashable, Sendable {
  /// Which one it is. More come with time.
  public struct Code: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any code.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The credits do not suffice.
    public static let notEnoughCredits: Self = "not_enough_credits"
    /// As many run at once as the plan allows.
    public static let concurrentGenerationLimit: Self = "concurrent_generation_limit"
    /// The last charge failed.
    public static let paymentPastDue: Self = "payment_past_due"
    /// A reload could not be paid and was switched off.
    public static let autoReloadFailed: Self = "auto_reload_failed"
  }

  /// Where its button leads.
  public struct Destination: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The app's page of plans.
    public static let plans: Self = "plans"
    /// The provider's billing portal.
    public static let billingPortal: Self = "billing_portal"
  }

  /// Which one it is.
  public let code: Code
  /// The headline.
  public let title: String
  /// What it says.
  public let body: String
  /// What the button says.
  public let action: String
  /// Where the button leads.
  public let leadsTo: Destination
}

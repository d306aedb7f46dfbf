public import Foundation

/// Whether the last charge may be asked back, with the figures that say so.
public struct RefundEligibility: Codable, Hashable, Sendable {
  /// Why not.
  public struct Reason: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The time is over.
    public static let tooLate: Self = "too_late"
    /// Too much was spent since.
    public static let tooManyCreditsUsed: Self = "too_many_credits_used"
    /// It was returned already.
    public static let refunded: Self = "refunded"
    /// It was asked for already.
    public static let requested: Self = "requested"
    /// There is no charge that the policy is about.
    public static let noCharge: Self = "no_charge"
  }

  /// Whether it may.
  public let eligible: Bool
  /// Why not.
  public let reason: Reason?
  /// The provider's id of the invoice.
  public let invoice: String?
  /// What was paid.
  public let paid: Money?
  /// When.
  public let chargedAt: Date?
  /// The last second at which it may be asked for.
  public let deadline: Date?
  /// Credits spent since the charge.
  public let creditsUsed: Int?
  /// They must be fewer than this.
  public let creditsUsedBelow: Int?
}

/// A request for money back, and what was decided of it.
public struct RefundRequest: Codable, Hashable, Sendable {
  /// How it stands.
  public struct Status: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Nobody has decided.
    public static let pending: Self = "pending"
    /// The money goes back.
    public static let approved: Self = "approved"
    /// It does not.
    public static let declined: Self = "declined"
  }

  /// By which it is decided.
  public let id: String
  /// Whose it is.
  public let account: String
  /// How it stands.
  public let status: Status
  /// The provider's id of the invoice.
  public let invoice: String
  /// What was paid.
  public let paid: Money
  /// When.
  public let chargedAt: Date
  /// Credits spent between the charge and the request.
  public let creditsUsed: Int
  /// Who decided; nil while nobody has.
  public let decidedBy: String?
}

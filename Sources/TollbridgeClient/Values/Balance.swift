public import Foundation

/// What an account has to spend, as one number for each kind. All are whole credits.
public struct BalanceNumbers: Codable, Hashable, Sendable {
  /// What can be spent now; 0 while there is a debt.
  public let available: Int
  /// Reserved by holds.
  public let held: Int
  /// Kept back while a payment is disputed.
  public let frozen: Int
  /// Owed, as after a refund of credits that were spent.
  public let debt: Int
  /// Available by refills of the plan.
  public let plan: Int
  /// Available by grants of operators.
  public let granted: Int
  /// Available by packages.
  public let purchased: Int
}

/// What an account has to spend, in lots, and what comes next. All amounts are whole credits.
public struct Balance: Codable, Hashable, Sendable {
  /// The moment that it is the balance of, by the service's clock; nil from services that do not say it.
  public let asOf: Date?
  /// Credits that came together.
  public struct Lot: Codable, Hashable, Sendable {
    /// Where they come from.
    public let kind: LotKind
    /// What brought them, as an invoice's id.
    public let origin: String
    /// When they end; nil for never.
    public let expiresAt: Date?
    /// What can be spent of it.
    public let available: Int
    /// What holds reserve of it.
    public let held: Int
    /// What is kept back of it while a payment is disputed.
    public let frozen: Int
  }

  /// What can be spent now; 0 while there is a debt.
  public let available: Int
  /// Reserved by holds.
  public let held: Int
  /// Kept back while a payment is disputed.
  public let frozen: Int
  /// Owed, as after a refund of credits that were spent.
  public let debt: Int
  /// Available by refills of the plan.
  public let plan: Int
  /// Available by grants of operators.
  public let granted: Int
  /// Available by packages.
  public let purchased: Int
  /// The most plan credits that a refill fills up to.
  public let cap: Int
  /// In the order of spending.
  public let lots: [Lot]
  /// Nil where none comes.
  public let nextRefill: Refill?
}

/// Plan credits that come.
public struct Refill: Codable, Hashable, Sendable {
  /// How it stands.
  public struct Status: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// It comes when its time comes.
    public static let scheduled: Self = "scheduled"
    /// Its time came, and its payment is awaited.
    public static let refilling: Self = "refilling"
  }

  /// When.
  public let at: Date
  /// How many credits.
  public let amount: Int
  /// How it stands.
  public let status: Status
}

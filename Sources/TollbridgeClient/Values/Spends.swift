public import Foundation

/// What is to be taken or held.
public enum CreditOrder: Hashable, Sendable {
  /// So many credits, at least 1.
  case amount(Int)
  /// What an action of the catalogue costs.
  ///
  /// - quantity: how often, at least 1.
  /// - expecting: the price in credits that the person was shown; another one now is refused with 409 `price_changed`.
  case action(String, quantity: Int = 1, expecting: Int? = nil)
}

/// What is asked about.
public enum Check: Hashable, Sendable {
  /// Whether one more slot of a feature is free, or a feature is there at all.
  case feature(String)
  /// Whether the credits suffice for an action.
  case action(String, quantity: Int = 1)
  /// Whether so many credits are there.
  case amount(Int)
}

/// What was taken, or given back.
public struct Spend: Codable, Hashable, Sendable {
  /// What one lot gave.
  public struct Share: Codable, Hashable, Sendable {
    /// Where its credits come from.
    public let kind: LotKind
    /// What brought them.
    public let origin: String
    /// When the lot ends; nil for never.
    public let expiresAt: Date?
    /// In credits.
    public let amount: Int
  }

  /// By which it is reversed; the hold's own id where a hold was captured.
  public let id: String
  /// In credits.
  public let amount: Int
  /// What each lot gave, in the order of spending.
  public let from: [Share]
  /// What is left.
  public let balance: BalanceNumbers
}

/// Credits that are reserved for a job.
public struct Hold: Codable, Hashable, Sendable {
  /// By which it is captured or released.
  public let id: String
  /// In credits.
  public let amount: Int
  /// What each lot reserves, in the order of spending.
  public let from: [Spend.Share]
  /// What is left.
  public let balance: BalanceNumbers
  /// When it ends by itself.
  public let expiresAt: Date?
}

/// That a hold reserves nothing more.
public struct Release: Codable, Hashable, Sendable {
  /// The hold's id.
  public let id: String
  /// What is left.
  public let balance: BalanceNumbers
}

/// What an action costs.
public struct Quote: Codable, Hashable, Sendable {
  /// Its key in the catalogue.
  public let action: String
  /// Its name for people.
  public let name: String
  /// How often.
  public let quantity: Int
  /// The price of all of it, in credits.
  public let amount: Int
}

/// Whether something may be done.
public struct Verdict: Codable, Hashable, Sendable {
  /// Whether it may.
  public let allowed: Bool
  /// Why not, for programs: the ``Problem/code`` that doing it would meet.
  public let reason: String?
  /// What to show to the person.
  public let guidance: Guidance?
  /// The most slots at once, where slots are counted.
  public let limit: Int?
  /// Those that are taken, where slots are counted.
  public let used: Int?
}

/// A slot of a feature that is taken, as of a running task.
public struct Slot: Codable, Hashable, Sendable {
  /// By which it is renewed or given back.
  public let id: String
  /// Whose it is.
  public let account: String
  /// The feature's key in the catalogue.
  public let feature: String
  /// Since when.
  public let takenAt: Date
  /// When a lease ends by itself; nil for what is kept until it is given back.
  public let expiresAt: Date?
}

/// Credits that an operator gave, or a debt that was struck out.
public struct Grant: Codable, Hashable, Sendable {
  /// Its id.
  public let id: String
  /// In credits.
  public let amount: Int
  /// What there is afterwards.
  public let balance: BalanceNumbers
}

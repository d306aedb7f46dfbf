public import Foundation

/// One entry of the ledger: credits that moved from one pool to another.
public struct LedgerEntry: Codable, Hashable, Sendable {
  /// Its place among all entries.
  public let number: Int
  /// The business thing that moved the credits.
  public let cause: String
  /// The pool they came from.
  public let source: String
  /// The pool they went to.
  public let target: String
  /// In credits, at least 1.
  public let amount: Int
  /// When it counts from.
  public let effectiveAt: Date
  /// When it was written.
  public let bookedAt: Date
  /// The event or command that brought it.
  public let event: String?
  /// For people.
  public let note: String
}

/// One line of an account's course in words.
public struct TimelineLine: Codable, Hashable, Sendable {
  /// Its place in the account's course.
  public let number: Int
  /// When it happened.
  public let at: Date
  /// The event or command that brought it.
  public let event: String?
  /// What happened.
  public let text: String
  /// What moved, as `+5,000 plan`; empty where nothing did.
  public let effect: String
  /// What could be spent afterwards, in credits.
  public let balance: Int
}

/// What the provider told.
public struct ProviderEvent: Codable, Hashable, Sendable {
  /// What became of it.
  public struct Status: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// It changed what is known.
    public static let applied: Self = "applied"
    /// It says nothing that matters here.
    public static let ignored: Self = "ignored"
    /// It waits for what tells whose it is.
    public static let parked: Self = "parked"
    /// It cannot be believed or read.
    public static let quarantined: Self = "quarantined"
    /// Deciding it failed; it is tried again.
    public static let failed: Self = "failed"
  }

  /// Its place in the inbox.
  public let number: Int
  /// The provider's id.
  public let id: String
  /// The provider's word for what happened.
  public let type: String?
  /// What became of it.
  public let status: Status
  /// Why, where there is something to say.
  public let reason: String?
  /// Whose it is.
  public let account: String?
  /// When the provider made it.
  public let created: Date?
  /// When it came.
  public let receivedAt: Date
  /// The provider's version of its form.
  public let apiVersion: String?
  /// Whether it is of real money.
  public let livemode: Bool?
  /// How often it was decided.
  public let attempts: Int
  /// As it was received; nil in a list.
  public let body: String?
}

/// What asking the provider brought.
public struct Reconciliation: Codable, Hashable, Sendable {
  /// How often the provider was asked.
  public let calls: Int
  /// Events that were looked at.
  public let seen: Int
  /// Those that were new.
  public let brought: Int
  /// From when on, as the service writes it.
  public let since: String
}

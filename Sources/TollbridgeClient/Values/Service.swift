public import Foundation

/// A token for a person's app or browser.
public struct AccountToken: Codable, Hashable, Sendable {
  /// What ``Credential/accountToken(_:)`` takes.
  public let token: String
  /// Whose it is.
  public let account: String
  /// When it ends.
  public let expiresAt: Date
}

/// A link to one of the service's own pages.
public struct PageLink: Codable, Hashable, Sendable {
  /// Where the person goes, at once.
  public let url: String
  /// When it ends.
  public let expiresAt: Date
}

/// An account as a list of them shows it, as of its last change.
public struct AccountSummary: Codable, Hashable, Sendable {
  /// The app's own id.
  public let account: String
  /// The plan's key.
  public let plan: String
  /// The provider's word for the subscription, `paused`, or `none`.
  public let status: String
  /// The provider's customer.
  public let customer: String?
  /// The provider's subscription.
  public let subscription: String?
}

/// Every text that a person may be shown.
public struct Messages: Codable, Hashable, Sendable {
  /// BCP 47.
  public let locale: String
  /// By key; values in braces are to be filled in.
  public let messages: [String: String]
}

/// Whether the service takes work.
public struct Readiness: Codable, Hashable, Sendable {
  /// `ready`.
  public let status: String
  /// Events whose decision failed and is tried again.
  public let eventsFailed: Int
}

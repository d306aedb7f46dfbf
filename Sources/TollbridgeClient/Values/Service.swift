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

public import Foundation

/// What happened to an account, and how the account stands now: a hook, or a line of the feed.
///
/// Store the state and pass over a message whose sequence is not above the last one that was stored: then neither
/// repetitions nor late messages do harm.
public struct HookMessage: Codable, Hashable, Sendable {
  /// What happened. More types come with time.
  public struct Kind: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The account is not as it was.
    public static let stateChanged: Self = "account.state_changed"
    /// Somebody asks for money back.
    public static let refundRequested: Self = "refund_request.created"
    /// A reload could not be paid.
    public static let autoReloadFailed: Self = "auto_reload.failed"
  }

  /// What it says.
  public struct Content: Codable, Hashable, Sendable {
    /// Whose it is.
    public let account: String
    /// Its place among the account's messages: 1, 2, 3, without a gap.
    public let sequence: Int
    /// How many of them it tells: itself and those right before it; 1 in the feed.
    public let covers: Int
    /// Which members of the state changed; empty where only the ledger did.
    public let changed: [String]
    /// The provider's event that brought it about.
    public let event: String?
    /// The account as it stood when the message was sent, which may be later than what happened.
    public let state: Account
  }

  /// The same in `webhook-id`, in the feed, and each time it is sent again.
  public let id: String
  /// What happened.
  public let type: Kind
  /// When it happened.
  public let timestamp: Date
  /// What it says.
  public let data: Content

  /// Reads the body of a hook. Verify its signature first: this does not.
  ///
  /// - Throws: `DecodingError` where it is none.
  public init(hookBody: some Sequence<UInt8>) throws { self = try JSON.decoded(Array(hookBody)) }
}

/// A page of the feed.
public struct Feed: Codable, Hashable, Sendable {
  /// The messages, the oldest first.
  public let data: [HookMessage]
  /// What `after` must be the next time, on the last page too; nil where nothing happened yet.
  public let nextCursor: String?
  /// Whether more is there already.
  public let hasMore: Bool
}

/// How far a hook got on its way to one endpoint.
public struct HookDelivery: Codable, Hashable, Sendable {
  /// How it stands.
  public struct Status: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// It is tried again.
    public static let pending: Self = "pending"
    /// It was tried for as long as it is worth trying; a person must look at it.
    public static let dead: Self = "dead"
    /// It arrived, later than at the first attempt.
    public static let done: Self = "done"
  }

  /// By which it is sent again.
  public let id: String
  /// Where it goes, without its query; nil for an endpoint that is gone.
  public let endpoint: String?
  /// The id of the ``HookMessage``.
  public let message: String?
  /// What happened.
  public let type: HookMessage.Kind?
  /// Whose it is.
  public let account: String?
  /// Its place among the account's messages.
  public let sequence: Int?
  /// How it stands.
  public let status: Status
  /// How often it was tried.
  public let attempts: Int
  /// When it is tried again; nil where it is not.
  public let nextAttemptAt: Date?
  /// Why the last attempt failed.
  public let reason: String?
}

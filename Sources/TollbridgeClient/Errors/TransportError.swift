/// That there was no answer, or none that can be read.
///
/// After `connectionLost`, `timedOut` and `unreadable` it is not known whether what was asked for happened: ask again
/// with the same `idempotencyKey`, which is here where none was given.
public struct TransportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong. More kinds may come.
  public struct Kind: OpenValue {
    /// Its name.
    public let rawValue: String
    /// Any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Nothing was sent: an argument cannot be put into a request.
    public static let notSent: Self = "not_sent"
    /// Nobody answers there.
    public static let cannotConnect: Self = "cannot_connect"
    /// The connection ended before the answer did.
    public static let connectionLost: Self = "connection_lost"
    /// No byte of the answer came in time.
    public static let timedOut: Self = "timed_out"
    /// Whoever answers there could not prove to be the host.
    public static let notTrusted: Self = "not_trusted"
    /// It pointed elsewhere; that is never followed.
    public static let redirected: Self = "redirected"
    /// The answer is not in a form that this client knows.
    public static let unreadable: Self = "unreadable"
  }

  /// What went wrong.
  public let kind: Kind
  /// For people.
  public let detail: String
  /// What the request was sent with; nil where it was sent without.
  public internal(set) var idempotencyKey: String?

  /// - Parameter detail: for people.
  public init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }

  /// The kind and the detail.
  public var description: String { "\(kind): \(detail)" }

  /// Whether another attempt may go better.
  var mayHavePassedBy: Bool { [.cannotConnect, .connectionLost, .timedOut].contains(kind) }
}

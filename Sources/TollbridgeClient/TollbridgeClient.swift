public import Foundation

/// Asks a Tollbridge service: what is for sale, what an account has, and what is to be done to it.
///
/// A value of it is cheap to copy and may be used from many tasks at once. Each function is one route of the service's
/// table and throws one of three things:
///
/// - ``Problem``: the service answered that something is wrong;
/// - ``TransportError``: there was no answer, or none that can be read;
/// - `CancellationError`: the task was cancelled.
///
/// What may be repeated is repeated by itself, with the same `Idempotency-Key`, as ``RetryPolicy`` says. Amounts of
/// credits are whole credits, amounts of money are in the currency's minor unit, and moments are whole seconds.
public struct TollbridgeClient: Sendable {
  /// Where the service is, with a path in front of `/v1` where it has one.
  public let baseURL: URL
  let credential: Credential
  let retries: RetryPolicy
  let timeout: Duration
  let transport: any HTTPTransport
  var traced: [String: String] = [:]

  /// - Parameters:
  ///   - baseURL: where the service is, as `https://billing.example`.
  ///   - credential: who asks.
  ///   - retries: how often and when a call is repeated.
  ///   - timeout: how long one attempt waits for bytes of the answer. What the provider carries out may take the
  ///     service 25 seconds.
  ///   - transport: what carries the requests; `URLSession` where it is not said.
  public init(
    baseURL: URL, credential: Credential = .none, retries: RetryPolicy = .standard, timeout: Duration = .seconds(40),
    transport: any HTTPTransport = URLSessionTransport()
  ) {
    self.baseURL = baseURL
    self.credential = credential
    self.retries = retries
    self.timeout = timeout
    self.transport = transport
  }

  /// The same client for one piece of work that is to be found again in logs.
  ///
  /// - Parameters:
  ///   - requestID: sent as `X-Request-Id`, 1 to 128 visible characters; the service logs it and sends it back.
  ///   - traceparent: the W3C's header as it came in.
  public func tracing(requestID: String? = nil, traceparent: String? = nil) -> TollbridgeClient {
    var copy = self
    copy.traced["X-Request-Id"] = requestID
    copy.traced["traceparent"] = traceparent
    return copy
  }
}

/// Who asks. It is never part of a description, so that it does not end in a log.
public struct Credential: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  let bearer: String?
  private let kind: String

  /// The app's backend, by one of `TOLLBRIDGE_API_KEYS`: everything but what is for operators. Never in a program that
  /// is given to people.
  public static func serverKey(_ key: String) -> Credential { Credential(bearer: key, kind: "server key") }

  /// An operator, by one of `TOLLBRIDGE_OPERATOR_KEYS`.
  public static func operatorKey(_ key: String) -> Credential { Credential(bearer: key, kind: "operator key") }

  /// A person's app or browser, by a token of ``TollbridgeClient/token(for:ttl:origin:idempotencyKey:)``: its own
  /// account alone, until the token expires.
  public static func accountToken(_ token: String) -> Credential { Credential(bearer: token, kind: "account token") }

  /// Nobody: plans, packages, messages and quotes of nobody in particular.
  public static let none = Credential(bearer: nil, kind: "none")

  /// Its kind, without the secret.
  public var description: String { kind }
  /// Its kind, without the secret.
  public var debugDescription: String { kind }
  /// Shows nothing of it.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

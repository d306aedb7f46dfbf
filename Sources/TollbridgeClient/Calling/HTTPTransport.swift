/// A request as it goes over the wire.
public struct HTTPRequest: Sendable {
  /// In capitals: `POST`.
  public let method: String
  /// Absolute, with everything encoded that must be.
  public let url: String
  /// By their names.
  public let headers: [String: String]
  /// Nil where there is none.
  public let body: [UInt8]?
  /// How long may pass without a byte of the answer.
  public let timeout: Duration
}

/// An answer as it came over the wire.
public struct HTTPAnswer: Sendable {
  /// The status code.
  public let status: Int
  /// By their names in small letters.
  public let headers: [String: String]
  /// All of it.
  public let body: [UInt8]

  /// - Parameter headers: by their names in small letters.
  public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Carries one request and brings its answer, whatever its status. Write your own to go over another HTTP library, or
/// to answer in tests.
///
/// It must not follow redirects and must not repeat by itself what may have arrived.
public protocol HTTPTransport: Sendable {
  /// - Throws: ``TransportError`` where no answer came; `CancellationError` where the task was cancelled.
  func send(_ request: HTTPRequest) async throws -> HTTPAnswer
}

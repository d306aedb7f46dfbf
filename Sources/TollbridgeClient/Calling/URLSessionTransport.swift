internal import Foundation

#if canImport(FoundationNetworking)
  internal import FoundationNetworking
#endif

/// Sends by Foundation's `URLSession`: without cookies and without a cache, following no redirect.
public final class URLSessionTransport: HTTPTransport {
  private let session: URLSession

  /// - Parameter connectionsMax: how many connections to one host are open at once. A payment result that is waited for
  ///   holds one for as long.
  public init(connectionsMax: Int = 64) {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    configuration.httpShouldSetCookies = false
    configuration.urlCache = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    configuration.httpMaximumConnectionsPerHost = connectionsMax
    session = URLSession(configuration: configuration, delegate: RedirectRefuser(), delegateQueue: nil)
  }

  deinit { session.finishTasksAndInvalidate() }

  /// Sends it and waits for the whole answer.
  public func send(_ request: HTTPRequest) async throws -> HTTPAnswer {
    guard let url = URL(string: request.url) else {
      throw TransportError(.notSent, "\(request.url) is no URL.")
    }
    var message = URLRequest(url: url)
    // Said to the initializer it would count for nothing on Linux.
    message.timeoutInterval = request.timeout.seconds
    message.httpMethod = request.method
    for (name, value) in request.headers { message.setValue(value, forHTTPHeaderField: name) }
    message.httpBody = request.body.map { Data($0) }
    do {
      let (body, answer) = try await session.data(for: message)
      guard let answer = answer as? HTTPURLResponse else { throw TransportError(.unreadable, "It is no HTTP.") }
      return HTTPAnswer(status: answer.statusCode, headers: answer.fields, body: Array(body))
    } catch let error as URLError {
      if error.code == .cancelled { throw CancellationError() }
      throw TransportError(error)
    }
  }
}

/// A redirect is an answer like another: a key must not follow it to somewhere else.
private final class RedirectRefuser: NSObject, URLSessionTaskDelegate, Sendable {
  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) { completionHandler(nil) }
}

extension HTTPURLResponse {
  fileprivate var fields: [String: String] {
    var fields: [String: String] = [:]
    for (name, value) in allHeaderFields {
      if let name = name as? String, let value = value as? String { fields[name.lowercased()] = value }
    }
    return fields
  }
}

extension TransportError {
  fileprivate init(_ error: URLError) {
    let kind: Kind =
      switch error.code {
      case .cannotConnectToHost, .cannotFindHost, .dnsLookupFailed, .notConnectedToInternet: .cannotConnect
      case .networkConnectionLost, .badServerResponse: .connectionLost
      case .timedOut: .timedOut
      case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
        .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected:
        .notTrusted
      case .cannotParseResponse, .cannotDecodeRawData, .cannotDecodeContentData: .unreadable
      case .badURL, .unsupportedURL: .notSent
      default: .connectionLost
      }
    self.init(kind, error.localizedDescription)
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// Why a request got no answer.
///
/// What matters to a caller that must not do a thing twice is `certainlyNotSent`; the words are for people.
package enum TransportError: Error, Equatable, Sendable {
  /// The task was cancelled, or the transport was shut down.
  case canceled
  /// The request left, and its time ended before the answer was whole.
  case timedOut
  case couldNotResolve
  /// Nobody listens there, or the connection was not made in time.
  case couldNotConnect
  /// The connection ended before the answer was whole.
  case connectionLost
  /// The peer did not prove that it is who was asked for.
  case certificate(CertificateFault)
  /// The answer has more bytes than the transport takes.
  case answerTooLarge
  case badURL
  /// The address names a protocol that is not allowed: by default anything but https.
  case protocolRefused
  /// Any other of libcurl's codes, with its words.
  case other(code: Int, words: String)
}

/// What is wrong with a peer's certificate, in OpenSSL's or libcurl's words.
package enum CertificateFault: Equatable, Sendable {
  case expired(String)
  /// It is for another host than was asked.
  case wrongHost(String)
  /// Nobody that we trust vouches for it; a self-signed one is of these.
  case untrusted(String)
  case other(String)
}

extension TransportError {
  /// libcurl's code for a failed TLS handshake: it comes before the first byte of a request.
  static let handshakeFailed = 35
  /// libcurl's code for a request that was put together wrongly.
  static let badArgument = 43

  /// Whether the request itself is at fault, so that it will never fare better.
  package var isOfOurMaking: Bool {
    switch self {
    case .badURL, .protocolRefused: true
    case .other(let code, _): code == Self.badArgument
    default: false
    }
  }

  /// Whether no byte of the request can have reached the peer. Where this is false the request may have been carried
  /// out, whole or in part.
  package var certainlyNotSent: Bool {
    switch self {
    case .couldNotResolve, .couldNotConnect, .certificate, .badURL, .protocolRefused: true
    case .other(let code, _): code == Self.handshakeFailed || code == Self.badArgument
    case .canceled, .timedOut, .connectionLost, .answerTooLarge: false
    }
  }
}

extension TransportError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .canceled: "the request was canceled"
    case .timedOut: "no whole answer came in time"
    case .couldNotResolve: "the host's name could not be resolved"
    case .couldNotConnect: "no connection could be made"
    case .connectionLost: "the connection ended before the answer was whole"
    case .certificate(let fault): "\(fault)"
    case .answerTooLarge: "the answer is larger than is taken"
    case .badURL: "the address is no URL"
    case .protocolRefused: "the address names a protocol that is not allowed"
    case .other(let code, let words): "\(words) (libcurl \(code))"
    }
  }
}

extension CertificateFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .expired(let words): "the peer's certificate has expired: \(words)"
    case .wrongHost(let words): "the peer's certificate is for another host: \(words)"
    case .untrusted(let words): "the peer's certificate comes from nobody that is trusted: \(words)"
    case .other(let words): "the peer's certificate is refused: \(words)"
    }
  }
}

internal import Native
package import Stripe

/// A running service that could not be asked. Exit code 69.
package struct ServiceError: Error, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}

/// Posts recorded payloads to a running service, signed as the provider would.
package struct WebhookPoster {
  package struct Answer: Sendable {
    package let status: Int
    package let body: String
  }

  private let url: String
  private let secret: SigningSecret

  package init(url: String, secret: SigningSecret) {
    var url = url
    for suffix in ["/", "/webhooks/stripe"] where url.hasSuffix(suffix) { url.removeLast(suffix.count) }
    self.url = url
    self.secret = secret
  }

  /// - Parameter time: unix seconds to sign for; a recorded delivery keeps its own signature.
  /// - Throws: `JSONError` for one that cannot be read, `ServiceError` where nobody answers.
  package func post(_ payload: RecordedPayload, at time: Int64) throws -> Answer {
    let body = try payload.readableBody()
    let signature = try payload.signature ?? secret.header(for: body, at: time)
    let request = HTTPRequest(url: url + "/webhooks/stripe")
    do {
      let answer = try request.post(
        body, headers: ["Content-Type: application/json", "Stripe-Signature: \(signature)"])
      return Answer(status: answer.status, body: String(decoding: answer.body, as: UTF8.self))
    } catch { throw ServiceError(description: "The service does not answer: \(error)") }
  }
}

/// Asks a running service whether it is ready.
package enum Health {
  package static func isReady(host: String, port: Int) throws -> Bool {
    do {
      return try HTTPRequest(url: "http://\(host):\(port)/readyz", timeoutMilliseconds: 3000).get().status == 200
    } catch { throw ServiceError(description: "The service does not answer: \(error)") }
  }
}

extension RecordedPayload {
  /// The body, or why it cannot be read.
  package func readableBody() throws(JSONError) -> [UInt8] {
    switch content {
    case .body(let body), .delivery(let body, _): return body
    case .unreadable(let error): throw error
    }
  }

  fileprivate var signature: String? {
    guard case .delivery(_, let signature?) = content else { return nil }
    return String(decoding: signature, as: UTF8.self)
  }
}

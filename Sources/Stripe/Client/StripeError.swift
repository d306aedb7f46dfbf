/// What Stripe says when it refuses a request: the thing was not done, or failed in a way that Stripe has recorded.
package struct StripeError: Error, Sendable, Equatable {
  package let status: Int
  /// `card_error`, `invalid_request_error`, `idempotency_error`, `api_error`.
  package let type: String
  package let code: String?
  package let declineCode: String?
  package let message: String
  package let param: String?
  package let requestID: String?
  /// The payment that was refused. It exists, and a new try is a new payment.
  package let paymentIntent: String?
  /// Whether this is what Stripe saved under the idempotency key, not an answer to this very request.
  package let wasReplayed: Bool

  /// The body of an error, nil where it is none of Stripe's.
  init?(status: Int, body: JSONValue, requestID: String?, wasReplayed: Bool) {
    guard let error = body["error"], error.isObject, let type = error.text("type") else { return nil }
    self.status = status
    self.type = type
    code = error.text("code")
    declineCode = error.text("decline_code")
    message = error.text("message") ?? ""
    param = error.text("param").flatMap { $0.isEmpty ? nil : $0 }
    self.requestID = requestID
    paymentIntent = error.id("payment_intent")
    self.wasReplayed = wasReplayed
  }
}

extension StripeError {
  /// Another request with the same key is still under way: what it will come to is open.
  var isKeyInUse: Bool { code == "idempotency_key_in_use" }

  /// Whether Stripe turned the request away at the door, without a look at what the idempotency key did before.
  var isBeforeTheKey: Bool { [401, 403, 429].contains(status) }

  /// Whether there is no such object, under this key.
  package var isMissing: Bool { status == 404 || code == "resource_missing" }
}

extension StripeError: CustomStringConvertible {
  package var description: String {
    let codes = [code, declineCode].compactMap { $0 }.joined(separator: ", ")
    let words = message.isEmpty ? type : message
    return "Stripe refused it (\(status)\(codes.isEmpty ? "" : " \(codes)")): \(words)\(StripeFailure.tail(requestID))"
  }
}

/// Why a call has no answer to go on with, by what it means for whoever must not do a thing twice.
package enum StripeFailure: Error, Sendable {
  /// Stripe said no.
  case refused(StripeError)
  /// It may have been carried out: a timeout, a lost connection, an answer that says nothing. The same request under
  /// the same key finds out, within the day that Stripe keeps a key.
  case unclear(String, requestID: String?)
  /// Stripe keeps a failure (500) under the idempotency key: what it did by then is done, and the key brings no more.
  case savedFailure(String, requestID: String?)
  /// It was certainly not carried out.
  case unreachable(String)
  /// Nothing was sent, because Stripe did not answer the calls before. Try again after so many seconds.
  case suspended(seconds: Int)
  /// The task was cancelled. Whether the request was carried out is as open as with `unclear`.
  case canceled
}

extension StripeFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .refused(let error): "\(error)"
    case .unclear(let why, let requestID): "It is unclear whether Stripe did it: \(why)\(Self.tail(requestID))"
    case .savedFailure(let why, let requestID): "Stripe keeps a failure under the key: \(why)\(Self.tail(requestID))"
    case .unreachable(let why): "Stripe was not reached: \(why)"
    case .suspended(let seconds): "Stripe did not answer lately; calls go on in \(seconds) s"
    case .canceled: "The call to Stripe was canceled"
    }
  }

  /// What Stripe's support asks for.
  static func tail(_ requestID: String?) -> String { requestID.map { " [\($0)]" } ?? "" }
}

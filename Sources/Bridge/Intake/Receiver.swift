internal import Billing
internal import Native
package import Store
package import Stripe

/// The way of every payload into the product: verified bytes become an event, an event becomes a delivery that can be
/// stored and decided. HTTP and `replay` both go through here.
package struct Receiver: Sendable {
  private let verifier: WebhookVerifier
  private let deployment: Deployment

  package init(verifier: WebhookVerifier, deployment: Deployment) {
    self.verifier = verifier
    self.deployment = deployment
  }

  /// - Parameters:
  ///   - header: the bytes of `Stripe-Signature`.
  ///   - now: unix seconds; nil verifies at the signature's own time, for recorded deliveries.
  package func receive(
    _ body: [UInt8], signature header: [UInt8]?, now: Int64?, receivedAt: Int64
  ) throws(ReceiveError) -> Delivery {
    let payload: VerifiedPayload
    do { payload = try verifier.verify(body, header: header, now: now) } catch { throw .signature(error) }
    do {
      return try Delivery(payload, deployment, receivedAt: receivedAt)
    } catch { throw .malformed(error) }
  }
}

/// Why a payload was not taken in.
package enum ReceiveError: Error, CustomStringConvertible {
  case signature(SignatureError)
  case malformed(JSONError)

  package var code: String {
    switch self {
    case .signature(let error): error.rawValue
    case .malformed: "payload_malformed"
    }
  }

  package var description: String {
    switch self {
    case .signature(let error): error.description
    case .malformed(let error): error.description
    }
  }
}

/// An event on its way into the inbox, with what is known of it before any account is looked at.
///
/// It never changes, and is shared by reference: it holds a dozen texts, and batches hand it around.
package final class Delivery: Sendable {
  enum Content: Sendable {
    case fact(Fact)
    /// Decided by the event alone.
    case settled(Outcome)
  }

  package let event: NewEvent
  let content: Content
  /// Whose its fact is, as far as the fact says so itself; read once, since a batch asks for it often.
  let account: AccountID?
  /// Every id that ties its fact to others.
  let keys: [String]

  /// - Parameter isAnswer: whether it came as an answer to a call of ours, which is of our own account by that.
  init(
    _ payload: VerifiedPayload, _ deployment: Deployment, receivedAt: Int64, isAnswer: Bool = false
  ) throws(JSONError) {
    let read = try StripeEvent(payload.body)
    event = NewEvent(
      id: read.id.flatMap { $0.isEmpty ? nil : $0 } ?? Self.digest(payload.body), type: read.type,
      apiVersion: read.apiVersion, created: read.created?.seconds, livemode: read.livemode,
      providerAccount: read.account ?? "", receivedAt: receivedAt, body: payload.body)
    content = Self.content(read, deployment, isAnswer)
    let links: Links? = if case .fact(let fact) = content { fact.links } else { nil }
    account = links?.account
    keys = links?.keys ?? []
  }

  private static func content(_ event: StripeEvent, _ deployment: Deployment, _ isAnswer: Bool) -> Content {
    // Where our own account has no name, only what names another one is not ours: a context may be our own.
    let told = deployment.providerAccount == nil ? event.account : event.origin
    let account = isAnswer ? deployment.providerAccount : told
    if let reason = deployment.reasonToIgnore(livemode: event.livemode, account: account) {
      return .settled(.ignored(reason))
    }
    switch event.mapping {
    case .fact(let fact): return .fact(fact)
    case .ignored(let reason): return .settled(.ignored(reason))
    case .unreadable(let reason): return .settled(.quarantined(reason))
    }
  }

  /// The name of a payload that has none: the same bytes are the same payload.
  private static func digest(_ body: [UInt8]) -> String {
    (try? SHA256.digest(body)).map { "sha256:" + Hex.encode($0) } ?? "unnamed"
  }
}

extension StoredEvent {
  /// The fact that a stored event tells, read anew from its bytes: the bytes are the record.
  func fact() throws -> Fact? {
    guard case .fact(let fact) = try StripeEvent(body).mapping else { return nil }
    return fact
  }
}

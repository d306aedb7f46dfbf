internal import NIOHTTP1
internal import Store
internal import Synchronization

/// What the webhook route does with a whole request, apart from HTTP: take it in, make it durable, and say what became
/// of it.
final class WebhookEndpoint: Sendable {
  static let path = "/webhooks/stripe"

  private let bodyBytesMax: Int
  private let receiver: Receiver?
  private let inbox: Inbox
  private let metrics: ServiceMetrics
  private let now: @Sendable () -> Int64
  private let signatureClock: @Sendable () -> Int64

  /// - Parameters:
  ///   - receiver: nil where no signing secret is configured; then everything is refused.
  ///   - signatureClock: what the age of a signature is measured by.
  init(
    receiver: Receiver?, inbox: Inbox, bodyBytesMax: Int, metrics: ServiceMetrics,
    now: @escaping @Sendable () -> Int64, signatureClock: @escaping @Sendable () -> Int64
  ) {
    self.receiver = receiver
    self.inbox = inbox
    self.bodyBytesMax = bodyBytesMax
    self.metrics = metrics
    self.now = now
    self.signatureClock = signatureClock
  }

  /// Where its requests go.
  var destination: Destination {
    let refused: @Sendable (Problem) -> Void = { [metrics] in metrics.webhook($0.code) }
    return Destination(bodyBytesMax: bodyBytesMax, tooLarge: .tooLarge(bodyBytesMax), refused: refused) { [self] in
      take($0, completion: $1)
    }
  }

  /// - Parameter completion: called once, on any thread, after COMMIT or on refusal.
  private func take(_ request: WholeRequest, completion: @escaping @Sendable (HTTPAnswer) -> Void) {
    let requestID = request.requestID
    guard let receiver else { return refuse(.noSecret, requestID, completion) }
    let delivery: Delivery
    do throws(ReceiveError) {
      delivery = try receiver.receive(
        request.body, signature: request.signature.map { Array($0.utf8) }, now: signatureClock(), receivedAt: now())
    } catch { return refuse(.rejected(error), requestID, completion) }
    inbox.submit(delivery) { [metrics] result in
      switch result {
      case .success(let receipt):
        metrics.webhook(receipt.rawValue)
        completion(.received(receipt, requestID: requestID))
      case .failure(.overloaded): self.refuse(.overloaded, requestID, completion)
      case .failure: self.refuse(.notDurable, requestID, completion)
      }
    }
  }

  private func refuse(_ problem: Problem, _ requestID: String, _ completion: (HTTPAnswer) -> Void) {
    metrics.webhook(problem.code)
    completion(HTTPAnswer(problem, requestID: requestID))
  }
}

extension WholeRequest {
  /// Several fields of the name count as one, joined by commas, which is what the header's own form is.
  fileprivate var signature: String? {
    let fields = head.headers["Stripe-Signature"]
    return fields.isEmpty ? nil : fields.joined(separator: ", ")
  }
}

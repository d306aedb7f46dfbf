internal import NIOCore
internal import Store
internal import Synchronization

/// What the webhook route does with a whole request, apart from HTTP: take it in, make it durable, and say what became
/// of it.
final class WebhookEndpoint: Sendable {
  enum Answer: Sendable {
    case received(Receipt)
    case problem(Problem)
  }

  static let path = "/webhooks/stripe"

  let bodyBytesMax: Int
  let mailboxes = AnswerMailboxes()
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

  /// - Parameter completion: called once, on any thread, after COMMIT or on refusal.
  func take(_ body: [UInt8], signature: String?, completion: @escaping @Sendable (Answer) -> Void) {
    guard let receiver else { return refuse(.noSecret, completion) }
    let delivery: Delivery
    do throws(ReceiveError) {
      delivery = try receiver.receive(
        body, signature: signature.map { Array($0.utf8) }, now: signatureClock(), receivedAt: now())
    } catch { return refuse(.rejected(error), completion) }
    inbox.submit(delivery) { [metrics] result in
      switch result {
      case .success(let receipt):
        metrics.webhook(receipt.rawValue)
        completion(.received(receipt))
      case .failure(.overloaded): self.refuse(.overloaded, completion)
      case .failure: self.refuse(.notDurable, completion)
      }
    }
  }

  private func refuse(_ problem: Problem, _ completion: (Answer) -> Void) {
    metrics.webhook(problem.code)
    completion(.problem(problem))
  }
}

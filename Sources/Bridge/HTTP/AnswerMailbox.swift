internal import NIOCore
internal import Synchronization

/// Brings answers from the writer to an event loop: those that come together wake it once.
final class AnswerMailbox: Sendable {
  typealias Delivery = @Sendable () -> Void

  private let eventLoop: any EventLoop
  private let waiting = Mutex<[Delivery]>([])

  init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  /// Runs `delivery` on the event loop, after those that were put before it.
  func put(_ delivery: @escaping Delivery) {
    let isFirst = waiting.withLock { waiting in
      waiting.append(delivery)
      return waiting.count == 1
    }
    if isFirst { eventLoop.execute { [self] in empty() } }
  }

  private func empty() {
    let deliveries = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    for delivery in deliveries { delivery() }
  }
}

/// One mailbox for each event loop.
final class AnswerMailboxes: Sendable {
  private let mailboxes = Mutex<[ObjectIdentifier: AnswerMailbox]>([:])

  func mailbox(of eventLoop: any EventLoop) -> AnswerMailbox {
    mailboxes.withLock { mailboxes in
      let key = ObjectIdentifier(eventLoop)
      if let known = mailboxes[key] { return known }
      let mailbox = AnswerMailbox(eventLoop)
      mailboxes[key] = mailbox
      return mailbox
    }
  }
}

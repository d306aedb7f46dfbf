internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// A connection: Hummingbird's own, with our handler right behind the HTTP codec.
///
/// What the directory knows is answered there, before the layers that turn the codec's parts into the framework's; what
/// it does not know goes on to them.
struct ServiceChannel: ServerChildChannel {
  let base: HTTP1Channel
  let directory: Destination.Directory
  let mailboxes: AnswerMailboxes
  let date: HTTPDate
  let readiness: Readiness

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
    base.setup(channel: channel, logger: logger).flatMapThrowing { value in
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
      let wire = try pipeline.context(handlerType: HTTPResponseEncoder.self)
      let handler = ServiceChannelHandler(
        directory, mailbox: mailboxes.mailbox(of: channel.eventLoop), date: date, readiness: readiness, wire: wire)
      try pipeline.addHandler(handler, position: .after(decoder))
      return value
    }
  }

  func handle(value: HTTP1Channel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}

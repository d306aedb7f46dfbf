internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// A connection: Hummingbird's own, with the webhook's handler right behind the HTTP codec.
///
/// Other routes go through the layers that turn the codec's parts into the framework's. The webhook is answered before
/// them.
struct WebhookChannel: ServerChildChannel {
  let base: HTTP1Channel
  let endpoint: WebhookEndpoint
  let date: HTTPDate

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
    base.setup(channel: channel, logger: logger).flatMapThrowing { value in
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
      let wire = try pipeline.context(handlerType: HTTPResponseEncoder.self)
      try pipeline.addHandler(WebhookChannelHandler(endpoint, date: date, wire: wire), position: .after(decoder))
      return value
    }
  }

  func handle(value: HTTP1Channel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}

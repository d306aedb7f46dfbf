import NIOCore

/// One keep-alive connection with one request under way.
final class LoadConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private static let done = 200...299

  private let run: LoadRun
  private var context: ChannelHandlerContext?
  private var answers = AnswerScanner()
  private var sentAt: UInt64 = 0

  init(_ run: LoadRun) { self.run = run }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    run.join(self)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    run.leave(self)
  }

  /// Sends the next request, if there is one.
  func sendNext() {
    let now = LoadRun.now
    guard let context, let request = run.nextRequest(at: now) else { return }
    sentAt = now
    context.writeAndFlush(wrapOutboundOut(request), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    answers.append(unwrapInboundIn(data))
    do {
      while let status = try answers.nextStatus() { try take(status) }
    } catch { run.fail(error) }
  }

  private func take(_ status: Int) throws {
    guard Self.done.contains(status) else { throw LoadError.refused(status: status) }
    run.record(LoadRun.now - sentAt)
    sendNext()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    run.fail(error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    run.fail(LoadError.closed)
    context.fireChannelInactive()
  }
}

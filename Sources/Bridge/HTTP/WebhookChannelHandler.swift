internal import NIOCore
internal import NIOHTTP1
internal import Store

/// Answers `POST /webhooks/stripe` on the event loop, before the layers that other routes go through; everything else
/// passes on untouched.
///
/// One exchange at a time: what a client sends ahead waits until its turn, whoever answers, so answers never overtake
/// each other. docs/decisions/0004 says why this is worth a handler of its own.
final class WebhookChannelHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  /// Its own answers are bytes already.
  typealias OutboundOut = IOData

  private enum Exchange {
    case idle
    case reading(HTTPRequestHead, ByteBuffer)
    /// The whole request is here; its answer is awaited.
    case answering(HTTPRequestHead)
    /// Another route answers it.
    case passing(requestEnded: Bool, responseEnded: Bool)
    /// Refused before it was whole: the rest is thrown away until the client stops or time is up.
    case discarding
  }

  private let endpoint: WebhookEndpoint
  private let date: HTTPDate
  /// The encoder's place in the pipeline: what is written from there goes to the connection as it is.
  private let wire: ChannelHandlerContext
  private var exchange = Exchange.idle
  private var waiting = CircularBuffer<HTTPServerRequestPart>()
  private var isReadHeld = false
  /// The server is going down, or the client said that it sends no more: close after this exchange.
  private var closesNext = false
  private var lastChange = NIODeadline.now()
  private var headStarted: NIODeadline?
  private var tick: Scheduled<Void>?
  private var mailbox: AnswerMailbox?

  init(_ endpoint: WebhookEndpoint, date: HTTPDate, wire: ChannelHandlerContext) {
    self.endpoint = endpoint
    self.date = date
    self.wire = wire
  }

  // MARK: Life

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { scheduleTick(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    if tick == nil { scheduleTick(context) }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    tick?.cancel()
    waiting.removeAll()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { tick?.cancel() }

  // MARK: Reading

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    headStarted = nil
    let part = unwrapInboundIn(data)
    guard waiting.isEmpty, !mustWait(part) else {
      waiting.append(part)
      if waiting.count > ConnectionLimits.pipelinedPartsMax { context.close(promise: nil) }
      return
    }
    take(part, context)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    // Bytes that do not yet make a request head: its time runs from the first of them.
    if case .idle = exchange, headStarted == nil, waiting.isEmpty { headStarted = .now() }
    context.fireChannelReadComplete()
  }

  /// Reading on is held back while parts wait, so that a client cannot fill the memory.
  func read(context: ChannelHandlerContext) {
    if waiting.isEmpty { context.read() } else { isReadHeld = true }
  }

  private func mustWait(_ part: HTTPServerRequestPart) -> Bool {
    switch exchange {
    case .answering: true
    case .passing(let requestEnded, _): requestEnded
    case .idle, .reading, .discarding: false
    }
  }

  private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch (exchange, part) {
    case (.idle, .head(let head)) where head.isWebhook: begin(head)
    case (.idle, .head): pass(part, context)
    case (.reading(let head, let body), .body(let bytes)): gather(head, body, bytes)
    case (.reading(let head, let body), .end): finish(head, body, context)
    case (.passing, _): pass(part, context)
    case (.discarding, .end): context.close(promise: nil)
    case (.discarding, _), (.idle, _), (.reading, .head), (.answering, _): break
    }
  }

  private func pass(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch part {
    case .head: set(.passing(requestEnded: false, responseEnded: false))
    case .end:
      if case .passing(_, let responseEnded) = exchange {
        set(.passing(requestEnded: true, responseEnded: responseEnded))
      }
    case .body: break
    }
    context.fireChannelRead(wrapInboundOut(part))
    endPassing(context)
  }

  // MARK: The webhook

  private func begin(_ head: HTTPRequestHead) {
    if let length = head.length, length > endpoint.bodyBytesMax {
      return refuse(.tooLarge(endpoint.bodyBytesMax), head)
    }
    set(.reading(head, ByteBuffer()))
    if head.expectsContinue { send(HTTPAnswer.proceed) }
  }

  private func gather(_ head: HTTPRequestHead, _ body: ByteBuffer, _ bytes: ByteBuffer) {
    guard body.readableBytes + bytes.readableBytes <= endpoint.bodyBytesMax else {
      return refuse(.tooLarge(endpoint.bodyBytesMax), head)
    }
    guard body.readableBytes > 0 else {
      exchange = .reading(head, bytes)
      return
    }
    // Let go of the one that the state holds, or appending would copy it.
    exchange = .idle
    var body = body
    body.writeImmutableBuffer(bytes)
    exchange = .reading(head, body)
  }

  private func finish(_ head: HTTPRequestHead, _ body: ByteBuffer, _ context: ChannelHandlerContext) {
    set(.answering(head))
    let bound = NIOLoopBound(Weakly(handler: self, context: context), eventLoop: context.eventLoop)
    let (eventLoop, mailbox) = (context.eventLoop, self.mailbox ?? endpoint.mailboxes.mailbox(of: context.eventLoop))
    self.mailbox = mailbox
    endpoint.take(Array(body.readableBytesView), signature: head.signature) { answer in
      if eventLoop.inEventLoop { bound.value.answer(answer) } else { mailbox.put { bound.value.answer(answer) } }
    }
  }

  /// The way back from a commit to the connection that waits for it, if it still does.
  private struct Weakly {
    weak var handler: WebhookChannelHandler?
    let context: ChannelHandlerContext

    func answer(_ answer: WebhookEndpoint.Answer) { handler?.answer(answer, context) }
  }

  private func answer(_ answer: WebhookEndpoint.Answer, _ context: ChannelHandlerContext) {
    guard case .answering(let head) = exchange, context.channel.isActive else { return }
    let closes = closesNext || head.closesConnection
    switch answer {
    case .received(let receipt):
      send(HTTPAnswer.received(receipt, requestID: head.requestID, date: date.text, closes: closes))
    case .problem(let problem): send(problem, to: head, closes: closes)
    }
    set(.idle)
    if closes { context.close(promise: nil) } else { takeWaiting(context) }
  }

  /// Says no before the request is whole.
  private func refuse(_ problem: Problem, _ head: HTTPRequestHead) {
    send(problem, to: head, closes: true)
    set(.discarding)
  }

  private func send(_ problem: Problem, to head: HTTPRequestHead, closes: Bool) {
    send(HTTPAnswer.problem(problem, requestID: head.requestID, date: date.text, closes: closes))
  }

  private func send(_ answer: ByteBuffer) { wire.writeAndFlush(wrapOutboundOut(.byteBuffer(answer)), promise: nil) }

  // MARK: Other routes

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    context.write(data, promise: promise)
    guard case .end = unwrapOutboundIn(data), case .passing(let requestEnded, _) = exchange else { return }
    set(.passing(requestEnded: requestEnded, responseEnded: true))
    endPassing(context)
  }

  private func endPassing(_ context: ChannelHandlerContext) {
    guard case .passing(requestEnded: true, responseEnded: true) = exchange else { return }
    set(.idle)
    takeWaiting(context)
  }

  private func takeWaiting(_ context: ChannelHandlerContext) {
    var passed = false
    while let part = waiting.first, !mustWait(part) {
      take(waiting.removeFirst(), context)
      if case .passing = exchange { passed = true }
    }
    // The layers above act on what they were given once a read is complete.
    if passed { context.fireChannelReadComplete() }
    guard waiting.isEmpty, isReadHeld else { return }
    isReadHeld = false
    context.read()
  }

  // MARK: Trouble

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch exchange {
    case .reading(let head, _):
      send(.unreadableRequest, to: head, closes: true)
      context.close(promise: nil)
    case .answering: closesNext = true  // What came after the request is wrong, not the request.
    case .discarding: context.close(promise: nil)
    case .idle, .passing: context.fireErrorCaught(error)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch (exchange, event) {
    case (.reading, let event as ChannelEvent) where event == .inputClosed: context.close(promise: nil)
    case (.answering, let event as ChannelEvent) where event == .inputClosed: closesNext = true
    case (.discarding, let event as ChannelEvent) where event == .inputClosed: context.close(promise: nil)
    case (.reading, is ChannelShouldQuiesceEvent), (.answering, is ChannelShouldQuiesceEvent): closesNext = true
    case (.discarding, is ChannelShouldQuiesceEvent): context.close(promise: nil)
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  // MARK: Time

  private func set(_ next: Exchange) {
    exchange = next
    lastChange = .now()
  }

  private func scheduleTick(_ context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    tick = context.eventLoop.scheduleTask(in: .seconds(ConnectionLimits.tickSeconds)) {
      let (handler, context) = bound.value
      handler.onTick(context)
    }
  }

  private func onTick(_ context: ChannelHandlerContext) {
    let now = NIODeadline.now()
    let age = now - lastChange
    switch exchange {
    case .reading(let head, _) where age > .seconds(ConnectionLimits.requestSeconds):
      refuse(.tooSlow, head)
    case .discarding where age > .seconds(ConnectionLimits.discardSeconds): context.close(promise: nil)
    case .idle where age > .seconds(ConnectionLimits.idleSeconds): context.close(promise: nil)
    case .idle where headStarted.map({ now - $0 > .seconds(ConnectionLimits.requestSeconds) }) ?? false:
      context.close(promise: nil)
    case .passing(requestEnded: false, _) where age > .seconds(ConnectionLimits.requestSeconds * 3):
      context.close(promise: nil)
    default: break
    }
    if context.channel.isActive { scheduleTick(context) }
  }
}

extension HTTPRequestHead {
  fileprivate var isWebhook: Bool {
    guard method == .POST else { return false }
    let path = path
    return path == WebhookEndpoint.path || path.hasPrefix(WebhookEndpoint.path + "?")
  }

  /// The target without scheme and authority, which a proxy's absolute form has (RFC 9112, section 3.2.2).
  private var path: Substring {
    guard !uri.hasPrefix("/"), let scheme = uri.firstRange(of: "://") else { return uri[...] }
    let rest = uri[scheme.upperBound...]
    return rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
  }

  fileprivate var closesConnection: Bool { headers.first(name: "Connection")?.lowercased() == "close" }

  fileprivate var expectsContinue: Bool { headers.first(name: "Expect")?.lowercased() == "100-continue" }

  fileprivate var length: Int? { headers.first(name: "Content-Length").flatMap { Int($0) } }

  /// Several fields of the name count as one, joined by commas, which is what the header's own form is.
  fileprivate var signature: String? {
    let fields = headers["Stripe-Signature"]
    return fields.isEmpty ? nil : fields.joined(separator: ", ")
  }

  fileprivate var requestID: String { RequestIdentity.of(headers.first(name: RequestIdentity.name)) }
}

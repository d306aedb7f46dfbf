internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Answers `POST /webhooks/stripe` on the event loop, before the layers that other routes go through; everything else
/// passes on untouched.
///
/// One exchange at a time: what a client sends ahead waits until its turn, whoever answers, so answers never overtake
/// each other. docs/decisions/0004 says why this is worth a handler of its own.
final class WebhookChannelHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private enum Exchange {
    case idle
    case reading(HTTPRequest, ByteBuffer)
    /// The whole request is here; its answer is awaited.
    case answering(HTTPRequest)
    /// Another route answers it.
    case passing(requestEnded: Bool, responseEnded: Bool)
    /// Refused before it was whole: the rest is thrown away until the client stops or time is up.
    case discarding
  }

  private let endpoint: WebhookEndpoint
  private let date: HTTPDate
  private var exchange = Exchange.idle
  private var waiting = CircularBuffer<HTTPRequestPart>()
  private var isReadHeld = false
  /// The server is going down, or the client said that it sends no more: close after this exchange.
  private var closesNext = false
  private var lastChange = NIODeadline.now()
  private var headStarted: NIODeadline?
  private var tick: Scheduled<Void>?
  private var mailbox: AnswerMailbox?

  init(_ endpoint: WebhookEndpoint, date: HTTPDate) {
    self.endpoint = endpoint
    self.date = date
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

  private func mustWait(_ part: HTTPRequestPart) -> Bool {
    switch exchange {
    case .answering: true
    case .passing(let requestEnded, _): requestEnded
    case .idle, .reading, .discarding: false
    }
  }

  private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
    switch (exchange, part) {
    case (.idle, .head(let head)) where head.isWebhook: begin(head, context)
    case (.idle, .head): pass(part, context)
    case (.reading(let head, let body), .body(let bytes)): gather(head, body, bytes, context)
    case (.reading(let head, let body), .end): finish(head, body, context)
    case (.passing, _): pass(part, context)
    case (.discarding, .end): context.close(promise: nil)
    case (.discarding, _), (.idle, _), (.reading, .head), (.answering, _): break
    }
  }

  private func pass(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
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

  private func begin(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
    if let length = head.headerFields[.contentLength].flatMap({ Int($0) }), length > endpoint.bodyBytesMax {
      return refuse(.tooLarge(endpoint.bodyBytesMax), head, context)
    }
    set(.reading(head, ByteBuffer()))
    guard head.headerFields[.expect]?.lowercased() == "100-continue" else { return }
    context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
  }

  private func gather(_ head: HTTPRequest, _ body: ByteBuffer, _ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    guard body.readableBytes + bytes.readableBytes <= endpoint.bodyBytesMax else {
      return refuse(.tooLarge(endpoint.bodyBytesMax), head, context)
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

  private func finish(_ head: HTTPRequest, _ body: ByteBuffer, _ context: ChannelHandlerContext) {
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
    case .received(let receipt): write(.received(receipt, to: head, closes: closes), context)
    case .problem(let problem): write(.problem(problem, to: head, closes: closes), context)
    }
    set(.idle)
    if closes { context.close(promise: nil) } else { takeWaiting(context) }
  }

  /// Says no before the request is whole.
  private func refuse(_ problem: Problem, _ head: HTTPRequest, _ context: ChannelHandlerContext) {
    write(.problem(problem, to: head, closes: true), context)
    set(.discarding)
  }

  private func write(_ answer: HTTPAnswer, _ context: ChannelHandlerContext) {
    var head = answer.head
    head.headerFields[.date] = date.text
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(answer.body)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

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
      write(.problem(.unreadableRequest, to: head, closes: true), context)
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
      refuse(.tooSlow, head, context)
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

extension HTTPRequest {
  fileprivate var isWebhook: Bool {
    guard method == .post, let path else { return false }
    return path == WebhookEndpoint.path || path.hasPrefix(WebhookEndpoint.path + "?")
  }

  fileprivate var closesConnection: Bool { headerFields[.connection]?.lowercased() == "close" }

  /// Several fields of the name come as one, joined by commas, which is what the header's own form is.
  fileprivate var signature: String? { headerFields[Self.signatureName] }

  private static let signatureName = HTTPField.Name("Stripe-Signature") ?? .authorization
}

/// A whole answer, ready to be written.
private struct HTTPAnswer {
  let head: HTTPResponse
  let body: ByteBuffer

  private static let stored = ByteBuffer(string: #"{"received":true,"status":"stored"}"#)
  private static let duplicate = ByteBuffer(string: #"{"received":true,"status":"duplicate"}"#)

  private init(_ status: HTTPResponse.Status, _ type: String, _ body: ByteBuffer, requestID: String, closes: Bool) {
    var fields = HTTPFields()
    fields[.contentType] = type
    fields[.contentLength] = String(body.readableBytes)
    fields[RequestIdentity.header] = requestID
    if closes { fields[.connection] = "close" }
    if status == .serviceUnavailable { fields[.retryAfter] = "1" }
    head = HTTPResponse(status: status, headerFields: fields)
    self.body = body
  }

  static func received(_ receipt: Receipt, to request: HTTPRequest, closes: Bool) -> HTTPAnswer {
    HTTPAnswer(
      .ok, "application/json", receipt == .stored ? stored : duplicate,
      requestID: RequestIdentity.of(request.headerFields), closes: closes)
  }

  static func problem(_ problem: Problem, to request: HTTPRequest, closes: Bool) -> HTTPAnswer {
    let requestID = RequestIdentity.of(request.headerFields)
    return HTTPAnswer(
      problem.status, "application/problem+json", problem.body(requestID: requestID), requestID: requestID,
      closes: closes)
  }
}

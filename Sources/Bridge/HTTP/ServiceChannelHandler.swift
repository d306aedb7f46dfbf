internal import NIOCore
internal import NIOHTTP1
internal import Store

/// Answers what the directory knows from the event loop, before the framework's layers; everything else passes on
/// untouched.
///
/// One exchange at a time: what a client sends ahead waits until its turn, whoever answers, so answers never overtake
/// each other. docs/decisions/0004 says why this is worth a handler of its own.
final class ServiceChannelHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  /// Its own answers are bytes already.
  typealias OutboundOut = IOData

  private enum Exchange {
    case idle
    case reading(HTTPRequestHead, Destination, ByteBuffer)
    /// The whole request is here; its answer is awaited.
    case answering(HTTPRequestHead)
    /// The framework answers it.
    case passing(HTTPRequestHead, requestEnded: Bool, responseEnded: Bool)
    /// Refused before it was whole: the rest is thrown away until the client stops or time is up.
    case discarding
  }

  private let directory: Destination.Directory
  private let mailbox: AnswerMailbox
  private let date: HTTPDate
  private let readiness: Readiness
  /// The encoder's place in the pipeline: what is written from there goes to the connection as it is.
  private let wire: ChannelHandlerContext
  private var exchange = Exchange.idle
  private var waiting = CircularBuffer<HTTPServerRequestPart>()
  private var isReadHeld = false
  /// The server is going down: close after this exchange.
  private var closesNext = false
  /// The client sends no more that could be read: close after what is here.
  private var isInputOver = false
  /// Since when the client reads too little of what it was answered; nil while it reads. Nothing more is taken then.
  private var backedUpSince: NIODeadline?
  private var lastChange = NIODeadline.now()
  private var headStarted: NIODeadline?
  /// Whether what was read last made up a part.
  private var hadPart = false
  private var tick: Scheduled<Void>?

  init(
    _ directory: @escaping Destination.Directory, mailbox: AnswerMailbox, date: HTTPDate, readiness: Readiness,
    wire: ChannelHandlerContext
  ) {
    self.directory = directory
    self.mailbox = mailbox
    self.date = date
    self.readiness = readiness
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
    (headStarted, hadPart) = (nil, true)
    let part = unwrapInboundIn(data)
    // No more than one read of the socket brings: the next one waits for these.
    if waiting.isEmpty, !mustWait { take(part, context) } else { waiting.append(part) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    // Bytes that do not yet make a request head: its time runs from the first of them.
    if case .idle = exchange, headStarted == nil, waiting.isEmpty, !hadPart { headStarted = .now() }
    hadPart = false
    context.fireChannelReadComplete()
  }

  /// Reading on is held back while parts wait, so that a client cannot fill the memory.
  func read(context: ChannelHandlerContext) {
    if waiting.isEmpty, backedUpSince == nil { context.read() } else { isReadHeld = true }
  }

  private var mustWait: Bool {
    switch exchange {
    case .answering: true
    case .passing(_, let requestEnded, _): requestEnded
    case .idle: backedUpSince != nil
    case .reading, .discarding: false
    }
  }

  /// A client that does not read what it asked for is asked nothing more, and answered nothing more.
  func channelWritabilityChanged(context: ChannelHandlerContext) {
    backedUpSince = context.channel.isWritable ? nil : backedUpSince ?? .now()
    if backedUpSince == nil { takeWaiting(context) }
    context.fireChannelWritabilityChanged()
  }

  private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch (exchange, part) {
    case (.idle, .head(let head)):
      if let destination = directory(head) { begin(head, destination) } else { pass(part, context) }
    case (.reading(let head, let destination, let body), .body(let bytes)): gather(head, destination, body, bytes)
    case (.reading(let head, let destination, let body), .end): finish(head, destination, body, context)
    case (.passing, _): pass(part, context)
    case (.discarding, .end): context.close(promise: nil)
    case (.discarding, _), (.idle, _), (.reading, .head), (.answering, _): break
    }
  }

  private func pass(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch part {
    case .head(let head): set(.passing(head, requestEnded: false, responseEnded: false))
    case .end:
      if case .passing(let head, _, let responseEnded) = exchange {
        set(.passing(head, requestEnded: true, responseEnded: responseEnded))
      }
    case .body: break
    }
    context.fireChannelRead(wrapInboundOut(part))
    endPassing(context)
  }

  // MARK: Our own

  private func begin(_ head: HTTPRequestHead, _ destination: Destination) {
    if let length = head.length, length > destination.bodyBytesMax {
      return refuse(destination.tooLarge, head, destination)
    }
    set(.reading(head, destination, ByteBuffer()))
    if head.expectsContinue { send(HTTPAnswer.proceed) }
  }

  private func gather(_ head: HTTPRequestHead, _ destination: Destination, _ body: ByteBuffer, _ bytes: ByteBuffer) {
    guard body.readableBytes + bytes.readableBytes <= destination.bodyBytesMax else {
      return refuse(destination.tooLarge, head, destination)
    }
    guard body.readableBytes > 0 else {
      exchange = .reading(head, destination, bytes)
      return
    }
    // Let go of the one that the state holds, or appending would copy it.
    exchange = .idle
    var body = body
    body.writeImmutableBuffer(bytes)
    exchange = .reading(head, destination, body)
  }

  private func finish(
    _ head: HTTPRequestHead, _ destination: Destination, _ body: ByteBuffer, _ context: ChannelHandlerContext
  ) {
    set(.answering(head))
    let bound = NIOLoopBound(Weakly(handler: self, context: context), eventLoop: context.eventLoop)
    let (eventLoop, mailbox) = (context.eventLoop, mailbox)
    destination.take(WholeRequest(head: head, body: Array(body.readableBytesView))) { answer in
      if eventLoop.inEventLoop { bound.value.answer(answer) } else { mailbox.put { bound.value.answer(answer) } }
    }
  }

  /// The way back from whoever answers to the connection that waits for it, if it still does.
  private struct Weakly {
    weak var handler: ServiceChannelHandler?
    let context: ChannelHandlerContext

    func answer(_ answer: HTTPAnswer) { handler?.answer(answer, context) }
  }

  private func answer(_ answer: HTTPAnswer, _ context: ChannelHandlerContext) {
    guard case .answering(let head) = exchange, context.channel.isActive else { return }
    let closes = closesNext || !readiness.accepts || head.closesConnection
    send(answer.bytes(date: date.text, closes: closes, hasBody: head.method != .HEAD))
    set(.idle)
    if closes { closeWhenSent(context) } else { takeWaiting(context) }
  }

  /// Says no before the request is whole.
  private func refuse(_ problem: Problem, _ head: HTTPRequestHead, _ destination: Destination) {
    destination.refused(problem)
    let answer = HTTPAnswer(problem, requestID: RequestIdentity.of(head.headers.first(name: RequestIdentity.name)))
    send(answer.bytes(date: date.text, closes: true, hasBody: head.method != .HEAD))
    set(.discarding)
  }

  /// Closes behind all that was written.
  private func closeWhenSent(_ context: ChannelHandlerContext) {
    waiting.removeAll()
    set(.discarding)
    let sent = context.eventLoop.makePromise(of: Void.self)
    sent.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    wire.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: sent)
  }

  private func send(_ bytes: ByteBuffer) { wire.writeAndFlush(wrapOutboundOut(.byteBuffer(bytes)), promise: nil) }

  // MARK: The framework's

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .passing(let head, let requestEnded, _) = exchange else { return context.write(data, promise: promise) }
    let part = unwrapOutboundIn(data)
    // The answer to a HEAD has no body, or the next answer would begin behind it.
    if case .body = part, head.method == .HEAD { promise?.succeed() } else { context.write(data, promise: promise) }
    guard case .end = part else { return }
    set(.passing(head, requestEnded: requestEnded, responseEnded: true))
    endPassing(context)
  }

  private func endPassing(_ context: ChannelHandlerContext) {
    guard case .passing(let head, requestEnded: true, responseEnded: true) = exchange else { return }
    set(.idle)
    if head.closesConnection || !readiness.accepts { closeWhenSent(context) } else { takeWaiting(context) }
  }

  private func takeWaiting(_ context: ChannelHandlerContext) {
    var passed = false
    while !mustWait, let part = waiting.popFirst() {
      take(part, context)
      if case .passing = exchange { passed = true }
    }
    // The layers above act on what they were given once a read is complete.
    if passed { context.fireChannelReadComplete() }
    guard waiting.isEmpty, backedUpSince == nil else { return }
    switch exchange {
    case .idle where isInputOver: return closeWhenSent(context)
    case .reading where isInputOver: return context.close(promise: nil)
    default: break
    }
    guard isReadHeld else { return }
    isReadHeld = false
    context.read()
  }

  // MARK: Trouble

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch exchange {
    case .reading(let head, let destination, _):
      refuse(.unreadableRequest, head, destination)
      context.close(promise: nil)
    case .answering: isInputOver = true  // What came after the request is wrong, not the request.
    case .discarding: context.close(promise: nil)
    case .idle where error is HTTPParserError:
      let answer = HTTPAnswer(.unreadableRequest, requestID: RequestIdentity.of(nil))
      send(answer.bytes(date: date.text, closes: true, hasBody: true))
      closeWhenSent(context)
    case .idle, .passing: context.fireErrorCaught(error)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch (exchange, event) {
    case (.reading, let event as ChannelEvent) where event == .inputClosed: context.close(promise: nil)
    case (.answering, let event as ChannelEvent) where event == .inputClosed: isInputOver = true
    case (.idle, let event as ChannelEvent) where event == .inputClosed && !waiting.isEmpty: isInputOver = true
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
    if let since = backedUpSince, now - since > .seconds(ConnectionLimits.requestSeconds) {
      return context.close(promise: nil)
    }
    switch exchange {
    case .reading(let head, let destination, _) where age > .seconds(ConnectionLimits.requestSeconds):
      refuse(.tooSlow, head, destination)
    case .discarding where age > .seconds(ConnectionLimits.discardSeconds): context.close(promise: nil)
    case .idle where age > .seconds(ConnectionLimits.idleSeconds): context.close(promise: nil)
    case .idle where headStarted.map({ now - $0 > .seconds(ConnectionLimits.requestSeconds) }) ?? false:
      context.close(promise: nil)
    case .passing(_, requestEnded: false, _) where age > .seconds(ConnectionLimits.requestSeconds):
      context.close(promise: nil)
    default: break
    }
    if context.channel.isActive { scheduleTick(context) }
  }
}

extension HTTPRequestHead {
  /// An HTTP/1.0 client is not asked for more on the same connection: a proxy of that age waits for the end. After an
  /// offer of another protocol, which is declined, the codec reads nothing more.
  fileprivate var closesConnection: Bool {
    isOld || method == .CONNECT || headers.contains(name: "Upgrade")
      || headers[canonicalForm: "Connection"].contains { $0.lowercased() == "close" }
  }

  private var isOld: Bool { version == .http1_0 || version == .http0_9 }

  fileprivate var expectsContinue: Bool { !isOld && headers.first(name: "Expect")?.lowercased() == "100-continue" }

  fileprivate var length: Int? { headers.first(name: "Content-Length").flatMap { Int($0) } }
}

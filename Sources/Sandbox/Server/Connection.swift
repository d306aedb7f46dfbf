internal import NIOCore
internal import NIOHTTP1

/// One connection of a client, request after request.
struct Connection: Sendable {
  static let bodyBytesMax = 1_048_576

  let sandbox: Sandbox

  func serve(_ channel: NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>) async {
    try? await channel.executeThenClose { inbound, outbound in
      var head: HTTPRequestHead?
      var body: [UInt8] = []
      for try await part in inbound {
        switch part {
        case .head(let next):
          head = next
          body = []
        case .body(let bytes):
          guard body.count + bytes.readableBytes <= Self.bodyBytesMax else { return }
          body += Array(bytes.readableBytesView)
        case .end:
          guard let asked = head else { return }
          let reply = await sandbox.respond(to: Self.request(asked, body))
          guard try await write(reply, to: outbound, isHead: asked.method == .HEAD), asked.isKeepAlive else { return }
        }
      }
    }
  }

  private static func request(_ head: HTTPRequestHead, _ body: [UInt8]) -> WebRequest {
    WebRequest(
      head.method.rawValue, head.uri, headers: head.headers.map { (name: $0.name, value: $0.value) }, body: body)
  }

  /// - Returns: whether the connection can go on.
  private func write(
    _ reply: WebReply, to outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>, isHead: Bool
  ) async throws -> Bool {
    switch reply {
    case .close: return false
    case .answer(let answer):
      try await outbound.write(.head(Self.head(answer)))
      if !isHead { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))) }
      try await outbound.write(.end(nil))
      return true
    case .cutShort(let answer, let bytes):
      try await outbound.write(.head(Self.head(answer)))
      try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: answer.body.prefix(bytes)))))
      return false
    }
  }

  private static func head(_ answer: Answer) -> HTTPResponseHead {
    var headers = HTTPHeaders()
    for (name, value) in answer.headers { headers.add(name: name, value: value) }
    headers.replaceOrAdd(name: "Content-Length", value: String(answer.body.count))
    return HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
  }
}

import ArgumentParser
import Foundation
import Hummingbird

/// What the web framework costs alone: it takes a body and says 200.
struct BareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "bare", shouldDisplay: false)

  func run() async throws {
    try await WebhookServer.run { _, _ in .ok }
  }
}

/// The server that `bare` and `obvious` share. It listens on the port of PORT.
enum WebhookServer {
  static let bodyByteCountMax = 1 << 20

  /// - Parameter take: what is done with a whole request; its status is the answer's.
  static func run(
    take: @escaping @Sendable (HTTPFields, ByteBuffer) async throws -> HTTPResponse.Status
  ) async throws {
    let port = ProcessInfo.processInfo.environment["PORT"].flatMap { Int($0) } ?? 0
    let answer = ByteBuffer(string: #"{"received":true,"status":"stored"}"#)
    let router = Router()
    router.post("webhooks/stripe") { request, _ -> Response in
      var request = request
      let body = try await request.collectBody(upTo: bodyByteCountMax)
      let status = try await take(request.headers, body)
      return Response(
        status: status, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: answer))
    }
    let configuration = ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), backlog: 1024)
    try await Application(router: router, configuration: configuration).runService()
  }
}

import Foundation
import Synchronization
import TestSupport
import Testing

@testable import TollbridgeClient

/// A local server that answers one after another what a test wrote down, and a client of it whose waits are noted
/// instead of waited.
final class Script: Sendable {
  struct Step: Encodable, Sendable {
    var status = 200
    var headers: [String: String] = ["Content-Type": "application/json"]
    var body = "{}"
    var fault: String?
    var seconds: Double?

    static func problem(_ status: Int, _ code: String, retryAfter: Int? = nil) -> Step {
      let body =
        #"{"type":"about:blank","title":"T","status":\#(status),"detail":"D","code":"\#(code)","request_id":"r1"}"#
      var headers = ["Content-Type": "application/problem+json"]
      headers["Retry-After"] = retryAfter.map { String($0) }
      return Step(status: status, headers: headers, body: body)
    }

    static let cut = Step(fault: "cut")
    static let empty = Step(fault: "empty")
    static let done = Step(body: #"{"status":"done"}"#)
  }

  struct Request: Decodable, Sendable {
    let method: String
    let target: String
    let headers: [String: String]
    let body: String
  }

  private static let server = Result { try LocalServer() }

  private let address: String
  private let noted = Mutex<[Duration]>([])

  init(_ steps: [Step]) async throws {
    address = try Self.server.get().url("/script/\(UUID().uuidString)")
    let request = HTTPRequest(
      method: "POST", url: address, headers: [:], body: Array(try JSONEncoder().encode(steps)), timeout: .seconds(60))
    #expect(try await URLSessionTransport().send(request).status == 204)
  }

  /// How long it waited before each repetition.
  var waits: [Duration] { noted.withLock { $0 } }

  /// What came to the server.
  func requests() async throws -> [Request] {
    let request = HTTPRequest(method: "GET", url: address, headers: [:], body: nil, timeout: .seconds(60))
    return try JSONDecoder().decode([Request].self, from: Data(try await URLSessionTransport().send(request).body))
  }

  func client(
    _ credential: Credential = .serverKey("key_0123456789"), attemptsMax: Int = 4, timeout: Duration = .seconds(60)
  ) throws -> TollbridgeClient {
    let policy = RetryPolicy(
      attemptsMax: attemptsMax, sleep: { [self] wait in noted.withLock { $0.append(wait) } }, random: { 0 })
    return TollbridgeClient(
      baseURL: try #require(URL(string: address)), credential: credential, retries: policy, timeout: timeout)
  }
}

/// Answers every request with the same, and remembers them.
final class Recorder: HTTPTransport {
  private let answer: HTTPAnswer
  private let seen = Mutex<[HTTPRequest]>([])

  init(_ body: String = "{}", status: Int = 200) { answer = HTTPAnswer(status: status, body: Array(body.utf8)) }

  var requests: [HTTPRequest] { seen.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws -> HTTPAnswer {
    seen.withLock { $0.append(request) }
    return answer
  }

  func client(
    _ base: String = "https://billing.example", _ credential: Credential = .serverKey("key_0123456789")
  ) throws -> TollbridgeClient {
    TollbridgeClient(
      baseURL: try #require(URL(string: base)), credential: credential, retries: .never, transport: self)
  }
}

/// What a call throws as a `Value`; a failure of the test where it throws nothing or something else.
func thrown<Value: Error>(_ type: Value.Type = Value.self, by body: () async throws -> some Sendable) async throws
  -> Value
{
  do { _ = try await body() } catch let error as Value { return error }
  throw NothingThrown()
}

struct NothingThrown: Error {}

internal import Foundation
internal import Native

/// A value of a JSON body.
enum Field: Encodable, ExpressibleByStringLiteral {
  case text(String)
  case number(Int64)
  case list([String])
  case object([String: Field])

  init(stringLiteral value: String) { self = .text(value) }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    case .list(let texts): try container.encode(texts)
    case .object(let members): try container.encode(members)
    }
  }
}

/// JSON over HTTP to one peer.
struct Peer: Sendable {
  let base: String
  /// What every request carries, as whole lines.
  let headers: [String]
  let transport: CurlTransport

  func send(
    _ method: String, _ path: String, _ body: [String: Field]? = nil, headers more: [String] = [],
    timeoutMilliseconds: Int = 30_000
  ) async throws(ServiceFailure) -> TransportAnswer {
    var bytes: [UInt8]?
    if let body {
      guard let data = try? JSONEncoder().encode(body) else { throw .unreadable }
      bytes = Array(data)
    }
    let request = TransportRequest(
      method: method, url: base + path, headers: headers + ["Content-Type: application/json"] + more, body: bytes,
      timeoutMilliseconds: timeoutMilliseconds)
    do { return try await transport.send(request) } catch { throw .down("\(error)") }
  }

  static func read<Answer: Decodable>(_ body: [UInt8]) throws(ServiceFailure) -> Answer {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do { return try decoder.decode(Answer.self, from: Data(body)) } catch { throw .unreadable }
  }
}

/// Why the service did not do what it was asked.
enum ServiceFailure: Error {
  /// Nobody answers there; in the transport's words.
  case down(String)
  /// It answered with a problem.
  case refused(ProblemAnswer)
  case unreadable
}

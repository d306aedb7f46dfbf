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
  private static let done = 200...299

  let base: String
  /// What every request carries, as whole lines.
  let headers: [String]
  let transport: CurlTransport

  /// - Throws: `ServiceFailure` also for an answer that says that it was not done.
  func send(
    _ method: String, _ path: String, _ body: [String: Field]? = nil, headers more: [String] = [],
    timeoutMilliseconds: Int = 30_000
  ) async throws(ServiceFailure) -> Answer {
    var bytes: [UInt8]?
    if let body {
      guard let data = try? JSONEncoder().encode(body) else { throw .unreadable }
      bytes = Array(data)
    }
    let request = TransportRequest(
      method: method, url: base + path, headers: headers + ["Content-Type: application/json"] + more, body: bytes,
      timeoutMilliseconds: timeoutMilliseconds)
    let answer: TransportAnswer
    do { answer = try await transport.send(request) } catch { throw .down("\(error)") }
    guard Self.done.contains(answer.status) else { throw .refused(status: answer.status, body: answer.body) }
    return Answer(status: answer.status, body: answer.body)
  }
}

/// What a peer answered, as it is passed on or read.
struct Answer: Sendable {
  let status: Int
  let body: [UInt8]

  func read<Value: Decodable>(_ type: Value.Type = Value.self) throws(ServiceFailure) -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do { return try decoder.decode(type, from: Data(body)) } catch { throw .unreadable }
  }
}

/// Why the service did not do what it was asked.
enum ServiceFailure: Error {
  /// Nobody answers there; in the transport's words.
  case down(String)
  /// It answered with a problem, which is passed on to the page as it is.
  case refused(status: Int, body: [UInt8])
  case unreadable
}

/// Text as it stands in an address.
enum Link {
  static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }

  private static let plain = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._")
}

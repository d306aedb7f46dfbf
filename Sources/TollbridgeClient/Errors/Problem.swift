/// What the service answers where something is wrong, by RFC 9457.
///
/// ```swift
/// do {
///   try await tollbridge.spend(.action("image_standard"), from: "user_42")
/// } catch let problem as Problem where problem.status == 402 {
///   show(problem.guidance)
/// }
/// ```
public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
  /// A value that is wrong, and where it stands.
  public struct Violation: Codable, Hashable, Sendable {
    /// A JSON pointer into the body, as `/amount`, or a slash and the name of a parameter.
    public let pointer: String
    /// What to write instead, for people.
    public let message: String
  }

  /// The status code, 400 to 599. 402 is: not enough credits.
  public let status: Int
  /// For programs.
  public let code: Code
  /// What it is, for people.
  public let title: String
  /// What happened and what to do, for people.
  public let detail: String
  /// By which an operator finds it in the log; nil where something before the service answered.
  public let requestID: String?
  /// Each value that is wrong, with 422.
  public let errors: [Violation]
  /// What to show to the person, where there is something that a person can do.
  public let guidance: Guidance?
  /// How many credits are missing, with 402.
  public let shortfall: Int?
  /// What may be chosen instead, with some 409.
  public let choices: [String]
  /// How long to wait before asking again; nil where it is not said in seconds.
  public let retryAfter: Duration?

  /// The status, the code and the detail.
  public var description: String { "\(status) \(code): \(detail)" }
}

extension Problem {
  private struct Body: Decodable {
    let code: Code
    let title: String?
    let detail: String?
    let requestID: String?
    let errors: [Violation]?
    let guidance: Guidance?
    let shortfall: Int?
    let choices: [String]?

    private enum CodingKeys: String, CodingKey {
      case code, title, detail, errors, guidance, shortfall, choices
      case requestID = "requestId"
    }
  }

  /// The problem that an answer tells of, whoever gave it.
  init(_ answer: HTTPAnswer) {
    let body = try? JSON.decoded(answer.body, as: Body.self)
    status = answer.status
    code = body?.code ?? .unknown
    title = body?.title ?? "HTTP \(answer.status)"
    detail = body?.detail ?? String(decoding: answer.body.prefix(Self.detailBytesMax), as: UTF8.self)
    requestID = body?.requestID ?? answer.headers["x-request-id"]
    errors = body?.errors ?? []
    guidance = body?.guidance
    shortfall = body?.shortfall
    choices = body?.choices ?? []
    retryAfter = answer.headers["retry-after"].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : .seconds($0) }
  }

  /// Of an answer that is no problem document, as a proxy gives it.
  private static let detailBytesMax = 300
}

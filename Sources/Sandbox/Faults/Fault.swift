/// What can go wrong between a client and the API.
package enum Fault: Sendable, Equatable {
  /// The request is executed, and the connection closed without an answer.
  case dropAnswer
  /// The connection is closed before anything is executed.
  case dropRequest
  /// 429, not saved under the key.
  case rateLimit
  /// 500, saved under the key; executed or not.
  case serverError(executes: Bool)
  /// 409: another request with the same key is still going on.
  case keyInUse
  /// The answer takes so long.
  case stall(seconds: Double)
  /// Executed; the answer is 200 with a page of HTML in place of JSON.
  case html
  /// Executed; the answer's JSON ends in the middle.
  case truncatedJSON
  /// Executed; the answer is shorter than its Content-Length says, and the connection is closed.
  case shortBody

  package static let names = [
    "drop_answer", "drop_request", "rate_limit", "server_error", "server_error_unexecuted", "key_in_use", "stall",
    "html", "truncated_json", "short_body",
  ]

  package init?(name: String, seconds: Double = 1) {
    switch name {
    case "drop_answer": self = .dropAnswer
    case "drop_request": self = .dropRequest
    case "rate_limit": self = .rateLimit
    case "server_error": self = .serverError(executes: true)
    case "server_error_unexecuted": self = .serverError(executes: false)
    case "key_in_use": self = .keyInUse
    case "stall": self = .stall(seconds: min(max(seconds, 0), 600))
    case "html": self = .html
    case "truncated_json": self = .truncatedJSON
    case "short_body": self = .shortBody
    default: return nil
    }
  }
}

/// When a fault happens: to which requests, how often.
package struct FaultRule: Sendable {
  package var fault: Fault
  /// `GET`, `POST` or `DELETE`; any where it is nil.
  package var method: String?
  /// The path it is for, with `*` for any text; all where it is nil.
  package var path: String?
  /// How many requests it still happens to; without end where it is nil.
  package var count: Int?
  package var probability: Double

  package init(
    _ fault: Fault, method: String? = nil, path: String? = nil, count: Int? = 1, probability: Double = 1
  ) {
    self.fault = fault
    self.method = method
    self.path = path
    self.count = count
    self.probability = probability
  }

  func concerns(_ call: Call) -> Bool {
    (method.map { $0 == call.method } ?? true) && (path.map { Self.matches(call.path[...], $0[...]) } ?? true)
  }

  static func matches(_ text: Substring, _ pattern: Substring) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
      let rest = pattern.dropFirst()
      return rest.isEmpty || text.indices.contains { matches(text[$0...], rest) } || matches("", rest)
    }
    return text.first == first && matches(text.dropFirst(), pattern.dropFirst())
  }
}

/// The rules in force.
package struct FaultBook: Sendable {
  package private(set) var rules: [FaultRule] = []
  /// How many faults happened.
  package private(set) var happened = 0
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed &+ 77) }

  mutating func add(_ rule: FaultRule) { rules.append(rule) }
  mutating func clear() { rules = [] }

  /// The fault that happens to a request: the first rule that concerns it and is drawn.
  mutating func take(for call: Call) -> Fault? {
    for index in rules.indices where rules[index].concerns(call) && random.happens(rules[index].probability) {
      let fault = rules[index].fault
      if let count = rules[index].count {
        rules[index].count = count - 1
        if count <= 1 { rules.remove(at: index) }
      }
      happened += 1
      return fault
    }
    return nil
  }
}

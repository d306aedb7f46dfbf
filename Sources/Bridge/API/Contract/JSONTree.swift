/// A JSON document in the making, its members in the order in which they are written.
indirect enum JSONTree: Sendable {
  case object([(String, JSONTree)])
  case list([JSONTree])
  case string(String)
  case integer(Int64)
  case flag(Bool)

  var text: String {
    switch self {
    case .object(let members):
      "{" + members.map { "\(Problem.quoted($0)):\($1.text)" }.joined(separator: ",") + "}"
    case .list(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
    case .string(let string): Problem.quoted(string)
    case .integer(let integer): String(integer)
    case .flag(let flag): flag ? "true" : "false"
    }
  }

  static func strings(_ texts: [String]) -> JSONTree { .list(texts.map { .string($0) }) }
}

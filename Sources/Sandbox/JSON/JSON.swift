/// A JSON value with its members in order: what the stand-in keeps and sends.
///
/// It is its own type on purpose: the product reads JSON by another one, so neither hides the other's mistakes.
package enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// A number that is no integer, as its digits.
  case decimal(String)
  case text(String)
  case array([JSON])
  case object(JSONObject)
}

/// The members of an object, in the order in which they were set.
package struct JSONObject: Sendable, Equatable {
  package private(set) var members: [(key: String, value: JSON)] = []

  package init(_ members: [(String, JSON)] = []) {
    for (key, value) in members { self[key] = value }
  }

  package subscript(key: String) -> JSON? {
    get { members.first { $0.key == key }?.value }
    set {
      if let index = members.firstIndex(where: { $0.key == key }) {
        if let newValue { members[index].value = newValue } else { members.remove(at: index) }
      } else if let newValue {
        members.append((key, newValue))
      }
    }
  }

  package var keys: [String] { members.map(\.key) }

  /// Order is for the reader: two objects with the same members are the same.
  package static func == (one: JSONObject, other: JSONObject) -> Bool {
    one.members.count == other.members.count && one.members.allSatisfy { other[$0.key] == $0.value }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .text(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(nilLiteral: ()) { self = .null }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(JSONObject(elements)) }

  /// The text, or null.
  package init(_ text: String?) { self = text.map(JSON.text) ?? .null }
  /// The number, or null.
  package init(_ integer: Int64?) { self = integer.map(JSON.integer) ?? .null }
  package init(_ flag: Bool) { self = .bool(flag) }
}

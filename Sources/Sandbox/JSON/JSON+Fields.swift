/// Reading and changing members. What is not there reads as nil or as nothing, never as an error.
extension JSON {
  /// A member; `.null` where there is none. Setting a member of what is no object makes it one.
  package subscript(key: String) -> JSON {
    get { object?[key] ?? .null }
    set {
      var object = self.object ?? JSONObject()
      object[key] = newValue
      self = .object(object)
    }
  }

  /// A member by a path of keys and indices, such as `items.data.0.price`.
  package subscript(path path: String) -> JSON {
    path.split(separator: ".").reduce(self) { value, step in
      guard let index = Int(step) else { return value[String(step)] }
      let elements = value.elements
      return elements.indices.contains(index) ? elements[index] : .null
    }
  }

  package var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
  package var text: String? { if case .text(let text) = self { text } else { nil } }
  package var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }
  package var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  package var isNull: Bool { self == .null }
  package var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }
  package var members: [(key: String, value: JSON)] { object?.members ?? [] }

  /// The id of an object, or the text where only the id is there.
  package var id: String? { text ?? self["id"].text }
  /// The text of a member that must be there by construction; empty where it is not.
  package func word(_ key: String) -> String { self[key].id ?? "" }
  /// The number of a member that must be there by construction; zero where it is not.
  package func number(_ key: String) -> Int64 { self[key].integer ?? 0 }
  package func isTrue(_ key: String) -> Bool { self[key].flag == true }

  package mutating func remove(_ key: String) {
    guard var object else { return }
    object[key] = nil
    self = .object(object)
  }

  /// The same with `changes` set, in their order.
  package func with(_ changes: [(String, JSON)]) -> JSON {
    changes.reduce(into: self) { $0[$1.0] = $1.1 }
  }

  /// The elements of a list object (`{"object": "list", "data": […]}`), or of an array.
  package var list: [JSON] { object == nil ? elements : self["data"].elements }

  /// The same without members whose names start with `_`: the stand-in's own notes, which nobody else sees.
  package var published: JSON {
    switch self {
    case .array(let elements): .array(elements.map(\.published))
    case .object(let object):
      .object(JSONObject(object.members.filter { !$0.key.hasPrefix("_") }.map { ($0.key, $0.value.published) }))
    default: self
    }
  }
}

package import Billing

/// Reading by presence: a member that is missing, null or of another type is absent, and the next path is tried.
extension JSONValue {
  package func text(_ key: String) -> String? { self[key]?.string }
  package func integer(_ key: String) -> Int64? { self[key]?.integer }
  package func flag(_ key: String) -> Bool? { self[key]?.bool }
  package func time(_ key: String) -> Instant? { integer(key).flatMap { Instant(seconds: $0) } }

  /// An id that may come alone or inside the expanded object.
  package func id(_ key: String) -> String? { self[key]?.ownID }

  /// This value as an id: itself when it is text, its `id` when it is an object. An id is of printable ASCII: of other
  /// text two that look the same may be two, or two that differ one, and an empty one would tie strangers together.
  package var ownID: String? {
    guard let text = string ?? text("id"), !text.isEmpty, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      return nil
    }
    return text
  }

  /// The same of what people name themselves, as prices of before 2019, in whatever script.
  var name: String? { string ?? text("id") }

  /// The elements of a list object (`{"object": "list", "data": […]}`) or, in very old shapes, of a bare array.
  package func list(_ key: String) -> [JSONValue] {
    guard let list = self[key] else { return [] }
    let elements = list.isArray ? list.elements : list["data"]?.elements ?? []
    return elements.filter(\.isObject)
  }

  package func metadata(_ key: String = "metadata") -> [String: String] {
    var found: [String: String] = [:]
    for (name, value) in self[key]?.members ?? [] {
      if let text = value.string { found[name] = text }
    }
    return found
  }
}

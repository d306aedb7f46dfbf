package import Billing

/// Reading by presence: a member that is missing, null or of another type is absent, and the next path is tried.
extension JSONValue {
  package func text(_ key: String) -> String? { self[key]?.string }
  package func integer(_ key: String) -> Int64? { self[key]?.integer }
  package func flag(_ key: String) -> Bool? { self[key]?.bool }
  package func time(_ key: String) -> Instant? { integer(key).flatMap { Instant(seconds: $0) } }

  /// An id that may come alone or inside the expanded object.
  package func id(_ key: String) -> String? { self[key]?.ownID }

  /// This value as an id: itself when it is text, its `id` when it is an object. An empty one, which would tie
  /// strangers together, is none.
  package var ownID: String? { (string ?? text("id")).flatMap { $0.isEmpty ? nil : $0 } }

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

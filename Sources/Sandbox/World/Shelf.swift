/// All objects of one kind, in the order in which they came to be.
package struct Shelf: Sendable {
  private(set) var order: [String] = []
  private var documents: [String: JSON] = [:]

  subscript(id: String) -> JSON? {
    get { documents[id] }
    set {
      if newValue == nil { order.removeAll { $0 == id } } else if documents[id] == nil { order.append(id) }
      documents[id] = newValue
    }
  }

  /// The objects, oldest first.
  var all: [JSON] { order.compactMap { documents[$0] } }
}

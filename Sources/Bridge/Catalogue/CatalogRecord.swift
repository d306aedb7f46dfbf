internal import Billing
internal import Yams

/// A mapping with known keys. Keys that it does not know are noted with the nearest one.
struct CatalogRecord<Key: CatalogKeys> {
  let node: CatalogNode
  private var values: [Key: CatalogNode] = [:]

  /// Nil, and noted, where the entry is no mapping.
  init?(_ node: CatalogNode, _: Key.Type = Key.self) {
    self.node = node
    guard let pairs = node.pairs("write its keys: \(Key.words.joined(separator: ", "))") else { return nil }
    let unknown = pairs.filter { !take($0.value, as: $0.key.path.last) }
    for (key, value) in unknown { takeMisspelt(key, value) }
  }

  private mutating func take(_ value: Node, as word: String?) -> Bool {
    guard let word, let key = Key(rawValue: word) else { return false }
    let child = node.child(value, word)
    if !child.isNull { values[key] = child }
    return true
  }

  /// Once noted, the value is read as that of the key that was most likely meant, so that it is checked as well.
  private mutating func takeMisspelt(_ key: CatalogNode, _ value: Node) {
    let word = key.path.last ?? ""
    key.fail("\(key.what) is no key of \(Key.definition)", Nearest.remedy(word, in: Key.words))
    guard let meant = Nearest.to(word, in: Key.words), let known = Key(rawValue: meant), values[known] == nil else {
      return
    }
    _ = take(value, as: meant)
  }

  /// The value of a key that may be left out.
  subscript(_ key: Key) -> CatalogNode? { values[key] }

  /// The value of a key that must be there; noted where it is not.
  func need(_ key: Key, _ remedy: String? = nil) -> CatalogNode? {
    if let value = values[key] { return value }
    node.notes.fail(
      node.path + [key.rawValue], at: node.mark, "\(key.rawValue) is missing", remedy ?? "write \(key.rawValue):")
    return nil
  }
}

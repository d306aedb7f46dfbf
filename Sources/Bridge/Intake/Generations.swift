/// A cache of what was touched last, bounded by weight. Dropping it changes cost, never meaning.
///
/// Two generations: when the young one is full it becomes the old one, and what is not touched again is dropped with
/// the next turn. A few values are kept whatever they weigh, for as long as they are touched; one alone counts for no
/// more than its share among them, so that it does not push all others out.
struct Generations<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  /// Values that one generation may hold whatever they weigh.
  static var countMin: Int { 8 }

  /// What one generation may weigh.
  let weightMax: Int

  private struct Entry: Sendable {
    let value: Value
    let weight: Int
  }

  private var young: [Key: Entry] = [:]
  private var old: [Key: Entry] = [:]
  private var weight = 0

  init(weightMax: Int) { self.weightMax = weightMax }

  /// Looks at a value, which is not touched by that.
  subscript(key: Key) -> Value? { (young[key] ?? old[key])?.value }

  /// Takes a value out, to be changed in place and stored again: while it is nobody else's nothing of it is copied.
  mutating func take(_ key: Key) -> Value? {
    if let entry = young.removeValue(forKey: key) {
      weight -= entry.weight
      return entry.value
    }
    return old.removeValue(forKey: key)?.value
  }

  mutating func store(_ value: Value, weight new: Int, for key: Key) {
    let counted = min(new, weightMax / Self.countMin)
    weight += counted - (young[key]?.weight ?? 0)
    young[key] = Entry(value: value, weight: counted)
    old[key] = nil
    guard weight > weightMax, young.count > Self.countMin else { return }
    old = young
    young = [:]
    weight = 0
  }

  mutating func clear() { self = Generations(weightMax: weightMax) }
}

internal import Billing
internal import Yams

/// One entry of a catalogue file: its value, where it stands, and where to note what is wrong with it.
struct CatalogNode {
  let node: Node
  let path: [String]
  let notes: CatalogNotes

  init(_ node: Node, _ path: [String], _ notes: CatalogNotes) {
    self.node = node
    self.path = path
    self.notes = notes
    notes.stands(path, at: mark)
  }

  var mark: CatalogMark { node.mark.map { CatalogMark($0) } ?? .start }

  func child(_ node: Node, _ label: String) -> CatalogNode { CatalogNode(node, path + [label], notes) }

  func fail(_ problem: String, _ remedy: String) { notes.fail(path, at: mark, problem, remedy) }

  /// Nothing, as YAML writes it; the same as leaving the key out.
  var isNull: Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  /// Whether it is just this word.
  func says(_ word: String) -> Bool { words == word }

  private var words: String? { isNull ? nil : node.scalar?.string }

  /// What it is, for people.
  var what: String {
    switch node {
    case .scalar(let scalar): isNull ? "nothing" : "\"\(scalar.string.prefix(40))\""
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }
}

/// Values: each is nil, and noted, where the entry is something else.
extension CatalogNode {
  func text() -> String? {
    if let words { return words }
    fail("\(what) is no text", "write a text")
    return nil
  }

  func whole(_ example: String = "a whole number, as 5000") -> Int64? {
    if let scalar = node.scalar, let number = Int.construct(from: scalar) { return Int64(number) }
    fail("\(what) is no whole number", "write \(example)")
    return nil
  }

  /// An amount in the minor unit.
  func cents() -> Int64? {
    let parts = (words ?? "").split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count == 2, let cents = Int64(parts.joined()), let words else {
      return whole("a whole number of cents, as 1500, not 15.00")
    }
    fail("\"\(words)\" is no whole number", "write a whole number of cents, as \(cents), not \(words)")
    return nil
  }

  func flag() -> Bool? {
    if words == "true" || words == "false" { return words == "true" }
    fail("\(what) is neither true nor false", "write true or false")
    return nil
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(_: Choice.Type) -> Choice? {
    if let found = words.flatMap(Choice.init(rawValue:)) { return found }
    fail("\(what) is not known", Nearest.remedy(words ?? "", in: Choice.allCases.map(\.rawValue)))
    return nil
  }

  /// A date or a time with its zone; bare digits would be read as seconds since 1970, which nobody means here.
  func moment() -> Instant? {
    if let words, words.contains("-"), let moment = Instant(words) { return moment }
    fail("\(what) is no moment", "write a date as 2026-01-31 or a time as 2026-01-31T00:00:00Z")
    return nil
  }
}

/// Collections: each is empty, and noted, where the entry is something else.
extension CatalogNode {
  /// Far above what a catalogue has; it bounds the work of comparing entries with each other.
  private static let entriesMax = 1000

  private func items() -> [Node] {
    guard let sequence = node.sequence else {
      fail("\(what) is no list", "write a list: one entry a line, each after a dash")
      return []
    }
    if sequence.count > Self.entriesMax { fail("\(sequence.count) entries", "write \(Self.entriesMax) at the most") }
    return Array(sequence.prefix(Self.entriesMax))
  }

  /// The entries of a list of mappings, each named by its value of `name`.
  func entries(by name: some CatalogKeys) -> [CatalogNode] {
    let items = items()
    let labels = EntryLabels.of(items.map { $0.mapping?[Node(name.rawValue)]?.scalar?.string })
    return zip(items, labels).map { child($0, $1) }
  }

  /// The entries of a list of mappings that nothing names, by their numbers.
  func entries() -> [CatalogNode] {
    let items = items()
    return zip(items, EntryLabels.of(items.map { _ in nil })).map { child($0, $1) }
  }

  /// A list of words.
  func list() -> [String] {
    let items = items()
    return zip(items, EntryLabels.of(items.map { $0.scalar?.string })).compactMap { child($0, $1).text() }
  }

  /// The keys and values of a mapping; nil, and noted with what to write, where the entry is none. A key that stands
  /// twice is noted at the second, which is the one that counts.
  func pairs(_ remedy: String) -> [(key: CatalogNode, value: Node)]? {
    guard let mapping = node.mapping else {
      fail("\(what) is no mapping", remedy)
      return nil
    }
    var seen: Set<String> = []
    return mapping.compactMap { key, value in
      let word = key.scalar?.string ?? "?"
      if let twice = CatalogVeil.unveil(word) {
        seen.insert(twice)
        return nil
      }
      let node = CatalogNode(key, path + [word], notes)
      if seen.contains(word) { node.fail("\(word) stands twice", "keep one") }
      return (node, value)
    }
  }

  /// A mapping whose keys are free, as those of plans in a region.
  func table() -> [(key: String, value: CatalogNode)] {
    (pairs("write key: value, one a line") ?? []).map { key, value in
      let word = key.path.last ?? "?"
      return (word, child(value, word))
    }
  }
}

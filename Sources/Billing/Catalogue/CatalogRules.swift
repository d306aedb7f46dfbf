/// What every catalogue must satisfy. All errors are found, not only the first.
struct CatalogRules {
  /// The largest number of credits that one entry may name: far from overflow however often it is granted.
  static let creditsMax: Credits = 1_000_000_000_000
  static let amountMax: Int64 = 1_000_000_000_000
  /// Slots of a feature.
  static let limitMax: Int64 = 1_000_000
  static let daysMax: Int64 = 36_500
  static let nameLengthMax = 80
  static let textLengthMax = 200

  let draft: CatalogDraft
  private(set) var errors: [CatalogError] = []

  static func errors(_ draft: CatalogDraft) -> [CatalogError] {
    var rules = CatalogRules(draft: draft)
    rules.policies()
    rules.features()
    rules.plans()
    rules.packages()
    rules.regions()
    rules.offers()
    rules.priceIdentities()
    return rules.errors
  }

  private init(draft: CatalogDraft) { self.draft = draft }

  mutating func fail(_ path: [String], _ problem: String, _ remedy: String) {
    errors.append(CatalogError(path: path, problem: problem, remedy: remedy))
  }

  mutating func range(_ value: Int64?, _ range: ClosedRange<Int64>, _ path: [String]) {
    guard let value, !range.contains(value) else { return }
    fail(path, "\(value) is out of range", "write \(range.lowerBound) to \(range.upperBound)")
  }

  /// Holds the keys of a section to their form and apart from each other, and gives the entries' labels.
  mutating func keys(_ keys: [String], in section: String) -> [String] {
    let labels = EntryLabels.of(keys)
    for (key, label) in zip(keys, labels) {
      if !Self.isKey(key) {
        fail([section, label, "key"], "\"\(key)\" is no key", "write 1 to 64 letters, digits, _ or -")
      } else if label != key {
        fail([section, label, "key"], "\(key) stands twice", "give each its own key")
      }
    }
    return labels
  }

  private static func isKey(_ key: String) -> Bool {
    (1...64).contains(key.count)
      && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
  }

  mutating func text(_ text: String?, max: Int = CatalogRules.nameLengthMax, _ path: [String]) {
    guard let text, !(1...max).contains(text.count) else { return }
    fail(path, text.isEmpty ? "it is empty" : "\(text.count) characters are too many", "write 1 to \(max) characters")
  }

  /// Holds words to be keys of another section, each named once.
  mutating func references(_ words: [String], to known: [String], _ noun: String, in path: [String]) {
    for (word, label) in zip(words, EntryLabels.of(words)) {
      reference(word, to: known, noun, at: path + [label])
      if known.contains(word), label != word { fail(path + [label], "\(word) stands twice", "name it once") }
    }
  }

  /// Holds a word to be a key of another section.
  mutating func reference(_ word: String, to known: [String], _ noun: String, at path: [String]) {
    guard !known.contains(word) else { return }
    fail(path, "there is no \(noun) \"\(word)\"", Nearest.remedy(word, in: known))
  }
}

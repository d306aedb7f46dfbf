/// An entry of the catalogue that cannot stand, and what to write instead.
package struct CatalogError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The entry, from the top of the file: `plans`, `micro`, `refill`, `amount`. Entries of lists are named as
  /// `EntryLabels` says.
  package let path: [String]
  package let problem: String
  package let remedy: String

  package init(path: [String], problem: String, remedy: String) {
    self.path = path
    self.problem = problem
    self.remedy = remedy
  }

  package var description: String { "\(path.joined(separator: ".")): \(problem); \(remedy)" }
}

/// Everything that keeps a catalogue from standing.
package struct CatalogErrors: Error, Equatable, Sendable, CustomStringConvertible {
  package let all: [CatalogError]

  package var description: String { all.map(\.description).joined(separator: "\n") }
}

/// How the entries of a list are named in a path, here and in what is said of a file.
package enum EntryLabels {
  /// Each by what tells it apart (its `key`, a price's interval or currency, a group's name, the word itself); one that
  /// lacks it, or has that of an earlier entry, by its number: `#3` is the third.
  package static func of(_ names: [String?]) -> [String] {
    var taken: Set<String> = []
    return names.enumerated().map { index, name in
      guard let name, !name.isEmpty, taken.insert(name).inserted else { return "#\(index + 1)" }
      return name
    }
  }
}

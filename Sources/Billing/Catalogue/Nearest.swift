/// The known word that somebody who wrote another one most likely meant.
package enum Nearest {
  /// The one with the fewest letters differing, a third of them at the most; else the only one that
  /// begins with the word or that the word begins with: month for monthly.
  package static func to(_ word: String, in known: [String]) -> String? {
    let near = known.filter { abs($0.count - word.count) <= most(word) }
    let ranked = near.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
    let best = ranked.min { ($0.distance, $0.word) < ($1.distance, $1.word) }
    if let best, best.distance <= most(best.word), best.distance <= most(word) { return best.word }
    let related = known.filter { word.count > 2 && ($0.hasPrefix(word) || word.hasPrefix($0)) }
    return related.count == 1 ? related.first : nil
  }

  /// How many letters of a word may differ.
  private static func most(_ word: String) -> Int { max(1, word.count / 3) }

  /// What to write instead: `did you mean refill?`, else the known words.
  package static func remedy(_ word: String, in known: [String]) -> String {
    if let nearest = to(word, in: known) { return "did you mean \(nearest)?" }
    return known.isEmpty ? "take it out" : "write \(choices(known))"
  }

  /// `day, month or year`; of very many, the first.
  package static func choices(_ words: [String]) -> String {
    guard words.count <= wordsMax else {
      return words.prefix(wordsMax).joined(separator: ", ") + " or another of \(words.count)"
    }
    guard words.count > 1, let last = words.last else { return words.first ?? "nothing" }
    return words.dropLast().joined(separator: ", ") + " or \(last)"
  }

  private static let wordsMax = 20

  /// How many letters must be put in, taken out, replaced or swapped with their neighbour. Long words are cut, which
  /// bounds the work.
  static func distance(_ one: String, _ other: String) -> Int {
    let (one, other) = (Array(one.prefix(64)), Array(other.prefix(64)))
    var rows = [Array(0...other.count)]
    for (i, letter) in one.enumerated() {
      var row = [i + 1]
      for (j, counterpart) in other.enumerated() {
        let replaced = rows[i][j] + (letter == counterpart ? 0 : 1)
        var best = min(replaced, rows[i][j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, letter == other[j - 1], one[i - 1] == counterpart { best = min(best, rows[i - 1][j - 1] + 1) }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[one.count][other.count]
  }
}

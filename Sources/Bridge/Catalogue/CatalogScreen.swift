/// Looks at a text before YAML is made of it. It knows less than YAML: it may refuse what would be harmless (an alias
/// in a comment), never let through what would not be.
struct CatalogScreen {
  private var line = 1
  private var column = 0
  private var open = 0
  private var isBeforeEntry = true
  private var isComment = false
  /// The last character that is no space; nil at the begin of a line.
  private var last: Unicode.Scalar?
  private var isAlias = false

  mutating func pass(_ scalar: Unicode.Scalar) throws(CatalogProblem) {
    guard !"\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalar) else { return nextLine(scalar) }
    column += 1
    if isComment { return }
    try refuseAlias(scalar)
    try refuseDepth(scalar)
    if scalar != " ", scalar != "\t" { last = scalar }
  }

  private mutating func nextLine(_ scalar: Unicode.Scalar) {
    if scalar == "\n" { line += 1 }
    (column, last, isBeforeEntry, isComment, isAlias) = (0, nil, true, false, false)
  }

  /// An alias begins with `*` where a value or key can begin, and may stand for a tree that holds aliases again.
  private mutating func refuseAlias(_ scalar: Unicode.Scalar) throws(CatalogProblem) {
    if isAlias, scalar != " ", scalar != "\t" {
      throw CatalogProblem(
        "an alias is not taken", "write the value out; a text that begins with * goes into quotes", at: place(-1))
    }
    let canBegin = last.map { ":-?,[{".unicodeScalars.contains($0) } ?? true
    isAlias = scalar == "*" && canBegin
  }

  private mutating func refuseDepth(_ scalar: Unicode.Scalar) throws(CatalogProblem) {
    isComment = isBeforeEntry && scalar == "#"
    isBeforeEntry = isBeforeEntry && " -?\t".unicodeScalars.contains(scalar)
    if scalar == "[" || scalar == "{" { open += 1 }
    if scalar == "]" || scalar == "}" { open = max(0, open - 1) }
    guard open > CatalogText.depthMax || (isBeforeEntry && column > CatalogText.depthMax) else { return }
    throw CatalogProblem("this is nested too deeply", "a catalogue needs a handful of levels", at: place(0))
  }

  private func place(_ shift: Int) -> CatalogMark { CatalogMark(line: line, column: max(1, column + shift)) }
}

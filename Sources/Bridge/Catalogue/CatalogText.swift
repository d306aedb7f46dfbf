internal import Billing
internal import Yams

/// A catalogue's text, screened so that a YAML parser can be let at it: bounded in size and depth, and without aliases.
struct CatalogText {
  static let bytesMax = 1_048_576
  /// How far to the right an entry may begin, and how many brackets may be open: a parser recurses that deep.
  static let depthMax = 200

  let yaml: String

  /// - Throws: `CatalogProblem` where it is too large, not UTF-8, empty, too deep or has an alias.
  init(_ bytes: [UInt8]) throws(CatalogProblem) {
    guard bytes.count <= Self.bytesMax else {
      throw CatalogProblem("the file is larger than 1 MiB", "a catalogue is a few KiB: is it the right file?")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CatalogProblem("the file is not UTF-8", "save it as UTF-8", at: Self.firstInvalid(bytes))
    }
    yaml = text
    var screen = CatalogScreen()
    for scalar in text.unicodeScalars { try screen.pass(scalar) }
  }

  private static func firstInvalid(_ bytes: [UInt8]) -> CatalogMark {
    var (decoder, iterator) = (UTF8(), bytes.makeIterator())
    var (line, column) = (1, 1)
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    return CatalogMark(line: line, column: column)
  }

  /// The tree of the text. Of keys that stand twice in a mapping the earlier ones are veiled.
  ///
  /// - Throws: `CatalogProblem` at the place where it is no YAML.
  func root() throws(CatalogProblem) -> Node {
    var text = yaml
    for round in 0..<CatalogVeil.roundsMax {
      do {
        guard let node = try compose(yaml: text) else { break }
        return node
      } catch {
        guard let veiled = CatalogVeil.veil(error, in: text, round) else { throw problem(error) }
        text = veiled
      }
    }
    throw CatalogProblem("the file is empty", "write plans: with at least the free plan")
  }

  private func problem(_ error: any Error) -> CatalogProblem {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
      CatalogProblem(
        "this is no YAML: \(problem)", "look at the indentation, quotes and brackets here and above",
        at: CatalogMark(mark))
    case .composer(_, _, let mark, _):
      CatalogProblem("a second document begins", "keep one", at: CatalogMark(mark))
    case .duplicatedKeysInMapping(let keys, let context):
      CatalogProblem("\(Nearest.choices(keys.sorted())) stands twice", "keep one", at: CatalogMark(context.mark))
    case .reader(let problem, let offset, _, _):
      CatalogProblem(
        "this is no YAML: \(problem)", "take the control characters out", at: offset.map(mark) ?? .start)
    default: CatalogProblem("this is no YAML: \(error)", "write a catalogue as docs/catalogue.md shows it")
    }
  }

  private func mark(offset: Int) -> CatalogMark {
    let lines = yaml.prefix(offset).split(separator: "\n", omittingEmptySubsequences: false)
    return CatalogMark(line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1)
  }
}

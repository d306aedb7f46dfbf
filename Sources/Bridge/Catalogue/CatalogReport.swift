internal import Billing

/// `tollbridge catalog check`: what a catalogue file comes to, for people and for programs.
package struct CatalogReport: Encodable, Sendable {
  /// How many entries each section has.
  struct Counts: Encodable, Sendable {
    let plans: Int
    let packages: Int
    let features: Int
    let actions: Int
    let regions: Int
    let offers: Int
  }

  let file: String
  let isValid: Bool
  package let problems: [CatalogProblem]
  let counts: Counts?

  private enum CodingKeys: String, CodingKey {
    case file, problems, counts
    case isValid = "valid"
  }

  /// - Parameter path: the file; nil for the example that is built in.
  /// - Throws: `ConfigurationError` where there is no such file.
  package init(_ path: String?) throws(ConfigurationError) {
    file = CatalogFile.name(path)
    let bytes = try CatalogFile.bytes(path)
    do {
      counts = Counts(try CatalogFile.parse(bytes))
      problems = []
    } catch {
      counts = nil
      problems = error.all
    }
    isValid = problems.isEmpty
  }

  package func json() throws -> String { try JSONText.canonical(self) }

  /// The problems, one a line, or a summary.
  package var text: String {
    guard let counts else { return CatalogProblems(all: problems).text(file: file) }
    return "\(file): valid: \(counts.text)"
  }
}

extension CatalogReport.Counts {
  init(_ catalog: Catalog) {
    plans = catalog.plans.count
    packages = catalog.packages.count
    features = catalog.features.count
    actions = catalog.actions.count
    regions = catalog.regions.count
    offers = catalog.offers.count
  }

  fileprivate var text: String {
    [
      (plans, "plan"), (packages, "package"), (features, "feature"), (actions, "action"), (regions, "region"),
      (offers, "offer"),
    ].map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: ", ")
  }
}

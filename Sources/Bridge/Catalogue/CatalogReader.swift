internal import Billing
internal import Yams

/// Reads a catalogue out of a YAML tree. What cannot be read is noted and stands in with a value that no rule objects
/// to, so that the rest is checked in the same pass. What values may be is for `CatalogRules` to say.
struct CatalogReader {
  let notes = CatalogNotes()

  /// - Throws: `CatalogProblems` with all of them.
  func catalog(_ root: Node) throws(CatalogProblems) -> Catalog {
    let draft = CatalogRecord(CatalogNode(root, [], notes), CatalogKey.self).map(draft)
    if let draft { notes.add(draft.errors) }
    guard let draft, notes.problems.isEmpty, let catalog = try? Catalog(draft) else {
      throw CatalogProblems(all: notes.problems)
    }
    return catalog
  }

  private func draft(_ file: CatalogRecord<CatalogKey>) -> CatalogDraft {
    let features = (file[.features]?.entries(by: FeatureKey.key) ?? []).compactMap(feature)
    let kinds = Dictionary(features.map { ($0.key, $0.kind) }) { first, _ in first }
    return CatalogDraft(
      plans: (file.need(.plans)?.entries(by: PlanKey.key) ?? []).compactMap { plan($0, kinds) },
      packages: (file[.packages]?.entries(by: PackageKey.key) ?? []).compactMap(package),
      features: features,
      comparison: (file[.comparison]?.entries(by: ComparisonKey.name) ?? []).compactMap(group),
      actions: (file[.actions]?.entries(by: ActionKey.key) ?? []).compactMap(action),
      regions: (file[.regions]?.entries(by: RegionKey.key) ?? []).compactMap(region),
      offers: (file[.offers]?.entries(by: OfferKey.key) ?? []).compactMap(offer),
      policies: policies(file[.policies]))
  }
}

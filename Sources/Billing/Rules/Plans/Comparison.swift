/// A group of rows of the comparison table. Rules section 2.
package struct ComparisonSection: Sendable, Equatable {
  package struct Row: Sendable, Equatable {
    package let feature: String
    package let name: String
    /// One text a plan, in the order of the cards.
    package let values: [String]
  }

  package let name: String
  package let rows: [Row]
}

extension Catalog {
  func comparison(of plans: [Plan], _ messages: MessageCatalog) -> [ComparisonSection] {
    comparison.map { group in
      ComparisonSection(
        name: group.name,
        rows: group.features.compactMap(feature).map { feature in
          .init(
            feature: feature.key, name: feature.name, values: plans.map { messages.value($0.value(of: feature)) })
        })
    }
  }

  /// What a plan has less of than another, as the comparison table names it.
  func lost(from old: Plan, to new: Plan) -> [String] {
    features.filter { feature in
      guard let before = old.value(of: feature).rank, let after = new.value(of: feature).rank else { return false }
      return after < before
    }.map(\.name)
  }
}

extension MessageCatalog {
  fileprivate func value(_ value: FeatureValue) -> String {
    switch value {
    case .included(let isIncluded): text(isIncluded ? .included : .notIncluded)
    case .limit(let limit): number(limit)
    case .unlimited: text(.unlimited)
    case .text(let words): words
    }
  }
}

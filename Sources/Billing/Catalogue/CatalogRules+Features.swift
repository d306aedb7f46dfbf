extension CatalogRules {
  mutating func features() {
    for (feature, label) in zip(draft.features, keys(draft.features.map(\.key), in: "features")) {
      text(feature.name, ["features", label, "name"])
      guard case .lease(let seconds) = feature.kind else { continue }
      range(seconds, 1...86_400, ["features", label, "lease_seconds"])
    }
    comparison()
    for (action, label) in zip(draft.actions, keys(draft.actions.map(\.key), in: "actions")) {
      text(action.name, ["actions", label, "name"])
      range(action.credits, 0...Self.creditsMax, ["actions", label, "credits"])
    }
  }

  private mutating func comparison() {
    for (group, label) in zip(draft.comparison, EntryLabels.of(draft.comparison.map(\.name))) {
      text(group.name, ["comparison", label, "name"])
      if !group.name.isEmpty, label != group.name {
        fail(["comparison", label, "name"], "\(group.name) stands twice", "give each group its own name")
      }
      references(
        group.features, to: draft.features.map(\.key), "feature", in: ["comparison", label, "features"])
    }
  }

  /// What a plan gives of features.
  mutating func values(_ values: [String: FeatureValue], _ path: [String]) {
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      reference(key, to: draft.features.map(\.key), "feature", at: path + [key])
      guard let feature = draft.features.first(where: { $0.key == key }) else { continue }
      check(value, of: feature, path + [key])
    }
  }

  private mutating func check(_ value: FeatureValue, of feature: Feature, _ path: [String]) {
    switch value {
    case _ where !feature.allows(value): fail(path, "it is not of the feature's kind", "write \(feature.kind.example)")
    case .limit(let limit): range(limit, 0...Self.limitMax, path)
    case .text(let words): text(words, max: Self.textLengthMax, path)
    case .included, .unlimited: break
    }
  }
}

extension Feature.Kind {
  /// What a value of it is written as.
  package var example: String {
    switch self {
    case .toggle: "true or false"
    case .limit, .lease: "a whole number or unlimited"
    case .text: "a text, as \"10 a day\""
    }
  }
}

internal import Billing

extension CatalogReader {
  func feature(_ node: CatalogNode) -> Feature? {
    guard let feature = CatalogRecord(node, FeatureKey.self) else { return nil }
    return Feature(
      key: feature.need(.key)?.text() ?? "",
      name: feature.need(.name)?.text() ?? "",
      kind: kind(feature),
      guidance: feature[.guidance]?.choice(GuidanceCode.self))
  }

  /// A kind as it is written; a lease has its seconds beside it.
  enum KindWord: String, CaseIterable { case toggle, limit, lease, text }

  private func kind(_ feature: CatalogRecord<FeatureKey>) -> Feature.Kind {
    let word = feature.need(.kind, "write toggle, limit, lease or text")?.choice(KindWord.self)
    if let word, word != .lease {
      feature[.leaseSeconds]?.fail("only a lease is given back by itself", "write kind: lease, or take it out")
    }
    switch word {
    case .lease: return .lease(seconds: feature.need(.leaseSeconds, "write 600, or 1 to 86400")?.whole() ?? 1)
    case .limit: return .limit
    case .text: return .text
    case .toggle, nil: return .toggle
    }
  }

  func group(_ node: CatalogNode) -> ComparisonGroup? {
    guard let group = CatalogRecord(node, ComparisonKey.self) else { return nil }
    return ComparisonGroup(
      name: group.need(.name)?.text() ?? "",
      features: group.need(.features, "write the keys of its features, as [private_models]")?.list() ?? [])
  }

  func action(_ node: CatalogNode) -> ActionPrice? {
    guard let action = CatalogRecord(node, ActionKey.self) else { return nil }
    return ActionPrice(
      key: action.need(.key)?.text() ?? "", name: action.need(.name)?.text() ?? "",
      credits: action.need(.credits)?.whole() ?? 0)
  }

  /// What a plan gives of features. A name that no feature has is kept for the rules to object to.
  func values(_ node: CatalogNode?, _ kinds: [String: Feature.Kind]) -> [String: FeatureValue] {
    let pairs = (node?.table() ?? []).compactMap { key, value in
      self.value(value, kinds[key]).map { (key, $0) }
    }
    return Dictionary(pairs) { first, _ in first }
  }

  private func value(_ node: CatalogNode, _ kind: Feature.Kind?) -> FeatureValue? {
    switch kind {
    case .toggle: node.flag().map(FeatureValue.included)
    case .limit, .lease: limit(node)
    case .text: node.text().map(FeatureValue.text)
    case nil: .included(false)
    }
  }

  private func limit(_ node: CatalogNode) -> FeatureValue? {
    if node.says("unlimited") { return .unlimited }
    return node.whole("a whole number or unlimited").map(FeatureValue.limit)
  }
}

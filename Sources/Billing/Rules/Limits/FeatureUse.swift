/// What an account's plan gives of a feature, and how much of that is taken. Rules section 10.
package struct FeatureUse: Sendable, Equatable {
  package let feature: Feature
  package let value: FeatureValue
  /// Slots that are taken; nil for what is not counted.
  package let used: Int64?
}

extension Account {
  /// Every feature in the catalogue's order.
  ///
  /// - Parameter slots: those that the account took and did not give back.
  package func use(of slots: [Slot]) -> [FeatureUse] {
    catalog.features.map { feature in
      let taken = slots.filter { $0.feature == feature.key && $0.isTaken(at: moment) }
      return FeatureUse(
        feature: feature, value: effectivePlan.value(of: feature),
        used: feature.hasSlots ? Int64(taken.count) : nil)
    }
  }
}

extension Feature {
  /// Whether slots of it are taken and given back.
  package var hasSlots: Bool {
    switch kind {
    case .limit, .lease: true
    case .toggle, .text: false
    }
  }
}

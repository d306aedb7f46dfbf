/// Something that plans differ in: a row of the comparison table and, where it limits, what `check` asks. Rules 5, 10.
package struct Feature: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// Included or not.
    case toggle
    /// Slots that are taken until they are given back, as of trained models.
    case limit
    /// Slots that are taken for a time and given back by themselves, as of running tasks.
    case lease(seconds: Int64)
    /// An allowance in words; only shown.
    case text
  }

  package let key: String
  package let name: String
  package let kind: Kind
  /// What a person is told who meets its limit; nil for features that stop nobody.
  package let guidance: GuidanceCode?

  package init(key: String, name: String, kind: Kind, guidance: GuidanceCode? = nil) {
    self.key = key
    self.name = name
    self.kind = kind
    self.guidance = guidance
  }

  /// Its value for a plan that does not name it.
  package var absent: FeatureValue {
    switch kind {
    case .toggle: .included(false)
    case .limit, .lease: .limit(0)
    case .text: .text("")
    }
  }

  /// Whether `value` is of its kind.
  package func allows(_ value: FeatureValue) -> Bool {
    switch (kind, value) {
    case (.toggle, .included), (.text, .text): true
    case (.limit, .limit), (.limit, .unlimited), (.lease, .limit), (.lease, .unlimited): true
    default: false
    }
  }
}

/// What a plan gives of a feature.
package enum FeatureValue: Sendable, Equatable {
  case included(Bool)
  case limit(Int64)
  case unlimited
  case text(String)

  /// How it compares with another plan's of the same feature: what a downgrade loses. Words do not compare.
  package var rank: Int64? {
    switch self {
    case .included(let isIncluded): isIncluded ? 1 : 0
    case .limit(let limit): limit
    case .unlimited: .max
    case .text: nil
    }
  }
}

/// A titled group of rows of the comparison table.
package struct ComparisonGroup: Sendable, Equatable {
  package let name: String
  /// Keys of features.
  package let features: [String]

  package init(name: String, features: [String]) {
    self.name = name
    self.features = features
  }
}

/// What one use of an action costs. Rules section 3.5.
package struct ActionPrice: Sendable, Equatable {
  package let key: String
  package let name: String
  /// Credits for one; at least 0.
  package let credits: Credits

  package init(key: String, name: String, credits: Credits) {
    self.key = key
    self.name = name
    self.credits = credits
  }
}

/// How often a plan is paid.
public struct Interval: OpenValue {
  /// As the service writes it.
  public let rawValue: String
  /// Any word.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// By the month.
  public static let month: Self = "month"
  /// By the year.
  public static let year: Self = "year"
}

/// Where credits come from, in the order of spending within one moment of expiry.
public struct LotKind: OpenValue {
  /// As the service writes it.
  public let rawValue: String
  /// Any word.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// By a refill of the plan.
  public static let plan: Self = "plan"
  /// Given by an operator.
  public static let granted: Self = "granted"
  /// Bought in a package.
  public static let purchased: Self = "purchased"
}

/// How a payment stands.
public struct PaymentStatus: OpenValue {
  /// As the service writes it.
  public let rawValue: String
  /// Any word.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Not known yet.
  public static let processing: Self = "processing"
  /// Paid, and what was bought is there.
  public static let succeeded: Self = "succeeded"
  /// Left, or expired.
  public static let canceled: Self = "canceled"
  /// The money did not come.
  public static let failed: Self = "failed"
}

/// That leaving a plan that is sold no more is known to be for ever.
public struct Acknowledgement: OpenValue {
  /// As the service writes it.
  public let rawValue: String
  /// Any word.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// What ``PlanButton/Warning/acknowledge`` asks for.
  public static let irreversible: Self = "irreversible"
}

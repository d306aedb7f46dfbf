/// The keys that one kind of mapping in a catalogue file may have. The JSON Schema has a definition for each, which a
/// test holds to be equal.
protocol CatalogKeys: Hashable, CaseIterable, RawRepresentable<String>, Sendable {
  /// Its name in the schema and in what people are told.
  static var definition: String { get }
}

enum CatalogKey: String, CatalogKeys {
  static let definition = "catalogue"
  case policies, features, comparison, actions, plans, packages, regions, offers
}

enum PoliciesKey: String, CatalogKeys {
  static let definition = "policies"
  case pastDueGraceDays = "past_due_grace_days"
  case grantOnZero = "grant_on_zero"
  case endOfSubscription = "end_of_subscription"
  case secondSubscription = "second_subscription"
  case refundRequests = "refund_requests"
  case oneTimePackages = "one_time_packages"
  case autoReload = "auto_reload"
  case shortfall
  case slowResultSeconds = "slow_result_seconds"
}

enum RefundRequestsKey: String, CatalogKeys {
  static let definition = "refund_requests"
  case withinHours = "within_hours"
  case creditsUsedBelow = "credits_used_below"
  case interval
}

enum OneTimePackagesKey: String, CatalogKeys {
  static let definition = "one_time_packages"
  case yearlySubscribers = "yearly_subscribers"
  case plans
  case accountAgeDays = "account_age_days"
}

enum AutoReloadKey: String, CatalogKeys {
  static let definition = "auto_reload"
  case thresholdMin = "threshold_min"
  case thresholdMax = "threshold_max"
  case thresholdDefault = "threshold_default"
}

enum ShortfallKey: String, CatalogKeys {
  static let definition = "shortfall"
  case forgiveUpTo = "forgive_up_to"
  case forgiveRequestedRefundUpTo = "forgive_requested_refund_up_to"
}

enum FeatureKey: String, CatalogKeys {
  static let definition = "feature"
  case key, name, kind, guidance
  case leaseSeconds = "lease_seconds"
}

enum ComparisonKey: String, CatalogKeys {
  static let definition = "comparison_group"
  case name, features
}

enum ActionKey: String, CatalogKeys {
  static let definition = "action"
  case key, name, credits
}

enum PlanKey: String, CatalogKeys {
  static let definition = "plan"
  case key, name, tier, refill, cap, prices, products, legacy, popular, badge, highlights, features, former
}

enum FormerPlanKey: String, CatalogKeys {
  static let definition = "former_plan"
  case until, refill, cap
}

enum RefillKey: String, CatalogKeys {
  static let definition = "refill"
  case amount, unit
}

enum PlanPriceKey: String, CatalogKeys {
  static let definition = "plan_price"
  case interval, amount, currency, ids
  case lookupKey = "lookup_key"
}

enum PackageKey: String, CatalogKeys {
  static let definition = "package"
  case key, name, credits, prices, former
  case autoReloadDiscountPercent = "auto_reload_discount_percent"
  case expiresAfterDays = "expires_after_days"
}

enum FormerPackageKey: String, CatalogKeys {
  static let definition = "former_package"
  case until, credits, prices
  case autoReloadDiscountPercent = "auto_reload_discount_percent"
  case expiresAfterDays = "expires_after_days"
}

enum PackagePriceKey: String, CatalogKeys {
  static let definition = "package_price"
  case amount, currency, ids
  case lookupKey = "lookup_key"
}

enum RegionKey: String, CatalogKeys {
  static let definition = "region"
  case key, currency, plans, packages
}

enum RegionPlanKey: String, CatalogKeys {
  static let definition = "region_plan"
  case refill, cap, prices
}

enum RegionPackageKey: String, CatalogKeys {
  static let definition = "region_package"
  case credits, prices
}

enum OfferKey: String, CatalogKeys {
  static let definition = "offer"
  case key, name, plans, packages, interval, regions, from, until, condition, price, coupon
  case firstPaymentOnly = "first_payment_only"
  case percentOff = "percent_off"
}

enum MoneyKey: String, CatalogKeys {
  static let definition = "money"
  case amount, currency
}

extension CatalogKeys {
  static var words: [String] { allCases.map(\.rawValue) }
}

/// Every kind of mapping that the reader knows.
enum CatalogShape {
  static let all: [any CatalogKeys.Type] = [
    CatalogKey.self, PoliciesKey.self, RefundRequestsKey.self, OneTimePackagesKey.self, AutoReloadKey.self,
    ShortfallKey.self, FeatureKey.self, ComparisonKey.self, ActionKey.self, PlanKey.self, RefillKey.self,
    FormerPlanKey.self, PlanPriceKey.self, PackageKey.self, FormerPackageKey.self, PackagePriceKey.self, RegionKey.self,
    RegionPlanKey.self,
    RegionPackageKey.self, OfferKey.self, MoneyKey.self,
  ]
}

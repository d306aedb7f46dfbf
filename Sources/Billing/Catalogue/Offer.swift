/// A price that holds for a time, a region or some people; the original is struck through. Rules section 2.
package struct Offer: Sendable, Equatable {
  package enum Condition: String, Sendable, Codable, CaseIterable {
    case everyone
    /// Who never had a paid subscription.
    case newSubscribers = "new_subscribers"
  }

  package enum Reduction: Sendable, Equatable {
    /// 1 to 100.
    case percent(Int64)
    /// What is paid instead, in the minor unit of the currency.
    case price(Money)
  }

  package let key: String
  package let name: String
  /// Keys of the plans that it is for.
  package let plans: [String]
  /// Keys of the packages that it is for.
  package let packages: [String]
  /// For plans: only when billed so; nil for both.
  package let interval: BillingInterval?
  /// Keys of the regions where it holds; empty for everywhere.
  package let regions: [String]
  package let from: Instant?
  /// The first moment at which it holds no more.
  package let until: Instant?
  package let condition: Condition
  /// Whether the first payment alone is reduced.
  package let isFirstPaymentOnly: Bool
  package let reduction: Reduction
  /// The provider's coupon that carries it out.
  package let coupon: String?

  package init(
    key: String, name: String, plans: [String] = [], packages: [String] = [], interval: BillingInterval? = nil,
    regions: [String] = [], from: Instant? = nil, until: Instant? = nil, condition: Condition = .everyone,
    isFirstPaymentOnly: Bool = false, reduction: Reduction, coupon: String? = nil
  ) {
    self.key = key
    self.name = name
    self.plans = plans
    self.packages = packages
    self.interval = interval
    self.regions = regions
    self.from = from
    self.until = until
    self.condition = condition
    self.isFirstPaymentOnly = isFirstPaymentOnly
    self.reduction = reduction
    self.coupon = coupon
  }

  /// What `money` comes to under the offer; nil where it does not lower it or is in another currency.
  package func applied(to money: Money) -> Money? {
    let reduced: Money
    switch reduction {
    case .percent(let percent): reduced = money.less(percent: percent)
    case .price(let price): reduced = price
    }
    return reduced.currency == money.currency && reduced.amount < money.amount ? reduced : nil
  }

  package func holds(at moment: Instant, in region: String?) -> Bool {
    (from.map { $0 <= moment } ?? true) && (until.map { moment < $0 } ?? true)
      && (regions.isEmpty || region.map(regions.contains) ?? false)
  }
}

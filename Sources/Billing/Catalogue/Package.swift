/// Credits sold once. Rules section 7.
package struct Package: Sendable, Equatable {
  /// What it was sold for before a moment.
  package struct FormerTerms: Sendable, Equatable {
    /// The first moment at which they held no more.
    package let until: Instant
    package let credits: Credits
    package let prices: [Money]
    package let autoReloadDiscountPercent: Int64?
    package let expiresAfterDays: Int64?

    package init(
      until: Instant, credits: Credits, prices: [Money], autoReloadDiscountPercent: Int64? = nil,
      expiresAfterDays: Int64? = nil
    ) {
      self.until = until
      self.credits = credits
      self.prices = prices
      self.autoReloadDiscountPercent = autoReloadDiscountPercent
      self.expiresAfterDays = expiresAfterDays
    }

    /// Whether they ask for `money`; with auto-reload less the discount.
    func ask(_ money: Money, withAutoReload: Bool) -> Bool {
      prices.contains { price in
        price == money || (withAutoReload && autoReloadDiscountPercent.map { price.less(percent: $0) } == money)
      }
    }
  }

  package let key: String
  package let name: String
  package let credits: Credits
  package let prices: [PackagePrice]
  /// 0 to 100; nil for a package that auto-reload cannot buy.
  package let autoReloadDiscountPercent: Int64?
  /// How long its credits last, in days from the purchase; nil for ever.
  package let expiresAfterDays: Int64?
  /// What was bought on earlier terms stays as it was.
  package let former: [FormerTerms]

  package init(
    key: String, name: String, credits: Credits, prices: [PackagePrice], autoReloadDiscountPercent: Int64?,
    expiresAfterDays: Int64? = nil, former: [FormerTerms] = []
  ) {
    self.key = key
    self.name = name
    self.credits = credits
    self.prices = prices
    self.autoReloadDiscountPercent = autoReloadDiscountPercent
    self.expiresAfterDays = expiresAfterDays
    self.former = former
  }

  package func price(in currency: String) -> PackagePrice? { prices.first { $0.money.currency == currency } }

  /// What a price comes to with auto-reload on; nil where auto-reload cannot buy the package.
  package func autoReloadPrice(_ money: Money) -> Money? {
    autoReloadDiscountPercent.map { money.less(percent: $0) }
  }

  /// All terms that it was or is sold on, the earliest first; the last are today's.
  private var allTerms: [FormerTerms] {
    let now = FormerTerms(
      until: .latest, credits: credits, prices: prices.map(\.money),
      autoReloadDiscountPercent: autoReloadDiscountPercent, expiresAfterDays: expiresAfterDays)
    return former.sorted { $0.until < $1.until } + [now]
  }

  func terms(at moment: Instant) -> FormerTerms {
    let all = allTerms
    return all.first { moment < $0.until } ?? all[all.count - 1]
  }

  /// The package on the terms under which `money` buys it: those that held at `moment`, else others that once did. Nil
  /// where it never cost that.
  func sold(for money: Money, at moment: Instant, withAutoReload: Bool) -> Package? {
    ([terms(at: moment)] + allTerms.reversed()).first { $0.ask(money, withAutoReload: withAutoReload) }
      .map { bringing($0.credits, lasting: $0.expiresAfterDays) }
  }

  /// The same package, as it was sold.
  func bringing(_ credits: Credits, lasting days: Int64?) -> Package {
    Package(
      key: key, name: name, credits: credits, prices: prices, autoReloadDiscountPercent: autoReloadDiscountPercent,
      expiresAfterDays: days, former: former)
  }
}

/// One price of a package.
package struct PackagePrice: Sendable, Equatable {
  package let money: Money
  package let lookupKey: String?
  package let ids: [String]

  package init(money: Money, lookupKey: String?, ids: [String]) {
    self.money = money
    self.lookupKey = lookupKey
    self.ids = ids
  }
}

extension Money {
  /// This amount less `percent` of it; what is taken off is rounded down to a whole minor unit.
  package func less(percent: Int64) -> Money {
    Money(amount: amount - amount.portion(percent, of: 100), currency: currency)
  }
}

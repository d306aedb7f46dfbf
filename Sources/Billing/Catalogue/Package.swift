/// Credits sold once. Rules section 7.
package struct Package: Sendable, Equatable {
  package let key: String
  package let name: String
  package let credits: Credits
  package let prices: [PackagePrice]
  /// 0 to 100; nil for a package that auto-reload cannot buy.
  package let autoReloadDiscountPercent: Int64?
  /// How long its credits last, in days from the purchase; nil for ever.
  package let expiresAfterDays: Int64?

  package init(
    key: String, name: String, credits: Credits, prices: [PackagePrice], autoReloadDiscountPercent: Int64?,
    expiresAfterDays: Int64? = nil
  ) {
    self.key = key
    self.name = name
    self.credits = credits
    self.prices = prices
    self.autoReloadDiscountPercent = autoReloadDiscountPercent
    self.expiresAfterDays = expiresAfterDays
  }

  package func price(in currency: String) -> PackagePrice? { prices.first { $0.money.currency == currency } }

  /// What a price comes to with auto-reload on; nil where auto-reload cannot buy the package.
  package func autoReloadPrice(_ money: Money) -> Money? {
    autoReloadDiscountPercent.map { money.less(percent: $0) }
  }

  /// What the package may cost: its price, or its price less the auto-reload discount.
  func mayCost(_ money: Money) -> Bool {
    prices.contains { $0.money == money || autoReloadPrice($0.money) == money }
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

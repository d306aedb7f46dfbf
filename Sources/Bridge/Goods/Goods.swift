internal import Billing
internal import Stripe

/// What a catalogue sells, as the provider must know it: products with their prices, and a coupon for each offer on
/// plans. Packages are sold at the price that the checkout names, so that an offer on them needs no coupon.
struct Goods: Sendable {
  /// A plan or a package.
  struct Product: Sendable, Equatable {
    let id: String
    let name: String
    let prices: [Price]
  }

  /// One that the catalogue names by a lookup key. Those that it names by ids alone are somebody else's to keep.
  struct Price: Sendable, Equatable {
    let lookupKey: String
    let money: Money
    /// Nil for what is paid once.
    let interval: BillingInterval?

    /// `15.00 USD a month`.
    var words: String { interval.map { "\(money) a \($0.rawValue)" } ?? "\(money) once" }
  }

  /// What carries out an offer.
  struct Coupon: Sendable, Equatable {
    let id: String
    let name: String
    /// Nil where the offer takes a different amount off each of its prices, which no coupon can.
    let value: CouponValue?
    let duration: CouponDuration
  }

  let products: [Product]
  let coupons: [Coupon]

  init(_ catalog: Catalog) {
    var named: Set<String> = []
    let plans = catalog.plans.filter { !$0.isLegacy }.map { plan in
      let own = plan.prices + catalog.regions.flatMap { $0.plans[plan.key]?.prices ?? [] }
      return Product(id: "tollbridge_plan_\(plan.key)", name: plan.name, prices: own.compactMap(Price.init))
    }
    let packages = catalog.packages.map { package in
      let own = package.prices + catalog.regions.flatMap { $0.packages[package.key]?.prices ?? [] }
      return Product(id: "tollbridge_package_\(package.key)", name: package.title, prices: own.compactMap(Price.init))
    }
    products = (plans + packages).map { product in
      let prices = product.prices.filter { named.insert($0.lookupKey).inserted }
      return Product(id: product.id, name: product.name, prices: prices)
    }.filter { !$0.prices.isEmpty }
    coupons = catalog.offers.filter { !$0.plans.isEmpty }.map { Coupon($0, catalog) }
  }
}

extension Goods.Price {
  fileprivate init?(_ terms: PriceTerms) {
    guard let key = terms.lookupKey else { return nil }
    self.init(lookupKey: key, money: terms.money, interval: terms.interval)
  }

  fileprivate init?(_ price: PackagePrice) {
    guard let key = price.lookupKey else { return nil }
    self.init(lookupKey: key, money: price.money, interval: nil)
  }
}

extension Goods.Coupon {
  fileprivate init(_ offer: Offer, _ catalog: Catalog) {
    id = offer.couponID
    name = offer.name
    duration = offer.isFirstPaymentOnly ? .once : .forever
    switch offer.reduction {
    case .percent(let percent): value = .percentOff(Int(percent))
    case .price(let price):
      let amounts = Set(Self.amountsOff(offer, catalog))
      value = amounts.count == 1 ? amounts.first.map { .amountOff(Money(amount: $0, currency: price.currency)) } : nil
    }
  }

  /// What the offer takes off each price that it lowers.
  private static func amountsOff(_ offer: Offer, _ catalog: Catalog) -> [Int64] {
    let everywhere: [String?] = [nil] + catalog.regions.map(\.key)
    let places = offer.regions.isEmpty ? everywhere : offer.regions
    return places.flatMap { place in
      catalog.plans(in: place).filter { offer.plans.contains($0.key) }.flatMap(\.prices)
        .filter { (offer.interval ?? $0.interval) == $0.interval }
        .compactMap { terms in offer.applied(to: terms.money).map { terms.money.amount - $0.amount } }
    }
  }

  /// `20 percent off, for the first payment`; nil where no coupon can carry it out.
  var words: String? { value.map { Self.words($0, duration.rawValue) } }

  static func words(_ value: CouponValue, _ duration: String) -> String {
    let lasting = duration == CouponDuration.once.rawValue ? "for the first payment" : duration
    switch value {
    case .percentOff(let percent): return "\(percent) percent off, \(lasting)"
    case .amountOff(let money): return "\(money) off, \(lasting)"
    }
  }
}

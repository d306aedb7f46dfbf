internal import Billing
internal import Stripe

/// How the goods of a catalogue stand at the provider.
struct CatalogSurvey: Sendable {
  enum Standing: Sendable, Equatable {
    case same
    case missing
    /// There, on other terms: what they are, and the id of what has them.
    case different(String, id: String?)
  }

  /// The provider takes so many lookup keys at once.
  private static let keysMax = 10

  private(set) var prices: [(product: Goods.Product, price: Goods.Price, standing: Standing)] = []
  private(set) var coupons: [(coupon: Goods.Coupon, standing: Standing)] = []

  init(_ goods: Goods, _ client: StripeClient) async throws(StripeFailure) {
    let all = goods.products.flatMap { product in product.prices.map { (product, $0) } }
    for start in stride(from: 0, to: all.count, by: Self.keysMax) {
      let some = all[start..<min(start + Self.keysMax, all.count)]
      let found = try await client.send(.prices(lookupKeys: some.map(\.1.lookupKey))).json.list("data")
      for (product, price) in some {
        let seen = found.first { $0.text("lookup_key") == price.lookupKey }
        prices.append((product, price, Self.standing(of: price, seen)))
      }
    }
    for coupon in goods.coupons {
      coupons.append((coupon, Self.standing(of: coupon, try await client.find(.coupon(coupon.id)))))
    }
  }

  /// Whose product it is says nothing: a price is recognised by its lookup key.
  private static func standing(of price: Goods.Price, _ seen: JSONValue?) -> Standing {
    guard let seen else { return .missing }
    let recurring = seen["recurring"]
    let isAsLong =
      recurring?.text("interval") == price.interval?.rawValue
      && recurring?.integer("interval_count") ?? 1 == 1
    let isSame = seen.integer("unit_amount") == price.money.amount && seen.text("currency") == price.money.currency
    if seen.flag("active") == false { return .different("archived", id: seen.ownID) }
    guard isAsLong, isSame else { return .different(words(ofPrice: seen), id: seen.ownID) }
    return .same
  }

  private static func words(ofPrice seen: JSONValue) -> String {
    let amount = seen.integer("unit_amount").map {
      "\(Money(amount: $0, currency: seen.text("currency") ?? "?"))"
    }
    guard let recurring = seen["recurring"], let interval = recurring.text("interval") else {
      return "\(amount ?? "no fixed amount") once"
    }
    let count = recurring.integer("interval_count") ?? 1
    return "\(amount ?? "no fixed amount") " + (count == 1 ? "a \(interval)" : "every \(count) \(interval)s")
  }

  private static func standing(of coupon: Goods.Coupon, _ seen: JSONValue?) -> Standing {
    guard let seen else { return .missing }
    guard seen.flag("valid") != false else { return .different("used up or past its time", id: seen.ownID) }
    let duration = seen.text("duration") ?? "?"
    guard let value = CouponValue(seen), value == coupon.value, duration == coupon.duration.rawValue else {
      let words = CouponValue(seen).map { Goods.Coupon.words($0, duration) }
      return .different(words ?? "a part of a percent off, \(duration)", id: seen.ownID)
    }
    return .same
  }
}

extension CouponValue {
  /// Nil for one that takes off parts of a percent, as no offer does.
  fileprivate init?(_ seen: JSONValue) {
    if let amount = seen.integer("amount_off") {
      self = .amountOff(Money(amount: amount, currency: seen.text("currency") ?? "?"))
      return
    }
    // The provider writes 20 and 20.0 alike.
    guard let text = seen["percent_off"].map({ String(decoding: $0.rawBytes, as: UTF8.self) }),
      let percent = Double(text).flatMap({ Int(exactly: $0) })
    else { return nil }
    self = .percentOff(percent)
  }
}

extension StripeClient {
  /// An object; nil where there is none.
  func find(_ request: StripeRequest) async throws(StripeFailure) -> JSONValue? {
    do { return try await send(request).json } catch .refused(let error) where error.isMissing { return nil }
  }
}

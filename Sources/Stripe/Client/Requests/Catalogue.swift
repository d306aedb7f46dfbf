package import Billing

/// What a coupon takes off.
package enum CouponValue: Sendable, Equatable {
  /// 1 to 100.
  case percentOff(Int)
  case amountOff(Money)
}

/// How long a coupon takes off.
package enum CouponDuration: String, Sendable {
  /// The first payment alone.
  case once
  /// Every payment of the subscription.
  case forever
}

extension StripeRequest {
  /// - Parameter id: our own choice of an id, by which the product is found again.
  package static func createProduct(
    id: String? = nil, name: String, metadata: [String: String] = [:]
  ) -> StripeRequest {
    post("products") {
      $0.add("id", id)
      $0.add("name", name)
      $0.add("metadata", metadata)
    }
  }

  package static func product(_ id: String) -> StripeRequest { get("products", id) }

  /// - Parameters:
  ///   - interval: nil is a price that is paid once.
  ///   - transferLookupKey: whether the key is taken away from the price that has it.
  package static func createPrice(
    product: String, _ money: Money, interval: BillingInterval? = nil, lookupKey: String? = nil,
    transferLookupKey: Bool = false, metadata: [String: String] = [:]
  ) -> StripeRequest {
    post("prices") {
      $0.add("product", product)
      $0.add("currency", money.currency)
      $0.add("unit_amount", money.amount)
      $0.add("recurring[interval]", interval?.rawValue)
      $0.add("lookup_key", lookupKey)
      if transferLookupKey { $0.add("transfer_lookup_key", true) }
      $0.add("metadata", metadata)
    }
  }

  /// The prices that have these keys, up to 10 of them.
  package static func prices(lookupKeys: [String]) -> StripeRequest {
    get("prices") {
      $0.add("lookup_keys", lookupKeys)
      $0.page()
    }
  }

  /// - Parameter id: our own choice of an id, by which the coupon is given and found again.
  package static func createCoupon(
    id: String, _ value: CouponValue, duration: CouponDuration = .once, name: String? = nil
  ) -> StripeRequest {
    post("coupons") {
      $0.add("id", id)
      switch value {
      case .percentOff(let percent): $0.add("percent_off", percent)
      case .amountOff(let money):
        $0.add("amount_off", money.amount)
        $0.add("currency", money.currency)
      }
      $0.add("duration", duration.rawValue)
      $0.add("name", name)
    }
  }

  package static func coupon(_ id: String) -> StripeRequest { get("coupons", id) }
}

/// What a customer is sent to the portal for. Each leads straight there, and back to the app when it is done.
package enum PortalFlow: Sendable {
  case paymentMethodUpdate
  case subscriptionCancel(subscription: String)
  /// The portal asks for a confirmation of exactly this change, with what it costs.
  case subscriptionUpdateConfirm(
    subscription: String, item: String, price: String, quantity: Int64 = 1, coupon: String? = nil)
}

/// A product that the portal may change a subscription to, with its prices.
package struct PortalProduct: Sendable {
  package let product: String
  package let prices: [String]

  package init(product: String, prices: [String]) {
    self.product = product
    self.prices = prices
  }
}

extension StripeRequest {
  /// A short-lived link into the portal. Without a flow it opens on its first page.
  package static func createPortal(
    customer: String, returnURL: String, flow: PortalFlow? = nil, configuration: String? = nil
  ) -> StripeRequest {
    post("billing_portal", "sessions") {
      $0.add("customer", customer)
      $0.add("return_url", returnURL)
      $0.add("configuration", configuration)
      guard let flow else { return }
      $0.add(flow)
      $0.add("flow_data[after_completion][type]", "redirect")
      $0.add("flow_data[after_completion][redirect][return_url]", returnURL)
    }
  }

  /// What the portal may do: change payment methods, show invoices, cancel at the period's end and, where there are
  /// products, confirm a change to them.
  package static func createPortalConfiguration(
    returnURL: String, products: [PortalProduct] = []
  ) -> StripeRequest {
    post("billing_portal", "configurations") {
      $0.add("default_return_url", returnURL)
      $0.add("features[payment_method_update][enabled]", true)
      $0.add("features[invoice_history][enabled]", true)
      $0.add("features[subscription_cancel][enabled]", true)
      $0.add("features[subscription_cancel][mode]", "at_period_end")
      guard !products.isEmpty else { return }
      let update = "features[subscription_update]"
      $0.add("\(update)[enabled]", true)
      $0.add("\(update)[default_allowed_updates]", ["price", "promotion_code"])
      $0.add("\(update)[proration_behavior]", "always_invoice")
      for (index, product) in products.enumerated() {
        $0.add("\(update)[products][\(index)][product]", product.product)
        $0.add("\(update)[products][\(index)][prices]", product.prices)
      }
    }
  }
}

extension StripeForm {
  fileprivate mutating func add(_ flow: PortalFlow) {
    switch flow {
    case .paymentMethodUpdate: add("flow_data[type]", "payment_method_update")
    case .subscriptionCancel(let subscription):
      add("flow_data[type]", "subscription_cancel")
      add("flow_data[subscription_cancel][subscription]", subscription)
    case .subscriptionUpdateConfirm(let subscription, let item, let price, let quantity, let coupon):
      let confirm = "flow_data[subscription_update_confirm]"
      add("flow_data[type]", "subscription_update_confirm")
      add("\(confirm)[subscription]", subscription)
      add("\(confirm)[items][0][id]", item)
      add("\(confirm)[items][0][price]", price)
      add("\(confirm)[items][0][quantity]", quantity)
      add("\(confirm)[discounts][0][coupon]", coupon)
    }
  }
}

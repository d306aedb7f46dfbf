/// The routes of the API that the stand-in has.
struct Route: Sendable {
  typealias Handler = @Sendable (inout World, Call) throws(APIError) -> JSON

  /// Method and pattern, as in the table of parameters.
  let name: String
  let method: String
  let steps: [Substring]
  let handler: Handler

  init(_ name: String, _ handler: @escaping Handler) {
    self.name = name
    let parts = name.split(separator: " ")
    method = String(parts.first ?? "")
    steps = (parts.last ?? "").split(separator: "/")
    self.handler = handler
  }

  /// The ids in a path that this route takes; nil for one that it does not.
  func ids(in path: [Substring]) -> [String]? {
    guard path.count == steps.count else { return nil }
    var ids: [String] = []
    for (step, part) in zip(steps, path) {
      if step == "{}" { ids.append(Form.unescaped(String(part))) } else if step != part { return nil }
    }
    return ids
  }
}

enum Routes {
  static let all = people + goods + payments + billing + checkouts + operations

  static func match(_ method: String, _ path: String) -> (route: Route, ids: [String])? {
    let path = path.split(separator: "/")
    for route in all where route.method == method {
      // A fixed word wins over an id: `create_preview` is no invoice.
      if let ids = route.ids(in: path), !ids.contains("create_preview") || route.steps.contains("create_preview") {
        return (route, ids)
      }
    }
    return nil
  }

  private static let people: [Route] = [
    Route("POST /v1/customers", Customers.create), Route("GET /v1/customers", Customers.list),
    Route("GET /v1/customers/{}", Customers.retrieve), Route("POST /v1/customers/{}", Customers.update),
    Route("DELETE /v1/customers/{}", Customers.delete),
    Route("GET /v1/customers/{}/payment_methods", Customers.methods),
    Route("GET /v1/payment_methods", PaymentMethods.list),
    Route("GET /v1/payment_methods/{}", PaymentMethods.retrieve),
    Route("POST /v1/payment_methods/{}/attach", PaymentMethods.attach),
    Route("POST /v1/payment_methods/{}/detach", PaymentMethods.detach),
  ]

  private static let goods: [Route] = [
    Route("POST /v1/products", Products.create), Route("GET /v1/products", Products.list),
    Route("GET /v1/products/{}", Products.retrieve), Route("POST /v1/products/{}", Products.update),
    Route("POST /v1/prices", Prices.create), Route("GET /v1/prices", Prices.list),
    Route("GET /v1/prices/{}", Prices.retrieve), Route("POST /v1/prices/{}", Prices.update),
    Route("POST /v1/coupons", Coupons.create), Route("GET /v1/coupons", Coupons.list),
    Route("GET /v1/coupons/{}", Coupons.retrieve),
  ]

  private static let payments: [Route] = [
    Route("POST /v1/payment_intents", PaymentIntents.create), Route("GET /v1/payment_intents", PaymentIntents.list),
    Route("GET /v1/payment_intents/{}", PaymentIntents.retrieve),
    Route("POST /v1/payment_intents/{}", PaymentIntents.update),
    Route("POST /v1/payment_intents/{}/confirm", PaymentIntents.confirm),
    Route("POST /v1/payment_intents/{}/cancel", PaymentIntents.cancel),
    Route("GET /v1/charges", Charges.list), Route("GET /v1/charges/{}", Charges.retrieve),
    Route("POST /v1/refunds", Refunds.create), Route("GET /v1/refunds", Refunds.list),
    Route("GET /v1/refunds/{}", Refunds.retrieve), Route("GET /v1/disputes", Disputes.list),
    Route("GET /v1/disputes/{}", Disputes.retrieve),
  ]

  private static let billing: [Route] = [
    Route("GET /v1/subscriptions", Subscriptions.list), Route("POST /v1/subscriptions", Subscriptions.create),
    Route("GET /v1/subscriptions/{}", Subscriptions.retrieve),
    Route("POST /v1/subscriptions/{}", Subscriptions.update),
    Route("DELETE /v1/subscriptions/{}", Subscriptions.cancel),
    Route("POST /v1/subscriptions/{}/pause", Subscriptions.pause),
    Route("POST /v1/subscriptions/{}/resume", Subscriptions.resume),
    Route("POST /v1/subscription_schedules", Schedules.create), Route("GET /v1/subscription_schedules", Schedules.list),
    Route("GET /v1/subscription_schedules/{}", Schedules.retrieve),
    Route("POST /v1/subscription_schedules/{}", Schedules.update),
    Route("POST /v1/subscription_schedules/{}/release", Schedules.release),
    Route("POST /v1/subscription_schedules/{}/cancel", Schedules.cancel),
    Route("POST /v1/invoices/create_preview", Invoices.preview), Route("GET /v1/invoices", Invoices.list),
    Route("GET /v1/invoices/{}", Invoices.retrieve), Route("POST /v1/invoices/{}/pay", Invoices.pay),
    Route("POST /v1/invoices/{}/void", Invoices.void), Route("GET /v1/invoice_payments", InvoicePayments.list),
    Route("GET /v1/invoice_payments/{}", InvoicePayments.retrieve),
  ]

  private static let checkouts: [Route] = [
    Route("POST /v1/checkout/sessions", CheckoutSessions.create),
    Route("GET /v1/checkout/sessions", CheckoutSessions.list),
    Route("GET /v1/checkout/sessions/{}", CheckoutSessions.retrieve),
    Route("GET /v1/checkout/sessions/{}/line_items", CheckoutSessions.lineItems),
    Route("POST /v1/checkout/sessions/{}/expire", CheckoutSessions.expire),
    Route("POST /v1/billing_portal/sessions", PortalSessions.create),
    Route("POST /v1/billing_portal/configurations", PortalConfigurations.create),
    Route("GET /v1/billing_portal/configurations", PortalConfigurations.list),
    Route("GET /v1/billing_portal/configurations/{}", PortalConfigurations.retrieve),
  ]

  private static let operations: [Route] = [
    Route("GET /v1/events", Events.list), Route("GET /v1/events/{}", Events.retrieve),
    Route("POST /v1/webhook_endpoints", WebhookEndpoints.create),
    Route("GET /v1/webhook_endpoints", WebhookEndpoints.list),
    Route("GET /v1/webhook_endpoints/{}", WebhookEndpoints.retrieve),
    Route("POST /v1/webhook_endpoints/{}", WebhookEndpoints.update),
    Route("DELETE /v1/webhook_endpoints/{}", WebhookEndpoints.delete),
    Route("POST /v1/test_helpers/test_clocks", TestClocks.create),
    Route("GET /v1/test_helpers/test_clocks", TestClocks.list),
    Route("GET /v1/test_helpers/test_clocks/{}", TestClocks.retrieve),
    Route("POST /v1/test_helpers/test_clocks/{}/advance", TestClocks.advance),
    Route("DELETE /v1/test_helpers/test_clocks/{}", TestClocks.delete),
  ]
}

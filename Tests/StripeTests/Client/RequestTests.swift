import Billing
import Foundation
import Stripe
import TestSupport
import Testing

/// Every request that the client can make, each factory bare and with all it takes.
enum AllRequests {
  private static let time = Instant(seconds: 1_700_000_000)
  private static let labels = ["tollbridge_account": "user-42", "ünï": "ö & =+"]
  private static let money = Money(amount: 3600, currency: "usd")

  /// By the factory's name; an overload has the same.
  static var all: [(factory: String, requests: [StripeRequest])] {
    customers + checkouts + portals + subscriptions + schedules + payments + refunds + invoices + events + catalogue
      + endpoints
  }

  private static var customers: [(String, [StripeRequest])] {
    guard let account = AccountID("user-42") else { return [] }
    return [
      (
        "createCustomer", [.createCustomer(account: account), .createCustomer(account: account, email: "a", name: "b")]
      ),
      ("customer", [.customer("cus_1")]),
      ("paymentMethods", [.paymentMethods(customer: "cus_1")]),
    ]
  }

  private static func checkout(_ mode: CheckoutParameters.Mode, full: Bool) -> StripeRequest {
    var parameters = CheckoutParameters(
      mode: mode, customer: "cus_1", clientReference: "user-42", successURL: "https://a.example/ok",
      cancelURL: "https://a.example/no")
    if full {
      parameters.metadata = labels
      parameters.coupon = "reload10"
      parameters.savesCard = true
      parameters.expiresAt = time
      parameters.locale = "pt-BR"
    }
    return .createCheckout(parameters)
  }

  private static var checkouts: [(String, [StripeRequest])] {
    let modes: [CheckoutParameters.Mode] = [
      .subscription(price: "price_1"), .payment(.price("price_2")), .payment(.sale(money, name: "Pack – 20,000")),
    ]
    return [
      ("createCheckout", modes.flatMap { [checkout($0, full: false), checkout($0, full: true)] }),
      ("checkout", [.checkout("cs_1")]),
      ("expireCheckout", [.expireCheckout("cs_1")]),
      ("checkouts", [.checkouts(), .checkouts(customer: "c", createdFrom: time, startingAfter: "cs_1", limit: 3)]),
    ]
  }

  private static var portals: [(String, [StripeRequest])] {
    let flows: [PortalFlow?] = [
      nil, .paymentMethodUpdate, .subscriptionCancel(subscription: "sub_1"),
      .subscriptionUpdateConfirm(subscription: "sub_1", item: "si_1", price: "price_1"),
      .subscriptionUpdateConfirm(subscription: "sub_1", item: "si_1", price: "price_1", quantity: 2, coupon: "c"),
    ]
    return [
      (
        "createPortal",
        flows.map {
          .createPortal(customer: "cus_1", returnURL: "https://a.example/b", flow: $0, configuration: "bpc_1")
        }
      ),
      (
        "createPortalConfiguration",
        [
          .createPortalConfiguration(returnURL: "https://a.example"),
          .createPortalConfiguration(
            returnURL: "https://a.example",
            products: [PortalProduct(product: "prod_1", prices: ["price_1", "price_2"])]),
        ]
      ),
    ]
  }

  private static var subscriptions: [(String, [StripeRequest])] {
    [
      ("subscription", [.subscription("sub_1")]),
      ("subscriptions", [.subscriptions(), .subscriptions(customer: "c", createdFrom: time, startingAfter: "sub_1")]),
      (
        "changeSubscription",
        [
          .changeSubscription("sub_1", item: "si_1", price: "p"),
          .changeSubscription("sub_1", item: "si_1", price: "p", quantity: 2, prorationDate: time),
        ]
      ),
      (
        "previewChange",
        [
          .previewChange(subscription: "sub_1", item: "si_1", price: "p"),
          .previewChange(
            customer: "c", subscription: "sub_1", item: "si_1", price: "p", quantity: 2, prorationDate: time,
            coupon: "c"),
        ]
      ),
      (
        "cancelAtPeriodEnd",
        [.cancelAtPeriodEnd("sub_1")]
          + CancellationFeedback.allCases.map {
            .cancelAtPeriodEnd("sub_1", comment: "too dear & slow", feedback: $0, metadata: labels)
          }
      ),
      ("undoCancellation", [.undoCancellation("sub_1")]),
      ("cancelSubscription", [.cancelSubscription("sub_1", invoiceNow: true, prorate: false)]),
      ("pauseCollection", [.pauseCollection("sub_1"), .pauseCollection("sub_1", resumesAt: time)]),
      ("endPause", [.endPause("sub_1")]),
      ("resumeSubscription", [.resumeSubscription("sub_1")]),
    ]
  }

  private static var schedules: [(String, [StripeRequest])] {
    let phases = [
      SchedulePhase(price: "p", start: time, end: time.map { .at($0) }),
      SchedulePhase(price: "q", quantity: 2, end: .after(.month), coupon: "c", metadata: labels),
      SchedulePhase(price: "r", end: .after(.year, count: 2)), SchedulePhase(price: "s"),
    ]
    return [
      ("createSchedule", [.createSchedule(fromSubscription: "sub_1")]),
      ("schedule", [.schedule("sub_sched_1")]),
      ("updateSchedule", [.updateSchedule("sub_sched_1", phases: phases)]),
      ("releaseSchedule", [.releaseSchedule("sub_sched_1")]),
    ]
  }

  private static var payments: [(String, [StripeRequest])] {
    [
      (
        "createPaymentIntent",
        [
          .createPaymentIntent(money, customer: "c", paymentMethod: "pm_1"),
          .createPaymentIntent(money, customer: "c", paymentMethod: "pm_1", description: "d", metadata: labels),
        ]
      ),
      ("paymentIntent", [.paymentIntent("pi_1")]),
      ("paymentIntents", [.paymentIntents(), .paymentIntents(customer: "c", createdFrom: time, startingAfter: "pi")]),
      ("cancelPaymentIntent", [.cancelPaymentIntent("pi_1")]),
      (
        "charges",
        [.charges(), .charges(customer: "c", paymentIntent: "pi_1", createdFrom: time, startingAfter: "ch_1")]
      ),
      ("disputes", [.disputes(), .disputes(paymentIntent: "pi_1", createdFrom: time, startingAfter: "dp_1")]),
    ]
  }

  private static var refunds: [(String, [StripeRequest])] {
    [
      (
        "createRefund",
        [.createRefund(.charge("ch_1"))]
          + RefundReason.allCases.map {
            .createRefund(.paymentIntent("pi_1"), amount: 1000, reason: $0, metadata: labels)
          }
      ),
      ("refund", [.refund("re_1")]),
      (
        "refunds",
        [
          .refunds(), .refunds(paymentIntent: "pi_1"),
          .refunds(charge: "ch_1", createdFrom: time, startingAfter: "re_1"),
        ]
      ),
    ]
  }

  private static var invoices: [(String, [StripeRequest])] {
    [
      ("invoice", [.invoice("in_1")]),
      (
        "invoices",
        [.invoices()]
          + InvoiceStatus.allCases.map {
            .invoices(customer: "c", subscription: "s", status: $0, createdFrom: time, startingAfter: "in_1")
          }
      ),
      ("invoicePayments", [.invoicePayments(invoice: "in_1"), .invoicePayments(invoice: "in_1", startingAfter: "i")]),
      ("invoicePayments", [.invoicePayments(paymentIntent: "pi_1")]),
    ]
  }

  private static var events: [(String, [StripeRequest])] {
    let types = ["invoice.paid", "charge.refunded"]
    return [
      (
        "events",
        [
          .events(),
          .events(createdFrom: time, types: types, deliveryFailedOnly: true, endingBefore: "evt_1", limit: 7),
          .events(startingAfter: "evt_1"),
        ]
      ),
      ("event", [.event("evt_1")]),
    ]
  }

  private static var catalogue: [(String, [StripeRequest])] {
    [
      ("createProduct", [.createProduct(name: "n"), .createProduct(id: "macro", name: "n", metadata: labels)]),
      ("product", [.product("prod_1")]),
      (
        "createPrice",
        [.createPrice(product: "p", money)]
          + BillingInterval.allCases.map {
            .createPrice(
              product: "p", money, interval: $0, lookupKey: "k", transferLookupKey: true, metadata: labels)
          }
      ),
      ("prices", [.prices(lookupKeys: ["a", "b"])]),
      (
        "createCoupon",
        [
          .createCoupon(id: "c", .percentOff(10), duration: .forever),
          .createCoupon(id: "c", .amountOff(money), name: "n"),
        ]
      ),
      ("coupon", [.coupon("c")]),
    ]
  }

  private static var endpoints: [(String, [StripeRequest])] {
    [
      ("webhookEndpoints", [.webhookEndpoints(), .webhookEndpoints(startingAfter: "we_1")]),
      (
        "createWebhookEndpoint",
        [.createWebhookEndpoint(url: "https://a.example/w", events: ["invoice.paid", "charge.refunded"])]
      ),
    ]
  }
}

@Suite("Requests to Stripe")
struct RequestTests {
  static let isDescribed = OpenAPI.stripe != nil
  static let notThere: Comment = "Stripe's OpenAPI description does not lie beside the project"

  @Test(
    "Every request that the client can make is valid against Stripe's own OpenAPI description",
    .enabled(if: isDescribed, notThere))
  func valid() throws {
    let description = try #require(OpenAPI.stripe)
    for (factory, requests) in AllRequests.all {
      #expect(!requests.isEmpty, "\(factory)")
      for request in requests { #expect(description.problems(request) == [], "\(factory): \(request)") }
    }
  }

  @Test("No factory is left out of the list")
  func complete() throws {
    let folder = Fixtures.root.appending(path: "Sources/Stripe/Client/Requests").resolvingSymlinksInPath()
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let factories = try files.flatMap { file in
      try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line -> String? in
        guard let range = line.range(of: "static func ") else { return nil }
        return String(line[range.upperBound...].prefix { $0 != "(" })
      }
    }
    #expect(factories.sorted() == AllRequests.all.map(\.factory).sorted())
    #expect(factories.count >= 40)
  }

  @Test(
    "The check finds what is wrong",
    .enabled(if: isDescribed, notThere),
    arguments: [
      (StripeRequest(method: .get, path: "/v1/nothing", form: ""), "no GET /v1/nothing"),
      (StripeRequest(method: .delete, path: "/v1/refunds", form: ""), "no DELETE /v1/refunds"),
      (StripeRequest(method: .get, path: "/v1/customers//payment_methods", form: ""), "no GET"),
      (StripeRequest(method: .post, path: "/v1/refunds", form: "amounts=1"), "no parameter amounts"),
      (StripeRequest(method: .post, path: "/v1/refunds", form: "amount=1.5"), "amount=1.5 is no integer"),
      (StripeRequest(method: .post, path: "/v1/refunds", form: "amount=01"), "amount=01 is no integer"),
      (StripeRequest(method: .post, path: "/v1/refunds", form: "reason=mood"), "reason=mood is none of the words"),
      (StripeRequest(method: .post, path: "/v1/refunds", form: "charge[id]=ch_1"), "charge is no single value"),
      (StripeRequest(method: .post, path: "/v1/refunds", form: "amount=1&amount=2"), "amount stands twice"),
      (StripeRequest(method: .post, path: "/v1/refunds", form: "amount"), "amount is no pair"),
      (StripeRequest(method: .post, path: "/v1/refunds", form: "expand[1]=charge"), "expand is not numbered from 0"),
      (StripeRequest(method: .post, path: "/v1/payment_intents", form: "amount=1"), "[currency] is missing"),
      (
        StripeRequest(method: .post, path: "/v1/subscriptions/sub_1", form: "cancel_at_period_end=yes"),
        "cancel_at_period_end=yes is no boolean"
      ),
      (
        StripeRequest(method: .post, path: "/v1/subscriptions/sub_1", form: "pause_collection[resumes_at]=1"),
        "pause_collection[behavior] is missing"
      ),
      (
        StripeRequest(method: .post, path: "/v1/subscriptions/sub_1", form: "billing_cycle_anchor=unchanged"),
        "billing_cycle_anchor is no object"
      ),
      (StripeRequest(method: .get, path: "/v1/events", form: "kinds[0]=a"), "no parameter kinds"),
      (StripeRequest(method: .get, path: "/v1/events", form: "created[from]=1"), "no parameter created[from]"),
    ])
  func wrong(_ request: StripeRequest, _ problem: String) throws {
    let found = try #require(OpenAPI.stripe).problems(request)
    #expect(found.contains { $0.contains(problem) }, "\(found)")
  }

  @Test("An id is one segment of a path, whatever is in it")
  func segments() {
    #expect(StripeRequest.customer("../events?a=b#c d").path == "/v1/customers/..%2Fevents%3Fa%3Db%23c%20d")
  }

  @Test("A checkout's metadata goes on what it makes as well, and is in the same order each time")
  func metadata() {
    var parameters = CheckoutParameters(
      mode: .payment(.price("p")), customer: "c", clientReference: "u", successURL: "s", cancelURL: "n",
      metadata: ["b": "2", "a": "1", "c": "3"], savesCard: true)
    let payment = StripeRequest.createCheckout(parameters).form
    #expect(payment.contains("&metadata[a]=1&metadata[b]=2&metadata[c]=3&"))
    #expect(payment.contains("&payment_intent_data[metadata][a]=1&payment_intent_data[metadata][b]=2&"))
    #expect(payment.contains("&payment_intent_data[setup_future_usage]=off_session&"))
    parameters.mode = .subscription(price: "p")
    let subscription = StripeRequest.createCheckout(parameters).form
    #expect(
      subscription.contains("&subscription_data[metadata][a]=1&") && !subscription.contains("payment_intent_data"))
  }
}

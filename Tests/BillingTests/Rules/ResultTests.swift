import Testing

@testable import Billing

/// Rules section 9.
@Suite("Payment results")
struct ResultTests {
  private let choice = PlanChoice(plan: "macro", interval: .month)

  private func opened(_ order: CheckoutOrder) -> FactBuilder {
    var builder = FactBuilder()
    builder.touch(newYear)
    builder.add(
      "app.checkout_opened", newYear, .app(.checkoutOpened(CheckoutOpening(session: "cs_1", order: order))))
    return builder
  }

  private func session(_ change: (inout CheckoutSession) -> Void) -> CheckoutSession {
    var session = CheckoutSession(id: "cs_1")
    (session.mode, session.paymentStatus, session.subscription) = ("subscription", "paid", "sub_1")
    change(&session)
    return session
  }

  @Test("Processing until the mutation is applied, then the new subscription by name")
  func subscription() throws {
    var builder = opened(.plan(choice, offer: nil))
    let asked = newYear.adding(seconds: 10)
    #expect(try builder.account(at: asked).paymentResult("cs_1", asked: asked).status == .processing)
    builder.add("checkout.session.completed", asked, .checkoutCompleted(session { _ in }))
    #expect(try builder.account(at: asked).paymentResult("cs_1", asked: asked).status == .processing)
    builder.subscribe("macro_month", asked)
    let result = try builder.account(at: asked).paymentResult("cs_1", asked: asked)
    #expect((result.status, result.title) == (.succeeded, "Payment successful"))
    #expect(result.body == "Your subscription to Macro is now active")
    #expect(result.actions == ["Continue"])
  }

  @Test(
    "After five minutes of processing it says to refresh or to contact support",
    arguments: [(299, false), (300, true), (301, true)] as [(Int64, Bool)])
  func slow(_ seconds: Int64, _ isSlow: Bool) throws {
    let result = try opened(.plan(choice, offer: nil)).account(at: newYear.adding(seconds: seconds))
      .paymentResult("cs_1", asked: newYear)
    #expect((result.status, result.isSlow) == (.processing, isSlow))
    #expect(
      result.body
        == (isSlow
          ? "Refresh or contact support if your subscription doesn't show after 5 minutes."
          : "Processing can take a couple of minutes."))
  }

  @Test("A one-time purchase by name; unpaid it stays processing, failed it says so")
  func oneTime() throws {
    var builder = opened(.package("micro", price: Money(amount: 1500, currency: "usd"), credits: 5000, autoReload: nil))
    let unpaid = session {
      ($0.mode, $0.subscription, $0.paymentStatus, $0.paymentIntent) = ("payment", nil, "unpaid", "pi_1")
      ($0.amountTotal, $0.amountSubtotal, $0.currency) = (1500, 1500, "usd")
      $0.metadata = ["tollbridge_package": "micro"]
    }
    builder.add("checkout.session.completed", newYear, .checkoutCompleted(unpaid))
    #expect(try builder.account(at: newYear).paymentResult("cs_1", asked: newYear).status == .processing)
    var failed = builder
    failed.add("checkout.session.async_payment_failed", newYear.days(1), .checkoutFailed(unpaid))
    let no = try failed.account(at: newYear.days(1)).paymentResult("cs_1", asked: newYear.days(1))
    #expect((no.status, no.actions) == (.failed, ["Retry", "Close"]))
    builder.add("checkout.session.async_payment_succeeded", newYear.days(1), .checkoutPaidLater(unpaid))
    let yes = try builder.account(at: newYear.days(1)).paymentResult("cs_1", asked: newYear.days(1))
    #expect((yes.status, yes.body) == (.succeeded, "You purchased Micro"))
  }

  @Test("Canceled by coming back, or by expiry; a completion wins over the cancel link")
  func canceled() throws {
    var builder = opened(.plan(choice, offer: nil))
    builder.add("app.checkout_canceled", newYear, .app(.checkoutCanceled(session: "cs_1")))
    let result = try builder.account(at: newYear).paymentResult("cs_1", asked: newYear)
    #expect((result.status, result.title) == (.canceled, "Payment canceled"))
    #expect(result.body == "Your payment was canceled. Click Retry to try again.")
    #expect(result.actions == ["Retry", "Close"])
    builder.add("checkout.session.completed", newYear, .checkoutCompleted(session { _ in }))
    builder.subscribe("macro_month", newYear)
    #expect(try builder.account(at: newYear).paymentResult("cs_1", asked: newYear).status == .succeeded)
    var expired = opened(.plan(choice, offer: nil))
    expired.add("checkout.session.expired", newYear.days(1), .checkoutExpired(session { _ in }))
    #expect(try expired.account(at: newYear.days(1)).paymentResult("cs_1", asked: newYear).status == .canceled)
  }

  @Test("A change of plan succeeds when the account has the plan and has paid for it")
  func change() throws {
    var builder = FactBuilder()
    builder.subscribe("micro_month", newYear)
    let (old, half) = (PlanChoice(plan: "micro", interval: .month), newYear.days(10))
    #expect(try builder.account(at: half).changeResult(from: old, to: choice, asked: half).status == .processing)
    let end = newYear.adding(months: 1)
    builder.subscription("macro_month", half, from: newYear, to: end, began: newYear)
    #expect(try builder.account(at: half).changeResult(from: old, to: choice, asked: half).status == .processing)
    builder.invoice(
      "in_2", "macro_month", half, from: half, to: end, paid: 900, reason: "subscription_update",
      paysBack: "micro_month", isProration: true)
    let result = try builder.account(at: half).changeResult(from: old, to: choice, asked: half)
    #expect((result.status, result.body) == (.succeeded, "Your plan changed from Micro to Macro"))
  }
}

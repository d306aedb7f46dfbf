internal import Billing
internal import Stripe

/// What a checkout as it stands says has happened, with what it only names.
struct ToldCheckout: Sendable {
  private static let limit = Duration.seconds(5)

  let client: StripeClient

  /// Its events, told by us. What cannot be asked now is left out: it comes by the webhook, or is reconciled.
  func events(_ session: JSONValue, at moment: Instant) async -> [VerifiedPayload] {
    switch session.text("status") {
    case "complete":
      let type = await hasFailedLater(session) ? "checkout.session.async_payment_failed" : "checkout.session.completed"
      return [VerifiedPayload(told: session, as: type, at: moment)] + (await subscription(of: session, at: moment))
    case "expired": return [VerifiedPayload(told: session, as: "checkout.session.expired", at: moment)]
    default: return []
    }
  }

  private func hasFailedLater(_ session: JSONValue) async -> Bool {
    guard let payment = Self.paymentAwaited(by: session),
      let seen = try? await client.send(.paymentIntent(payment), deadline: Self.limit)
    else { return false }
    return Self.cameToNothing(seen.json)
  }

  /// The payment that a completed checkout waits for; nil where it waits for none.
  static func paymentAwaited(by session: JSONValue) -> String? {
    guard session.text("object") == "checkout.session", session.text("status") == "complete",
      session.text("payment_status") == "unpaid"
    else { return nil }
    return session.id("payment_intent")
  }

  /// Whether a payment that was awaited will not come: the checkout itself does not say so.
  static func cameToNothing(_ payment: JSONValue) -> Bool {
    ["requires_payment_method", "canceled"].contains(payment.text("status") ?? "")
  }

  private func subscription(of session: JSONValue, at moment: Instant) async -> [VerifiedPayload] {
    var told: [VerifiedPayload] = []
    if let id = session.id("subscription"), let seen = try? await client.send(.subscription(id), deadline: Self.limit) {
      told.append(VerifiedPayload(told: seen.json, as: "customer.subscription.updated", at: moment))
    }
    if let id = session.id("invoice"), let seen = try? await client.send(.invoice(id), deadline: Self.limit),
      seen.json.text("status") == "paid"
    {
      let paidAt = seen.json["status_transitions"]?.time("paid_at") ?? moment
      told.append(VerifiedPayload(told: seen.json, as: "invoice.paid", at: paidAt))
    }
    return told
  }
}

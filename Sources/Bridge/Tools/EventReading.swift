internal import Billing
internal import Foundation
package import Stripe

/// `tollbridge events read`: what is read in a payload before anybody's account is looked at. One JSON line an event.
package struct EventReading: Encodable {
  let event: StripeEvent
  let mapping: Mapping

  /// - Throws: `JSONError` when the body is not strict JSON.
  package init(_ body: [UInt8]) throws(JSONError) {
    event = try StripeEvent(body)
    mapping = event.mapping
  }

  package func json() throws -> String { try JSONText.canonical(self, snakeCase: true) }

  private enum Keys: String, CodingKey {
    case id, type, created, livemode, apiVersion, account, object, facts, ignored, quarantined
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Keys.self)
    try members.encode(event.kind == .bareObject ? nil : event.id, forKey: .id)
    try members.encode(event.type, forKey: .type)
    try members.encode(event.created?.seconds, forKey: .created)
    try members.encode(event.livemode, forKey: .livemode)
    try members.encode(event.apiVersion, forKey: .apiVersion)
    try members.encode(event.account, forKey: .account)
    switch mapping {
    case .fact(let fact): try members.encode([fact.name], forKey: .facts)
    case .ignored(let reason):
      try members.encode([String](), forKey: .facts)
      try members.encode(reason, forKey: .ignored)
    case .unreadable(let reason):
      try members.encode([String](), forKey: .facts)
      try members.encode(reason, forKey: .quarantined)
    }
    try members.encode(event.object.map(ObjectReading.init), forKey: .object)
  }

  /// The object under its own name in the provider's words.
  private struct ObjectReading: Encodable {
    let object: StripeObject

    private enum Keys: String, CodingKey { case object }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode(name, forKey: .object)
      switch object {
      case .checkoutSession(let it): try it.encode(to: encoder)
      case .subscription(let it): try it.encode(to: encoder)
      case .schedule(let it): try it.encode(to: encoder)
      case .invoice(let it): try it.encode(to: encoder)
      case .invoicePayment(let it): try it.encode(to: encoder)
      case .paymentIntent(let it): try it.encode(to: encoder)
      case .charge(let it): try it.encode(to: encoder)
      case .refund(let it): try it.encode(to: encoder)
      case .creditNote(let it): try it.encode(to: encoder)
      case .dispute(let it): try it.encode(to: encoder)
      }
    }

    private var name: String {
      switch object {
      case .checkoutSession: "checkout.session"
      case .subscription: "subscription"
      case .schedule: "subscription_schedule"
      case .invoice: "invoice"
      case .invoicePayment: "invoice_payment"
      case .paymentIntent: "payment_intent"
      case .charge: "charge"
      case .refund: "refund"
      case .creditNote: "credit_note"
      case .dispute: "dispute"
      }
    }
  }
}

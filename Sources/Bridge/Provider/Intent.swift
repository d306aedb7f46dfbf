package import Billing
internal import Foundation
internal import Store

/// What a person's way back needs, beside the rules: where the provider's page returns to, and in which language.
package struct CheckoutPages: Sendable, Equatable, Codable {
  /// May hold `{CHECKOUT_SESSION_ID}`.
  package let successURL: String
  package let cancelURL: String
  package let locale: String?

  package init(successURL: String, cancelURL: String, locale: String? = nil) {
    self.successURL = successURL
    self.cancelURL = cancelURL
    self.locale = locale
  }
}

/// Something that must happen at the provider because of a decision: an effect with all that carrying it out needs.
struct Intent: Equatable {
  let account: AccountID
  let effect: Effect
  var pages: CheckoutPages?
  /// Whether it follows from what the provider told: it is looked at once more before it is carried out.
  var isDuty = false

  /// Unique within the account. What can only happen once is named by what it happens to; what a command asks for, by
  /// the command.
  func id(command: String) -> String {
    switch effect {
    case .chargeReload(let start): start.id
    case .refund(let invoice, _): "refund:\(invoice)"
    case .endSubscription(let subscription): "end:\(subscription)"
    case .expireCheckout(let session): "expire:\(session)"
    case .openCheckout, .changePlan, .scheduleChange, .undoScheduledChange, .cancelAtPeriodEnd, .undoCancellation,
      .pause, .resume:
      "\(command):\(effect.name)"
    }
  }

  /// Effects that bring a page for the person who asked. The newest is the one that is wanted.
  static let pageNames = ["open_checkout", "change_plan"]

  func stored(command: String) throws -> NewIntent {
    NewIntent(
      account: account.value, id: id(command: command), command: command, name: effect.name,
      body: try JSONText.canonical(IntentRecord(effect, pages, isDuty)), delaySeconds: isDuty ? Self.dutySeconds : 0)
  }

  /// What the provider tells comes in any order: a duty waits so long for what may put it right, in seconds.
  private static let dutySeconds: Int64 = 60

  init(account: AccountID, effect: Effect, pages: CheckoutPages? = nil, isDuty: Bool = false) {
    self.isDuty = isDuty
    self.account = account
    self.effect = effect
    self.pages = pages
  }

  init(_ stored: StoredIntent) throws {
    guard let account = AccountID(stored.account) else {
      throw StoreError.inconsistent("intent \(stored.id) is of no account")
    }
    let record = try JSONDecoder().decode(IntentRecord.self, from: Data(stored.body.utf8))
    guard let effect = record.effect(stored.name) else {
      throw StoreError.inconsistent("intent \(stored.id) says too little for \(stored.name)")
    }
    self.init(account: account, effect: effect, pages: record.pages, isDuty: record.isDuty ?? false)
  }
}

extension Effect {
  /// The effect's name, as lists print it.
  package var name: String {
    switch self {
    case .chargeReload: "charge_reload"
    case .openCheckout: "open_checkout"
    case .expireCheckout: "expire_checkout"
    case .changePlan: "change_plan"
    case .scheduleChange: "schedule_change"
    case .undoScheduledChange: "undo_scheduled_change"
    case .cancelAtPeriodEnd: "cancel_at_period_end"
    case .undoCancellation: "undo_cancellation"
    case .endSubscription: "end_subscription"
    case .pause: "pause"
    case .resume: "resume"
    case .refund: "refund"
    }
  }
}

/// The stored form of an effect: flat, with what the effect of that name needs.
private struct IntentRecord: Codable {
  var reload: ReloadStart?
  var order: CheckoutOrder?
  var session: String?
  var subscription: String?
  var choice: PlanChoice?
  var offer: String?
  var at: Instant?
  var invoice: String?
  var request: String?
  var pages: CheckoutPages?
  var isDuty: Bool?

  init(_ effect: Effect, _ pages: CheckoutPages?, _ isDuty: Bool) {
    self.pages = pages
    self.isDuty = isDuty ? true : nil
    switch effect {
    case .chargeReload(let start): reload = start
    case .openCheckout(let order): self.order = order
    case .expireCheckout(let session): self.session = session
    case .changePlan(let subscription, let choice, let offer):
      (self.subscription, self.choice, self.offer) = (subscription, choice, offer)
    case .scheduleChange(let subscription, let choice, let at):
      (self.subscription, self.choice, self.at) = (subscription, choice, at)
    case .undoScheduledChange(let subscription), .cancelAtPeriodEnd(let subscription),
      .undoCancellation(let subscription), .endSubscription(let subscription), .resume(let subscription):
      self.subscription = subscription
    case .pause(let subscription, let until): (self.subscription, at) = (subscription, until)
    case .refund(let invoice, let request): (self.invoice, self.request) = (invoice, request)
    }
  }

  /// Nil where something is missing.
  func effect(_ name: String) -> Effect? {
    switch name {
    case "charge_reload": reload.map { .chargeReload($0) }
    case "open_checkout": order.map { .openCheckout($0) }
    case "expire_checkout": session.map { .expireCheckout(session: $0) }
    case "refund": invoice.map { .refund(invoice: $0, request: request) }
    default: subscription.flatMap { effect(name, on: $0) }
    }
  }

  private func effect(_ name: String, on subscription: String) -> Effect? {
    switch name {
    case "change_plan": choice.map { .changePlan(subscription: subscription, to: $0, offer: offer) }
    case "schedule_change": choice.map { .scheduleChange(subscription: subscription, to: $0, at: at) }
    case "undo_scheduled_change": .undoScheduledChange(subscription: subscription)
    case "cancel_at_period_end": .cancelAtPeriodEnd(subscription: subscription)
    case "undo_cancellation": .undoCancellation(subscription: subscription)
    case "end_subscription": .endSubscription(subscription)
    case "pause": .pause(subscription: subscription, until: at)
    case "resume": .resume(subscription: subscription)
    default: nil
    }
  }
}

extension StoredIntent {
  /// What came of it; nil while nothing did.
  var outcome: ErrandResult? {
    get throws { try result.map { try JSONDecoder().decode(ErrandResult.self, from: Data($0.utf8)) } }
  }
}

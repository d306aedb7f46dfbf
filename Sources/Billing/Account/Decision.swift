/// What a command comes to: the answer, the facts that it makes true, and what must still happen in the world.
package struct Decision<Answer: Sendable>: Sendable {
  package let answer: Answer
  /// To be stored in the transaction that answers; none where the command had been decided before.
  package var facts: [Fact] = []
  package var effects: [Effect] = []

  package init(answer: Answer, facts: [Fact] = [], effects: [Effect] = []) {
    self.answer = answer
    self.facts = facts
    self.effects = effects
  }
}

/// Why a command is not done. Nothing was changed.
package struct Refusal: Error, Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// The credits do not cover it; how many are missing.
    case notEnoughCredits(shortfall: Credits)
    /// Not for this account as it stands.
    case notAllowed
    case notFound
    /// It contradicts what is so; the choices that there are.
    case conflict(choices: [String])
    /// A value is wrong; which one.
    case invalid(field: String)
  }

  package let kind: Kind
  /// The machine's name of it, as `hold_settled`.
  package let code: String
  /// For people, with what to do next.
  package let detail: String
  package let guidance: Guidance?

  package init(_ kind: Kind, _ code: String, _ detail: String, guidance: Guidance? = nil) {
    self.kind = kind
    self.code = code
    self.detail = detail
    self.guidance = guidance
  }

  static func invalid(_ field: String, _ detail: String) -> Refusal {
    Refusal(.invalid(field: field), "invalid_\(field)", detail)
  }

  static func conflict(_ code: String, _ detail: String, choices: [String] = []) -> Refusal {
    Refusal(.conflict(choices: choices), code, detail)
  }

  static func notFound(_ what: String, _ id: String) -> Refusal {
    Refusal(
      .notFound, "\(what.map { $0 == " " ? "_" : String($0) }.joined())_not_found",
      "There is no \(what) \(id) of this account.")
  }

  package static let overflow = Refusal.invalid("amount", "A sum would leave the range of 64-bit integers.")
}

/// Something that must happen in the world after a decision was committed. Each is carried out once.
package enum Effect: Sendable, Equatable {
  /// Charges the saved card for a reload.
  case chargeReload(ReloadStart)
  case openCheckout(CheckoutOrder)
  /// Closes a checkout that a newer one replaces, or that the person left.
  case expireCheckout(session: String)
  /// Changes the plan now, with proration, confirmed and paid on the provider's page.
  case changePlan(subscription: String, to: PlanChoice, offer: String?)
  /// Changes the plan at the end of the period, by a schedule at the provider.
  case scheduleChange(subscription: String, to: PlanChoice, at: Instant?)
  case undoScheduledChange(subscription: String)
  case cancelAtPeriodEnd(subscription: String)
  case undoCancellation(subscription: String)
  /// Ends a subscription at once, without proration.
  case endSubscription(String)
  case pause(subscription: String, until: Instant?)
  case resume(subscription: String)
  /// Returns all that was paid for an invoice; the request that was approved, where there was one.
  case refund(invoice: String, request: String?)
}

/// A plan and how it is billed.
package struct PlanChoice: Sendable, Equatable, Codable {
  package let plan: String
  package let interval: BillingInterval

  package init(plan: String, interval: BillingInterval) {
    self.plan = plan
    self.interval = interval
  }
}

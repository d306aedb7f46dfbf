/// A slot that an account took of a feature: a model until it is deleted, a task for a time. Rules section 10.
package struct Slot: Sendable, Equatable {
  package let id: String
  package let feature: String
  /// The first moment at which it is free again by itself; nil until it is given back.
  package let expiresAt: Instant?

  package init(id: String, feature: String, expiresAt: Instant?) {
    self.id = id
    self.feature = feature
    self.expiresAt = expiresAt
  }
}

/// Whether an account may do something, and what it is told if not.
package struct Verdict: Sendable, Equatable {
  package let isAllowed: Bool
  /// The machine's name of what stops it; nil where nothing does.
  package let reason: String?
  package let guidance: Guidance?
  /// What the plan allows, and how much of it is taken; nil for what is not counted.
  package let limit: FeatureValue?
  package let used: Int64?
}

/// What `check` may be asked about.
package enum Check: Sendable, Equatable {
  case feature(String)
  case action(String, quantity: Int64)
  case amount(Credits)
}

/// Limits and guidance. Rules section 10.
extension Account {
  /// - Parameter slots: those that the account took and did not give back.
  package func check(_ asked: Check, slots: [Slot] = []) throws(Refusal) -> Verdict {
    switch asked {
    case .amount(let amount):
      guard amount >= 0 else { throw .invalid("amount", "Write 0 or more credits.") }
      return verdict(covering: amount)
    case .action(let action, let quantity):
      return verdict(covering: try catalog.quote(action, quantity: quantity).amount)
    case .feature(let key):
      guard let feature = catalog.feature(key) else {
        throw Refusal(.notFound, "feature_not_found", "The catalogue has no feature \(key).")
      }
      return verdict(feature, slots)
    }
  }

  /// Takes a slot, or refuses with what the person is told. What is over a limit that fell stays, and no more is added.
  ///
  /// - Parameters:
  ///   - seconds: how long a lease lasts, 1 to the feature's own; nil takes the feature's.
  ///   - slots: those that the account took and did not give back; one with this id is the answer again.
  package func acquire(
    _ key: String, id: String, seconds: Int64? = nil, slots: [Slot]
  ) throws(Refusal) -> Slot {
    guard let feature = catalog.feature(key) else {
      throw Refusal(.notFound, "feature_not_found", "The catalogue has no feature \(key).")
    }
    let expiresAt = try lease(feature, seconds)
    if let known = slots.first(where: { $0.id == id && $0.feature == key && $0.isTaken(at: moment) }) { return known }
    let verdict = verdict(feature, slots)
    guard verdict.isAllowed else {
      throw Refusal(
        .notAllowed, verdict.reason ?? "limit_reached", "No slot of \(feature.name) is free.",
        guidance: verdict.guidance)
    }
    return Slot(id: id, feature: key, expiresAt: expiresAt)
  }

  /// Makes a lease last from now on, also where a limit fell since it was taken. One whose time was over is another's
  /// by now, perhaps: it must be acquired again.
  package func renew(_ slot: Slot, seconds: Int64? = nil) throws(Refusal) -> Slot {
    guard let feature = catalog.feature(slot.feature) else {
      throw Refusal(.notFound, "feature_not_found", "The catalogue has no feature \(slot.feature).")
    }
    let expiresAt = try lease(feature, seconds)
    guard slot.isTaken(at: moment) else {
      throw .conflict("slot_expired", "The time of slot \(slot.id) was over: acquire it again.", choices: ["acquire"])
    }
    return Slot(id: slot.id, feature: slot.feature, expiresAt: expiresAt)
  }

  /// When a slot of a feature that is taken now is free again by itself; nil for never.
  private func lease(_ feature: Feature, _ seconds: Int64?) throws(Refusal) -> Instant? {
    switch feature.kind {
    case .toggle, .text: throw .invalid("feature", "\(feature.name) has no slots.")
    case .limit: return nil
    case .lease(let longest):
      let seconds = seconds ?? longest
      guard (1...longest).contains(seconds) else { throw .invalid("ttl", "Write 1 to \(longest) seconds.") }
      return moment.adding(seconds: seconds)
    }
  }

  private func verdict(covering amount: Credits) -> Verdict {
    let isCovered = course.wallet.available >= amount
    return Verdict(
      isAllowed: isCovered, reason: isCovered ? nil : GuidanceCode.notEnoughCredits.rawValue,
      guidance: isCovered ? nil : guidance(.notEnoughCredits), limit: nil, used: nil)
  }

  private func verdict(_ feature: Feature, _ slots: [Slot]) -> Verdict {
    let value = effectivePlan.value(of: feature)
    let used = Int64(slots.filter { $0.feature == feature.key && $0.isTaken(at: moment) }.count)
    let isAllowed =
      switch value {
      case .included(let isIncluded): isIncluded
      case .limit(let limit): used < limit
      case .unlimited, .text: true
      }
    return Verdict(
      isAllowed: isAllowed, reason: isAllowed ? nil : feature.guidance?.rawValue ?? "limit_reached",
      guidance: isAllowed ? nil : feature.guidance.map { guidance($0, unlocking: feature) }, limit: value, used: used)
  }
}

extension Slot {
  package func isTaken(at moment: Instant) -> Bool { expiresAt.map { moment < $0 } ?? true }
}

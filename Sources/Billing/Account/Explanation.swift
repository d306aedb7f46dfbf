/// An account's course in words: every fact, what it did and why, with the running balance. Rules section 3.8.
package struct Explanation: Sendable {
  package struct Line: Sendable, Equatable {
    package let at: Instant
    package let event: String?
    package let text: String
    /// What moved, as `+5,000 plan`; empty where nothing did.
    package let effect: String
    /// What could be spent afterwards.
    package let balance: Credits
  }

  package let lines: [Line]

  /// - Parameter moment: when the account is looked at; nil takes the moment of the last fact.
  package init(_ facts: [Fact], catalog: Catalog, at moment: Instant? = nil) throws(ArithmeticError) {
    let last = facts.map(\.occurredAt).max() ?? Instant(clamping: 0)
    let moment = moment ?? last
    let known = facts.filter { $0.occurredAt <= moment }.sorted(by: Fact.inOrder)
    let history = History(known, catalog)
    var course = Course(history, catalog)
    try course.run(through: moment)
    var lines = Self.movements(course.wallet)
    let moved = Set(lines.compactMap(\.event))
    for fact in known where !moved.contains(fact.event) {
      lines.append(Draft(at: fact.occurredAt, rank: 0, event: fact.event, text: fact.words(history), movements: []))
    }
    self.lines = Self.balanced(lines.sorted(by: Draft.inOrder))
  }

  private struct Draft {
    let at: Instant
    let rank: Int
    let event: String?
    var text: String
    var movements: [Movement]

    static func inOrder(_ one: Draft, _ other: Draft) -> Bool {
      (one.at, one.rank, one.event ?? "", one.text) < (other.at, other.rank, other.event ?? "", other.text)
    }
  }

  /// The movements of one cause are one line.
  private static func movements(_ wallet: Wallet) -> [Draft] {
    var drafts: [Draft] = []
    var index: [String: Int] = [:]
    for movement in wallet.movements {
      if let known = index[movement.cause] {
        drafts[known].movements.append(movement)
      } else {
        index[movement.cause] = drafts.count
        drafts.append(
          Draft(
            at: movement.effectiveAt, rank: drafts.count + 1, event: movement.event, text: movement.note.description,
            movements: [movement]))
      }
    }
    for (reason, amount, cap) in wallet.withheld {
      let words = "; \(amount.grouped) kept back by the cap of \(cap.grouped)"
      if let known = index[reason.cause] {
        drafts[known].text += words
      } else {
        drafts.append(
          Draft(
            at: reason.at, rank: drafts.count + 1, event: reason.event, text: reason.note.description + words,
            movements: []))
      }
    }
    return drafts
  }

  private static func balanced(_ drafts: [Draft]) -> [Line] {
    var pools: [Pool: Credits] = [:]
    return drafts.map { draft in
      for movement in draft.movements {
        pools[movement.from, default: 0] -= movement.amount
        pools[movement.to, default: 0] += movement.amount
      }
      let spendable = (pools[.walletPlan] ?? 0) + (pools[.walletGranted] ?? 0) + (pools[.walletPurchased] ?? 0)
      let owes = (pools[.debt] ?? 0) < 0
      return Line(
        at: draft.at, event: draft.event, text: draft.text, effect: effect(draft.movements),
        balance: owes ? 0 : spendable)
    }
  }

  private static func effect(_ movements: [Movement]) -> String {
    movements.map { movement in
      let amount = movement.amount.grouped
      switch (movement.from, movement.to) {
      case (.issuedRefill, _), (.issuedPackage, _), (.issuedGrant, _): return "+\(amount) \(movement.to.words)"
      case (_, .revoked), (_, .spent), (_, .expired): return "-\(amount) \(movement.from.words)"
      default: return "\(amount) from \(movement.from.words) to \(movement.to.words)"
      }
    }.joined(separator: ", ")
  }
}

extension Pool {
  fileprivate var words: String {
    switch self {
    case .walletPlan: "plan"
    case .walletGranted: "granted"
    case .walletPurchased: "purchased"
    default: rawValue
    }
  }
}

extension Int64 {
  /// With commas between thousands: `5,000`.
  package var grouped: String {
    var digits = String(magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (self < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }
}

/// Where credits come from, lie and go. Every movement is between two pools, so the sum over all of them is zero at
/// every moment. Rules section 3.8.
package enum Pool: String, Sendable, CaseIterable {
  case issuedRefill = "issued.refill"
  case issuedPackage = "issued.package"
  case issuedGrant = "issued.grant"
  case walletPlan = "wallet.plan"
  case walletGranted = "wallet.granted"
  case walletPurchased = "wallet.purchased"
  /// Reserved by holds of the app.
  case held
  case spent
  /// Credits whose time was over.
  case expired
  /// Set apart while a dispute or a refund is under way: not spendable, not lost.
  case frozen
  /// Taken back for money that was returned.
  case revoked
  /// What a clawback or a spend could not find: the account owes it.
  case debt
  /// Debt that was struck out.
  case forgiven

  static func wallet(_ kind: CreditKind) -> Pool {
    switch kind {
    case .plan: .walletPlan
    case .granted: .walletGranted
    case .purchased: .walletPurchased
    }
  }

  static func issued(_ kind: CreditKind) -> Pool {
    switch kind {
    case .plan: .issuedRefill
    case .granted: .issuedGrant
    case .purchased: .issuedPackage
    }
  }
}

/// What kind of credits a lot holds. Only plan credits count against the cap.
package enum CreditKind: Int, Sendable, CaseIterable, Comparable, Encodable {
  /// The order is the order of spending.
  case plan, granted, purchased

  package static func < (one: CreditKind, other: CreditKind) -> Bool { one.rawValue < other.rawValue }
}

extension CreditKind: CustomStringConvertible {
  /// As answers write it.
  package var description: String {
    switch self {
    case .plan: "plan"
    case .granted: "granted"
    case .purchased: "purchased"
    }
  }
}

/// Credits that moved from one pool to another, and why.
package struct Movement: Sendable, Equatable {
  /// The business thing that moved them (this refill of this invoice, this refund): unique per account with its pools.
  package let cause: String
  package let from: Pool
  package let to: Pool
  /// At least 1.
  package let amount: Credits
  /// When it counts, which may be before it was known.
  package let effectiveAt: Instant
  /// The event that told the fact behind it; nil where time alone did.
  package let event: String?
  package let note: Note
}

internal import Billing
internal import Store

/// Whether a charge may be asked back, with the figures that say so.
struct RefundEligibilityView: Encodable {
  let eligible: Bool
  @OrNull var reason: String?
  @OrNull var invoice: String?
  @OrNull var paid: Money?
  @OrNull var chargedAt: String?
  @OrNull var deadline: String?
  @OrNull var creditsUsed: Credits?
  @OrNull var creditsUsedBelow: Credits?

  /// - Parameter figures: nil where there is no charge that the policy is about.
  init(_ figures: RefundEligibility?) {
    eligible = figures.map { $0.reason == nil } ?? false
    reason = figures.map { $0.reason?.rawValue } ?? "no_charge"
    (invoice, paid, creditsUsed) = (figures?.invoice, figures?.paid, figures?.creditsUsed)
    (chargedAt, deadline) = (figures?.chargedAt.description, figures?.deadline.description)
    creditsUsedBelow = figures?.creditsUsedBelow
  }

  static let schema = Schema.named(
    "RefundEligibility",
    .object([
      .must("eligible", .flag),
      .must(
        "reason", .orNull(.oneOf(RefundEligibility.Reason.allCases.map(\.rawValue) + ["no_charge"])),
        "Why not; null where it may be asked back."),
      .must("invoice", .orNull(.string)), .must("paid", .orNull(.money)), .must("charged_at", .orNull(.moment)),
      .must("deadline", .orNull(.moment), "The last second at which it may be asked for."),
      .must("credits_used", .orNull(.count), "Since the charge."),
      .must("credits_used_below", .orNull(.count), "It must be fewer than this."),
    ]))
}

/// A request for money back, and what was decided of it.
struct RefundRequestView: Encodable {
  let id: String
  let account: String
  /// `pending`, `approved` or `declined`.
  let status: String
  let invoice: String
  let paid: Money
  let chargedAt: String
  let creditsUsed: Credits
  @OrNull var decidedBy: String?

  init(_ account: AccountID, _ request: RefundRequest, decision: RefundDecision?) {
    (id, self.account, invoice, paid) = (request.id, account.value, request.invoice, request.paid)
    (chargedAt, creditsUsed) = (request.chargedAt.description, request.creditsUsed)
    status = decision.map { $0.isApproved ? "approved" : "declined" } ?? "pending"
    decidedBy = decision?.by
  }

  static let schema = Schema.named(
    "RefundRequest",
    .object([
      .must("id", .string), .must("account", .account), .must("status", .oneOf("pending", "approved", "declined")),
      .must("invoice", .string), .must("paid", .money), .must("charged_at", .moment),
      .must("credits_used", .count, "Between the charge and the request."), .must("decided_by", .orNull(.string)),
    ]))
}

/// Reads requests for money back over all accounts.
struct RefundListing {
  private let ledgers: Ledgers

  init(_ ledgers: Ledgers) { self.ledgers = ledgers }

  /// The newest first.
  ///
  /// - Parameter after: the id of the request before the first.
  func rows(status: String?, after: String?, limit: Int) throws -> [RefundRequestView] {
    var (found, last): ([RefundRequestView], String?) = ([], after)
    while found.count < limit {
      let stored = try ledgers.store.read { [last] in try $0.refundRequests(after: last, limit: limit) }
      for (account, id) in stored {
        guard let account = AccountID(account), let row = try row(id, of: account) else { continue }
        if status == nil || status == row.status { found.append(row) }
      }
      last = stored.last?.id
      guard stored.count == limit else { break }
    }
    return Array(found.prefix(limit))
  }

  func row(_ request: String, of account: AccountID) throws -> RefundRequestView? {
    var (asked, decision): (RefundRequest?, RefundDecision?)
    for fact in try ledgers.store.read({ try $0.refundFacts(of: account.value) }) {
      switch try AppFactRecord.fact(fact).body {
      case .app(.refundRequested(let it)) where it.id == request: asked = it
      case .app(.refundDecided(let it)) where it.request == request: decision = it
      default: break
      }
    }
    return asked.map { RefundRequestView(account, $0, decision: decision) }
  }
}

internal import Billing

/// What an account has to spend.
struct BalanceView: Encodable {
  struct LotView: Encodable {
    let kind: String
    let origin: String
    @OrNull var expiresAt: String?
    let available: Credits
    let held: Credits
    let frozen: Credits
  }

  struct Refill: Encodable {
    let at: String
    let amount: Credits
    let status: String
  }

  /// The moment that it is the balance of.
  let asOf: String
  let available: Credits
  let held: Credits
  let frozen: Credits
  let debt: Credits
  let plan: Credits
  let granted: Credits
  let purchased: Credits
  let cap: Credits
  let lots: [LotView]
  @OrNull var nextRefill: Refill?

  init(_ account: Account) {
    let (state, balance) = (account.state, account.state.balance)
    asOf = account.moment.description
    (available, held, frozen, debt) = (balance.available, balance.held, balance.frozen, balance.debt)
    (plan, granted, purchased, cap) = (balance.plan, balance.granted, balance.purchased, account.cap)
    lots = account.lots.map { lot in
      LotView(
        kind: "\(lot.kind)", origin: lot.origin, expiresAt: lot.expiresAt?.description, available: lot.available,
        held: lot.held, frozen: lot.frozen)
    }
    nextRefill = state.nextRefill.map {
      Refill(at: $0.at.description, amount: $0.amount, status: $0.status.rawValue)
    }
  }

  static let refill = Schema.named(
    "Refill",
    .object([
      .must("at", .moment), .must("amount", .count),
      .must("status", .oneOf("scheduled", "refilling"), "`refilling` between the start of a period and its payment."),
    ]))

  static let kinds = Schema.oneOf("plan", "granted", "purchased")

  static let schema = Schema.named(
    "Balance",
    .object([
      .must("as_of", .moment, "By the service's clock."),
      .must("available", .count, "What can be spent now; 0 while there is a debt."), .must("held", .count),
      .must("frozen", .count), .must("debt", .count), .must("plan", .count), .must("granted", .count),
      .must("purchased", .count), .must("cap", .count, "The most plan credits that a refill fills up to."),
      .must(
        "lots",
        .list(
          .object([
            .must("kind", kinds), .must("origin", .string), .must("expires_at", .orNull(.moment)),
            .must("available", .count), .must("held", .count), .must("frozen", .count),
          ]))),
      .must("next_refill", .orNull(refill)),
    ]))
}

/// A browser's token.
struct TokenView: Encodable {
  let token: String
  let account: String
  let expiresAt: String

  static let schema = Schema.named(
    "Token", .object([.must("token", .string), .must("account", .account), .must("expires_at", .moment)]))
}

/// A link to one of the hosted pages.
struct LinkView: Encodable {
  static let pages = ["plans", "account"]

  let url: String
  let expiresAt: String

  static let schema = Schema.named("Link", .object([.must("url", .string), .must("expires_at", .moment)]))
}

/// Whether something may be done.
struct VerdictView: Encodable {
  let allowed: Bool
  @OrNull var reason: String?
  @OrNull var guidance: GuidanceView?
  @OrNull var limit: Int64?
  @OrNull var used: Int64?

  init(_ verdict: Verdict, _ messages: MessageCatalog) {
    allowed = verdict.isAllowed
    reason = verdict.reason
    guidance = verdict.guidance.map { GuidanceView($0, messages) }
    limit = if case .limit(let most)? = verdict.limit { most } else { nil }
    used = verdict.used
  }

  static let schema = Schema.named(
    "Verdict",
    .object([
      .must("allowed", .flag), .must("reason", .orNull(.string)), .must("guidance", .orNull(GuidanceView.schema)),
      .must("limit", .orNull(.count)), .must("used", .orNull(.count)),
    ]))
}

/// That it was done.
struct StatusView: Encodable {
  let status: String

  static let schema = Schema.named("Status", .object([.must("status", .string)]))
}

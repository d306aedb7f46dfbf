internal import Billing
internal import Store
internal import Stripe

/// What carrying out an intent came to.
struct ErrandOutcome: Sendable {
  /// What the caller is answered, as JSON.
  var result = ErrandResult()
  /// Events of the provider's own objects, which need not wait for a webhook.
  var told: [VerifiedPayload] = []
  /// A command of ours that notes what happened.
  var note: Note?

  enum Note: Sendable {
    case opened(session: String, CheckoutOrder, expiresAt: Instant?)
    case reloadFailed(String, reason: String)
  }
}

/// What an intent brought, for whoever asked for it.
package struct ErrandResult: Codable, Sendable, Equatable {
  /// The provider's object.
  package var id: String?
  /// A page of the provider that the person goes to. It lets whoever has it in: never logged.
  package var url: String?
  /// Unix seconds.
  package var expiresAt: Int64?
}

/// One intent being carried out: the calls that it takes, in order. It may be broken off anywhere and begun anew: calls
/// that were answered are not made again.
struct Errand: Sendable {
  let intent: Intent
  /// The intent's own id, which the provider's objects carry as metadata.
  let id: String
  /// When it was decided, unix seconds.
  let createdAt: Int64
  let book: CallBook
  let prices: PriceDirectory
  let catalog: Catalog
  /// The account as it stands now; nil where it has no facts.
  let current: Account?

  /// The account's customer at the provider, where one is known.
  var customer: String? { current?.state.customer }

  func run() async throws(ErrandError) -> ErrandOutcome {
    switch intent.effect {
    case .openCheckout(let order): try await openCheckout(order)
    case .expireCheckout(let session): try await expireCheckout(session)
    case .chargeReload(let start): try await charge(start)
    case .refund(let invoice, _): try await refund(invoice)
    case .changePlan(let subscription, let choice, let offer): try await change(subscription, choice, offer)
    case .scheduleChange(let subscription, let choice, _): try await schedule(subscription, choice)
    case .undoScheduledChange(let subscription): try await releaseSchedule(subscription)
    case .cancelAtPeriodEnd(let subscription): try await cancel(subscription)
    case .undoCancellation(let subscription): try await undoCancellation(subscription)
    case .endSubscription(let subscription): try await end(subscription)
    case .pause(let subscription, let until): try await update(.pauseCollection(subscription, resumesAt: until))
    case .resume(let subscription): try await resume(subscription)
    }
  }

  /// What every object that an intent makes carries.
  func metadata(_ more: [String: String] = [:]) -> [String: String] {
    more.merging([Metadata.account[0]: intent.account.value, Metadata.intent: id]) { one, _ in one }
  }

  /// The account's customer; made where there is none, once for the account.
  func ensuredCustomer() async throws(ErrandError) -> String {
    if let customer { return customer }
    let answer = try await book.of("customer").post("create", .createCustomer(account: intent.account))
    return try answer.requiredID()
  }

  /// The provider's id of the price that a choice of plan is sold under.
  func price(_ choice: PlanChoice) async throws(ErrandError) -> String {
    guard let price = catalog.plan(choice.plan, in: current?.region)?.price(choice.interval) else {
      throw .impossible(code: "plan_missing", detail: "The catalogue sells no plan \(choice.plan) \(choice.interval).")
    }
    return try await prices.id(of: price.terms, book)
  }

  /// The coupon that carries out an offer.
  func coupon(_ offer: String?) -> String? {
    offer.flatMap { key in catalog.offers.first { $0.key == key } }.map(\.couponID)
  }

  /// An object of ours among those that the provider lists.
  func find(_ list: StripeRequest) async throws(ErrandError) -> ProviderAnswer? {
    let answer = try await book.get(list)
    let found = answer.json.list("data").first { $0.metadata()[Metadata.intent] == id }
    return found.map { ProviderAnswer(json: $0, requestID: answer.requestID) }
  }
}

extension Offer {
  /// The provider's id of the coupon that carries the offer out.
  package var couponID: String { coupon ?? "tollbridge_\(key)" }
}

extension CallBook {
  /// The book of another intent of the same account.
  func of(_ intent: String) -> CallBook {
    CallBook(
      account: account, intent: intent, inbox: inbox, store: store, client: client, deadline: deadline, now: now)
  }
}

extension ProviderAnswer {
  func requiredID() throws(ErrandError) -> String {
    guard let id = json.ownID else { throw .later("The provider's answer names no object.") }
    return id
  }
}

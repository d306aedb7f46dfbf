/// The app's own facts of an account, found by what they are about.
struct AppHistory {
  private(set) var lastSequence: Int64 = 0
  private(set) var lastAt = Instant(clamping: 0)
  /// What moves credits, in no order.
  private(set) var steps: [Step] = []
  /// From when on the account was shown a region's terms, in order.
  private(set) var regions: [(from: Instant, region: String)] = []
  private(set) var spends: [String: Spend] = [:]
  private(set) var reversals: [String: SpendReversal] = [:]
  private(set) var holds: [String: Hold] = [:]
  /// What holds came to; released ones captured nothing.
  private(set) var settlements: [String: Credits] = [:]
  private(set) var grants: [String: CreditGrant] = [:]
  private(set) var reloads: [(at: Instant, start: ReloadStart)] = []
  private(set) var refundRequests: [(at: Instant, request: RefundRequest)] = []
  private(set) var refundDecisions: [String: RefundDecision] = [:]
  private(set) var openedCheckouts: [(at: Instant, opening: CheckoutOpening)] = []
  private(set) var canceledCheckouts: Set<String> = []
  private(set) var hasSeenPackages = false
  /// What the app used, by when: for what was used since a charge.
  private(set) var uses: [(at: Instant, amount: Credits)] = []

  init(_ facts: [Fact]) {
    for fact in facts { add(fact) }
  }

  mutating func add(_ fact: Fact) {
    guard case .app(let body) = fact.body else { return }
    lastSequence = max(lastSequence, fact.sequence)
    lastAt = max(lastAt, fact.occurredAt)
    if let step = fact.step { steps.append(step) }
    switch body {
    case .touched(let touch): if let region = touch.region { regions.append((fact.occurredAt, region)) }
    case .spent(let spend):
      spends[spend.id] = spend
      uses.append((fact.occurredAt, spend.amount))
    case .spendReversed(let reversal):
      reversals[reversal.spend] = reversal
      uses.append((fact.occurredAt, -reversal.amount))
    case .held(let hold): holds[hold.id] = hold
    case .holdCaptured(let capture):
      settlements[capture.hold] = capture.amount
      uses.append((fact.occurredAt, capture.amount))
    case .holdReleased(let hold): settlements[hold] = 0
    case .granted(let grant): grants[grant.id] = grant
    case .reloadStarted(let start): reloads.append((fact.occurredAt, start))
    case .refundRequested(let request): refundRequests.append((fact.occurredAt, request))
    case .refundDecided(let decision): refundDecisions[decision.request] = decision
    case .checkoutOpened(let opening): openedCheckouts.append((fact.occurredAt, opening))
    case .checkoutCanceled(let session): canceledCheckouts.insert(session)
    case .packagesSeen: hasSeenPackages = true
    case .debtForgiven, .autoReloadSet: break
    }
  }

  /// The region whose terms the account is shown now.
  var region: String? { regions.last?.region }

  /// Credits used from `moment` on, less what was given back.
  func used(since moment: Instant) -> Credits {
    max(0, uses.reduce(0) { $1.at >= moment ? $0 + $1.amount : $0 })
  }

  /// The invoices whose refund was asked for and approved.
  var approvedRefunds: Set<String> {
    Set(refundRequests.map(\.request).filter { refundDecisions[$0.id]?.isApproved == true }.map(\.invoice))
  }
}

extension Fact {
  /// What an app's own fact does to the credits; nil where it does nothing.
  var step: Step? {
    guard case .app(let body) = body, let (cause, note, action) = body.effect else { return nil }
    return Step(
      at: occurredAt, rank: .app, reason: .init(cause: cause, at: occurredAt, event: event, note: note),
      action: action, sequence: sequence)
  }
}

extension AppFact {
  fileprivate var effect: (cause: String, note: Note, action: Step.Action)? {
    switch self {
    case .spent(let spend): ("spend:\(spend.id)", .spend(of: spend.words), .spend(spend.amount, id: spend.id))
    case .spendReversed(let it): ("reversal:\(it.spend)", .reversal(of: it.spend), .reverse(it.amount, of: it.spend))
    case .held(let hold):
      ("hold:\(hold.id)", .hold(of: hold.action), .hold(hold.amount, id: hold.id, until: hold.expiresAt))
    case .holdCaptured(let it): ("hold:\(it.hold):captured", .capture(of: it.hold), .capture(it.amount, of: it.hold))
    case .holdReleased(let hold): ("hold:\(hold):released", .release(of: hold), .release(hold))
    case .granted(let grant):
      (
        "grant:\(grant.id)", .grant(reason: grant.reason),
        .give(grant.amount, origin: "grant:\(grant.id)", expiresAt: grant.expiresAt)
      )
    case .debtForgiven(let it): ("forgiveness:\(it.id)", .forgiveness(reason: it.reason), .forgive(it.amount))
    case .touched, .autoReloadSet, .reloadStarted, .packagesSeen, .refundRequested, .refundDecided, .checkoutOpened,
      .checkoutCanceled:
      nil
    }
  }
}

/// The app's own facts of an account, found by what they are about.
struct AppHistory {
  struct Told {
    let telling: Fact

    var at: Instant { telling.occurredAt }
    var fact: AppFact? { if case .app(let fact) = telling.body { fact } else { nil } }
  }

  /// What a hold came to: 0 where it was released.
  struct HoldEnd {
    let at: Instant
    let captured: Credits
  }

  private(set) var lastSequence: Int64 = 0
  private(set) var lastAt = Instant(clamping: 0)
  /// By the id that each was decided under: the same id is the same command.
  private(set) var told: [String: Told] = [:]
  /// From when on the account was shown a region's terms, in order.
  private(set) var regions: [(from: Instant, region: String)] = []
  /// By the spend's id, or the hold's that was captured.
  private(set) var reversals: [String: SpendReversal] = [:]
  /// By the hold's id.
  private(set) var holdEnds: [String: HoldEnd] = [:]
  private(set) var reloads: [(at: Instant, start: ReloadStart)] = []
  private(set) var failedReloads: Set<String> = []
  private(set) var refundRequests: [RefundRequest] = []
  /// By the request's id.
  private(set) var refundDecisions: [String: RefundDecision] = [:]
  private(set) var openedCheckouts: [CheckoutOpening] = []
  private(set) var canceledCheckouts: Set<String> = []
  private(set) var hasSeenPackages = false
  /// What the app used, by when: for what was used since a charge. What was given back counts when it was used.
  private var uses: [(at: Instant, amount: Credits)] = []

  init(_ facts: [Fact]) {
    for fact in facts { add(fact) }
  }

  mutating func add(_ fact: Fact) {
    guard case .app(let body) = fact.body else { return }
    lastSequence = max(lastSequence, fact.sequence)
    lastAt = max(lastAt, fact.occurredAt)
    told[fact.event] = Told(telling: fact)
    switch body {
    case .touched(let touch): if let region = touch.region { regions.append((fact.occurredAt, region)) }
    case .spent(let spend): uses.append((fact.occurredAt, spend.amount))
    case .spendReversed(let reversal): add(reversal, at: fact.occurredAt)
    case .holdCaptured(let capture):
      holdEnds[capture.hold] = HoldEnd(at: fact.occurredAt, captured: capture.amount)
      uses.append((fact.occurredAt, capture.amount))
    case .holdReleased(let hold): holdEnds[hold] = HoldEnd(at: fact.occurredAt, captured: 0)
    case .reloadStarted(let start): reloads.append((fact.occurredAt, start))
    case .refundRequested(let request): refundRequests.append(request)
    case .refundDecided(let decision): refundDecisions[decision.request] = decision
    case .checkoutOpened(let opening): openedCheckouts.append(opening)
    case .checkoutCanceled(let session): canceledCheckouts.insert(session)
    case .packagesSeen: hasSeenPackages = true
    case .reloadFailed(let failure): failedReloads.insert(failure.reload)
    case .held, .granted, .debtForgiven, .autoReloadSet: break
    }
  }

  private mutating func add(_ reversal: SpendReversal, at moment: Instant) {
    reversals[reversal.spend] = reversal
    uses.append((holdEnds[reversal.spend]?.at ?? told[reversal.spend]?.at ?? moment, -reversal.amount))
  }

  func hold(_ id: String) -> Hold? { if case .held(let hold)? = told[id]?.fact { hold } else { nil } }

  /// What a spend took, or a captured hold.
  func spent(_ id: String) -> Credits? {
    if case .spent(let spend)? = told[id]?.fact { return spend.amount }
    return holdEnds[id].flatMap { $0.captured > 0 ? $0.captured : nil }
  }

  /// The region whose terms the account is shown now.
  var region: String? { regions.last?.region }

  func region(at moment: Instant) -> String? { regions.last { $0.from <= moment }?.region }

  /// Credits used from `moment` on, less what of that was given back.
  func used(since moment: Instant) -> Credits {
    max(0, uses.reduce(0) { $1.at >= moment ? $0 + $1.amount : $0 })
  }

  /// The invoices whose refund was asked for and approved.
  var approvedRefunds: Set<String> {
    Set(refundRequests.filter { refundDecisions[$0.id]?.isApproved == true }.map(\.invoice))
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

  /// Whether what was read of the account's facts before it still holds after it.
  var keepsHistory: Bool {
    switch body {
    case .app(.touched), .app(.refundDecided), .app(.checkoutOpened): false
    case .app: true
    default: false
    }
  }
}

extension AppFact {
  fileprivate var effect: (cause: String, note: Note, action: Step.Action)? {
    switch self {
    case .spent(let spend): ("spend:\(spend.id)", .spend(of: spend.words), .spend(spend.amount, id: spend.id))
    case .spendReversed(let it): ("reversal:\(it.spend)", .reversal(of: it.spend), .reverse(it.amount, of: it.spend))
    case .held(let hold):
      ("hold:\(hold.id)", .hold(of: hold.action), .hold(hold.amount, id: hold.id, until: hold.expiresAt))
    case .holdCaptured(let it): ("capture:\(it.hold)", .capture(of: it.hold), .capture(it.amount, of: it.hold))
    case .holdReleased(let hold): ("release:\(hold)", .release(of: hold), .release(hold))
    case .granted(let grant):
      (
        "grant:\(grant.id)", .grant(reason: grant.reason),
        .give(grant.amount, origin: "grant:\(grant.id)", expiresAt: grant.expiresAt)
      )
    case .debtForgiven(let it): ("forgiveness:\(it.id)", .forgiveness(reason: it.reason), .forgive(it.amount))
    // What a reload fell from is used up: the fall that caused it causes no other.
    case .reloadStarted(let start): ("reload:\(start.id)", .reversal(of: start.id), .watch)
    case .touched, .autoReloadSet, .reloadFailed, .packagesSeen, .refundRequested, .refundDecided,
      .checkoutOpened,
      .checkoutCanceled:
      nil
    }
  }
}

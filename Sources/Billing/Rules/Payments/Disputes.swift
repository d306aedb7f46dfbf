/// Disputes of an account's payments, each as its last telling says. Rules section 4, dispute.
struct Disputes {
  enum Standing { case open, won, lost }

  struct Case {
    let id: String
    let openedAt: Instant
    let openedEvent: String
    let decidedAt: Instant
    let decidedEvent: String
    let standing: Standing
    let reason: String?
  }

  private(set) var all: [Case] = []
  private var byPayment: [String: [Case]] = [:]

  func cases(_ payment: String) -> [Case] { byPayment[payment] ?? [] }

  init(_ facts: [Fact], _ graph: PaymentGraph) {
    var tellings: [String: [(Fact, Dispute)]] = [:]
    for fact in facts {
      if case .disputeSeen(let dispute) = fact.body { tellings[dispute.id, default: []].append((fact, dispute)) }
    }
    for told in tellings.values {
      guard let disputed = Self.disputed(told) else { continue }
      all.append(disputed)
      guard let key = told.lazy.compactMap({ $0.1.paymentIntent ?? $0.1.charge }).first else { continue }
      byPayment[graph.payment(key), default: []].append(disputed)
    }
    all.sort { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
    for payment in byPayment.keys { byPayment[payment]?.sort { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) } }
  }

  private static func disputed(_ unordered: [(Fact, Dispute)]) -> Case? {
    let told = unordered.sorted {
      ($0.0.occurredAt, rank($0.1), $0.0.event) < ($1.0.occurredAt, rank($1.1), $1.0.event)
    }
    guard let first = told.first, let last = told.last else { return nil }
    // An appeal brings nothing back before it is won.
    let isAppeal = standing(last.1) == .open && told.contains { self.standing($0.1) == .lost }
    let standing = isAppeal ? .lost : standing(last.1)
    let decided = told.first { self.standing($0.1) == standing } ?? last
    let opened = last.1.created ?? first.0.occurredAt
    return Case(
      id: last.1.id, openedAt: opened, openedEvent: first.0.event, decidedAt: max(opened, decided.0.occurredAt),
      decidedEvent: decided.0.event, standing: standing, reason: last.1.reason)
  }

  /// The dispute's own status decides. `prevented` and a closed inquiry leave the payment as it was, and so does
  /// `charge_refunded` of old: the refund itself takes back.
  private static func standing(_ dispute: Dispute) -> Standing {
    switch dispute.status {
    case "won", "warning_closed", "prevented", "charge_refunded": .won
    case "lost": .lost
    default: .open
    }
  }

  private static func rank(_ dispute: Dispute) -> Int { standing(dispute) == .open ? 0 : 1 }
}

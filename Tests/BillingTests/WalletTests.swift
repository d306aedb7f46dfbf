import TestSupport
import Testing

@testable import Billing

@Suite("Lots, clawback and debt")
struct WalletTests {
  private func reason(_ cause: String) -> Wallet.Reason {
    Wallet.Reason(cause: cause, at: Instant(clamping: 1), event: nil, note: .takenBack)
  }

  @Test("Parts of a refund take together exactly what one full refund takes", arguments: 0..<200)
  func parts(_ seed: UInt64) throws {
    var generator = SplitMix(seed: seed)
    let (credits, paid) = (
      Int64.random(in: 1...100_000, using: &generator), Int64.random(in: 1...50_000, using: &generator)
    )
    var wallet = Wallet()
    try wallet.grant(credits, .purchased, origin: "a", reason("grant"))
    var returned: Int64 = 0
    while returned < paid {
      returned += Int64.random(in: 1...max(1, paid / 3), using: &generator)
      returned = min(returned, paid)
      try wallet.revoke(origin: "a", Share(part: returned, whole: paid), reason("refund \(returned)"))
      #expect(wallet.spendable(.purchased) == credits - credits.portion(returned, of: paid))
    }
    #expect(wallet.spendable(.purchased) == 0)
    #expect(wallet.debt == 0)
    #expect(sum(wallet.movements).values.reduce(0, +) == 0)
  }

  @Test("Refills after a partial refund come less, and further refunds take the share of all of them")
  func laterGrants() throws {
    var wallet = Wallet()
    try wallet.grant(5000, .plan, origin: "a", reason("1"))
    try wallet.revoke(origin: "a", Share(part: 1, whole: 2), reason("2"))
    try wallet.grant(5000, .plan, origin: "a", reason("3"))
    #expect(wallet.spendable(.plan) == 5000)
    try wallet.revoke(origin: "a", Share(part: 3, whole: 4), reason("4"))
    #expect(wallet.spendable(.plan) == 2500)
    try wallet.revoke(origin: "a", Share(part: 1, whole: 1), reason("5"))
    #expect((wallet.spendable(.plan), wallet.debt) == (0, 0))
  }

  @Test("A clawback takes the purchase's own lot, then others, then leaves a debt that the next credits repay")
  func debt() throws {
    var wallet = Wallet()
    try wallet.grant(100, .purchased, origin: "a", reason("1"))
    try wallet.revoke(origin: "a", Share(part: 1, whole: 1), reason("2"))
    try wallet.grant(30, .plan, origin: "b", reason("3"))
    // What was granted for "a" again, as a second delivery would; it is gone already, so a full refund takes from "b".
    try wallet.grant(50, .purchased, origin: "c", reason("4"))
    try wallet.revoke(origin: "c", Share(part: 1, whole: 1), reason("5"))
    #expect(wallet.spendable(.plan) == 30)
    #expect(wallet.debt == 0)
  }

  @Test("Frozen credits can be taken back by their own refund, and thaw whole")
  func freezing() throws {
    var wallet = Wallet()
    try wallet.grant(100, .purchased, origin: "a", reason("1"))
    try wallet.grant(40, .plan, origin: "b", reason("2"))
    wallet.freeze(origin: "a", hold: "d", .all, reason("3"))
    #expect((wallet.spendable(.purchased), wallet.frozen) == (0, 100))
    var lost = wallet
    wallet.thaw(origin: "a", hold: "d", reason("4"))
    #expect((wallet.spendable(.purchased), wallet.frozen) == (100, 0))
    try lost.revoke(origin: "a", Share(part: 1, whole: 1), reason("5"))
    #expect((lost.frozen, lost.spendable(.plan), lost.debt) == (0, 40, 0))
  }

  @Test("Overflow is an error, not a trap")
  func overflow() throws {
    var wallet = Wallet()
    try wallet.grant(.max, .purchased, origin: "a", reason("1"))
    #expect(throws: ArithmeticError.self) { try wallet.grant(.max, .plan, origin: "b", reason("2")) }
  }

  private func sum(_ movements: [Movement]) -> [Pool: Int64] {
    movements.reduce(into: [:]) { sums, movement in
      sums[movement.from, default: 0] -= movement.amount
      sums[movement.to, default: 0] += movement.amount
    }
  }
}

@Suite("Settling a ledger by appending")
struct SettlementTests {
  private func movement(_ cause: String, _ amount: Int64) -> Movement {
    Movement(
      cause: cause, from: .issuedRefill, to: .walletPlan, amount: amount, effectiveAt: Instant(clamping: 1), event: nil,
      note: .takenBack)
  }

  @Test("Whatever was booked before, the appended entries bring it to what is folded", arguments: 0..<200)
  func settles(_ seed: UInt64) {
    var generator = SplitMix(seed: seed)
    var booked: [PostingKey: Credits] = [:]
    for _ in 0..<6 {
      let folded = (0..<Int.random(in: 0...5, using: &generator)).map { index in
        movement("c\(Int.random(in: 0...3, using: &generator))", Int64(index + 1))
      }
      for entry in Settlement.entries(booked: booked, folded: folded, settledAt: Instant(clamping: 9)) {
        #expect(entry.amount > 0)
        booked[PostingKey(cause: entry.cause, from: entry.from, to: entry.to), default: 0] += entry.amount
      }
      #expect(Settlement.entries(booked: booked, folded: folded, settledAt: Instant(clamping: 9)).isEmpty)
      #expect(balance(booked) == folded.reduce(0) { $0 + $1.amount })
    }
  }

  private func balance(_ booked: [PostingKey: Credits]) -> Credits {
    booked.reduce(0) { $0 + ($1.key.to == .walletPlan ? $1.value : 0) - ($1.key.from == .walletPlan ? $1.value : 0) }
  }
}

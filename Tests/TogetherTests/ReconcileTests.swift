import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Sandbox
@testable import Store
@testable import Stripe

/// Whatever the webhook never brought arrives by itself.
@Suite("Reconciling")
struct ReconcileTests {
  private let scratch = ScratchFolder()

  /// Plays that end within the 30 days for which the provider lists events.
  static let short = [
    "subscribe", "subscribe_yearly", "upgrade", "upgrade_to_yearly", "downgrade_undone", "cancel_undone", "cancel_now",
    "package", "package_auto_reload", "package_async_paid", "package_async_failed", "checkout_expired",
    "checkout_declined", "reload", "reload_declined", "refund_full", "refund_partial", "refund_failed", "dispute_won",
    "dispute_lost", "second_subscription", "pause_and_resume",
  ]

  @Test(
    "30 % of the webhooks dropped, the rest reordered and repeated, a restart in between: one reconcile brings the same",
    arguments: 0..<200)
  func drops(_ seed: Int) async throws {
    var random = SplitMix(seed: UInt64(seed + 1))
    let path = scratch.newPath()
    let together = try await Together(version: [APIVersion.newest, .v2024, .v2020][seed % 3])
    // Each account's play begins where the last one ended, so the whole must stay within the 30 days.
    let start = together.clock.now
    var played: [String] = []
    while played.count < 6, together.clock.now - start < 12 * 86_400 {
      let name = Self.short[random.below(Self.short.count)]
      try await together.play(name, for: "a\(played.count)")
      played.append(name)
    }
    let letters = together.post.kept
    let whole = together.service
    for letter in letters { #expect(await whole.receive(letter.body, letter.signature) == 200) }

    var some = letters.filter { _ in !random.happens(30) }
    some += some.filter { _ in random.happens(30) }
    some.shuffle(using: &random)
    try await Self.deliver(some.prefix(some.count / 2), together, path)
    let side = try await Self.deliver(some.dropFirst(some.count / 2), together, path, keepsOpen: true)
    let report = try await side.reconciler.run()
    for (account, state) in try whole.states() {
      let play = Int(account.dropFirst()).map { played[$0] } ?? ""
      #expect(try side.state(account) == state, "seed \(seed), \(account): \(play), \(report)")
    }
    #expect(try side.states().count == whole.states().count)
    #expect(try side.findings().isEmpty)
    let isWithinTheList = together.clock.now - start < 29 * 86_400
    if isWithinTheList { #expect(report.calls <= report.seen / 100 + 1) }
    #expect(try await side.reconciler.run().brought == 0)
    try side.store.close()
    await together.stop()
  }

  @discardableResult
  private static func deliver(
    _ letters: ArraySlice<Post.Letter>, _ together: Together, _ path: String, keepsOpen: Bool = false
  ) async throws -> Side {
    let side = try Side(origin: together.origin, secret: together.secret, clock: together.clock, path: path)
    for letter in letters { #expect(await side.receive(letter.body, letter.signature) == 200) }
    if !keepsOpen { try side.store.close() }
    return side
  }
}

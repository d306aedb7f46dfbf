import Foundation
import Testing

@testable import TollbridgeClient

/// What the client has a function for.
@Suite("Client: routes")
struct RouteTests {
  typealias Calls = [@Sendable (TollbridgeClient) async throws -> Void]

  static let backend: Calls = [
    { _ = try await $0.plans() }, { _ = try await $0.packages() }, { _ = try await $0.messages() },
    { _ = try await $0.quote("q") }, { _ = try await $0.account("x") }, { _ = try await $0.touch("x") },
    { _ = try await $0.balance(of: "x") }, { _ = try await $0.token(for: "x") },
    { _ = try await $0.link(for: "x", to: "account") },
    { _ = try await $0.check(.amount(1), for: "x") }, { _ = try await $0.markPackagesSeen(by: "x") },
    { _ = try await $0.ledger(of: "x") }, { _ = try await $0.timeline(of: "x") },
    { _ = try await $0.spend(.amount(1), from: "x") }, { _ = try await $0.reverse(spend: "x") },
    { _ = try await $0.hold(.amount(1), from: "x") }, { _ = try await $0.capture(hold: "x", amount: 1) },
    { _ = try await $0.release(hold: "x") }, { _ = try await $0.takeSlot(of: "f", for: "x") },
    { _ = try await $0.slots(of: "x") }, { _ = try await $0.renew(slot: "x") },
    { _ = try await $0.giveBack(slot: "x") },
    { _ = try await $0.autoReload(of: "x") }, { _ = try await $0.setAutoReload(of: "x", to: .init()) },
    { _ = try await $0.turnOffAutoReload(of: "x") }, { _ = try await $0.refundEligibility(of: "x") },
    { _ = try await $0.requestRefund(for: "x") }, { _ = try await $0.feed() },
  ]

  static let provider: Calls = [
    { _ = try await $0.openCheckout(for: "x", buying: .plan("p"), successURL: "s", cancelURL: "c") },
    { _ = try await $0.paymentResult(of: "x") }, { _ = try await $0.leave(checkout: "x") },
    { _ = try await $0.openPortal(for: "x", returnURL: "r") },
    { _ = try await $0.changePlan(of: "x", to: "p", returnURL: "r") },
    { _ = try await $0.changeResult(of: "x") }, { _ = try await $0.previewChange(of: "x", to: "p") },
    { _ = try await $0.undoScheduledChange(of: "x") },
    { _ = try await $0.cancelSubscription(of: "x") }, { _ = try await $0.previewCancellation(of: "x") },
    { _ = try await $0.uncancelSubscription(of: "x") }, { _ = try await $0.pauseSubscription(of: "x") },
    { _ = try await $0.resumeSubscription(of: "x") },
  ]

  static let operators: Calls = [
    { _ = try await $0.accounts() }, { _ = try await $0.refundRequests() },
    { _ = try await $0.approve(refundRequest: "x") },
    { _ = try await $0.decline(refundRequest: "x") }, { _ = try await $0.grant(1, to: "x", reason: "r") },
    { _ = try await $0.forgiveDebt(of: "x", reason: "r") }, { _ = try await $0.reconcile() },
    { _ = try await $0.events() }, { _ = try await $0.event("x") }, { _ = try await $0.retry(event: "x") },
    { _ = try await $0.hookDeliveries() }, { _ = try await $0.resend(hookDelivery: "x") },
    { _ = try await $0.health() }, { _ = try await $0.readiness() }, { _ = try await $0.metrics() },
    { _ = try await $0.description() },
  ]

  /// Methods and paths of all functions, with `x` for what a path names.
  static func called() async throws -> [String] {
    let recorder = Recorder("[]")
    let client = try recorder.client("http://127.0.0.1")
    for call in backend + provider + operators {
      do { try await call(client) } catch let error as TransportError { #expect(error.kind == .unreadable) }
    }
    return recorder.requests.map { request in
      "\(request.method) \(request.url.dropFirst("http://127.0.0.1".count).prefix { $0 != "?" })"
    }
  }

  @Test("Every function is a route of its own, and whatever is no reading has a key")
  func functions() async throws {
    let called = try await Self.called()
    #expect(called.count == Self.backend.count + Self.provider.count + Self.operators.count)
    #expect(Set(called).count == called.count)
    let recorder = Recorder("[]")
    let client = try recorder.client()
    for call in Self.backend + Self.provider + Self.operators { try? await call(client) }
    for request in recorder.requests where request.method != "GET" {
      #expect(request.headers["Idempotency-Key"]?.isEmpty == false, "\(request.url)")
    }
  }
}

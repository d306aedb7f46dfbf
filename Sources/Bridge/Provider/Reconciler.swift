package import Billing
package import Store
package import Stripe

/// Brings what the webhook never brought. The provider lists its events for 30 days; of what is older it still shows
/// the objects, which are told as events of ours.
package struct Reconciler: Sendable {
  /// What reconciling came to.
  package struct Report: Encodable, Sendable, Equatable {
    package var calls = 0
    /// Events that were looked at, and those of them that were new.
    package var seen = 0
    package var brought = 0
    /// From when on was asked.
    package var since = ""

    package func json() throws -> String { try JSONText.canonical(self) }

    package var text: String {
      "asked from \(since) on, in \(calls) calls: \(seen) events looked at, \(brought) of them new"
    }
  }

  /// How long the provider lists events, less an hour for safety.
  static let eventSeconds: Int64 = 30 * CivilDay.secondsPerDay - 3600
  /// What may have become visible late is asked for once more.
  static let overlapSeconds: Int64 = 3600
  /// The time of the newest event that is known to be complete, by the provider's clock.
  static let newestEvent = "events.newest"
  /// When everything was last known to be here, by our clock.
  static let completedAt = "reconciled.at"

  let inbox: Inbox
  let store: SQLiteStore
  let client: StripeClient
  let deployment: Deployment
  let now: @Sendable () -> Int64

  package init(
    inbox: Inbox, store: SQLiteStore, client: StripeClient, deployment: Deployment,
    now: @escaping @Sendable () -> Int64
  ) {
    self.inbox = inbox
    self.store = store
    self.client = client
    self.deployment = deployment
    self.now = now
  }

  /// - Parameter since: from when on to ask; nil goes on where the last time ended.
  /// - Throws: `StripeFailure` when the provider could not be asked, `StoreError`.
  package func run(since: Instant? = nil) async throws -> Report {
    let start = now()
    let (known, first) = try store.read { (try $0.cursor(Self.newestEvent), try $0.oldestEventTime()) }
    let oldest = start - Self.eventSeconds
    let from = since?.seconds ?? (known ?? first).map { $0 - Self.overlapSeconds } ?? oldest
    var report = Report(since: Instant(seconds: max(0, from))?.description ?? "")
    if from < oldest { try await objects(from: from, &report) }
    let newest = try await events(from: max(from, oldest, 0), &report)
    try await inbox.write { transaction in
      // What lies between the last time and a later `since` was not asked for.
      guard since == nil || known.map({ from <= $0 }) ?? false else { return }
      let complete = max(newest ?? 0, start - Self.overlapSeconds, known ?? 0)
      try transaction.setCursor(Self.newestEvent, to: complete)
      try transaction.setCursor(Self.completedAt, to: start)
    }
    return report
  }

  // MARK: Events

  /// All events from a moment on, newest first. The time of the newest.
  private func events(from: Int64, _ report: inout Report) async throws -> Int64? {
    var pages: [[VerifiedPayload]] = []
    var last: String?
    repeat {
      let page = try await client.eventPage(createdFrom: Instant(seconds: from), startingAfter: last)
      report.calls += 1
      pages.append(page.payloads)
      last = page.hasMore && page.lastID != last ? page.lastID : nil
    } while last != nil
    // Oldest first: what an account does by itself is decided on what was so, not on what was not told yet.
    for page in pages.reversed() {
      for payload in page.reversed() { try await bring(payload, &report) }
    }
    return pages.first?.first?.signedAt
  }

  /// Takes an event the way of every delivery. One of a type that changes nothing is left where it is.
  private func bring(_ payload: VerifiedPayload, _ report: inout Report) async throws {
    report.seen += 1
    guard let delivery = try? Delivery(payload, deployment, receivedAt: now(), isAnswer: true),
      delivery.changesSomething
    else {
      return
    }
    if try await inbox.receive(delivery) == .stored { report.brought += 1 }
  }

  // MARK: Objects

  /// What the provider still shows of things that happened before its oldest event, as they stand now.
  private func objects(from: Int64, _ report: inout Report) async throws {
    let from = Instant(seconds: max(0, from))
    let lists: [@Sendable (String?) -> StripeRequest] = [
      { .checkouts(createdFrom: from, startingAfter: $0) },
      { .subscriptions(startingAfter: $0) },
      { .invoices(createdFrom: from, startingAfter: $0) },
      { .paymentIntents(createdFrom: from, startingAfter: $0) },
      { .refunds(createdFrom: from, startingAfter: $0) },
      { .disputes(createdFrom: from, startingAfter: $0) },
    ]
    for list in lists {
      var last: String?
      repeat {
        let answer = try await client.send(list(last)).json
        report.calls += 1
        let objects = answer.list("data")
        for object in objects {
          guard let (type, moment) = ToldObject.event(of: object, now: Instant(seconds: now()) ?? .latest) else {
            continue
          }
          let hasFailed = try await hasFailedLater(object, &report)
          let told = hasFailed ? "checkout.session.async_payment_failed" : type
          try await bring(VerifiedPayload(told: object, as: told, at: moment), &report)
        }
        let next = answer.flag("has_more") == true ? objects.last?.ownID : nil
        last = next == last ? nil : next
      } while last != nil
    }
  }
}

extension Reconciler {
  /// Whether the payment that a completed checkout waited for came to nothing.
  private func hasFailedLater(_ session: JSONValue, _ report: inout Report) async throws -> Bool {
    guard let payment = ToldCheckout.paymentAwaited(by: session) else { return false }
    report.calls += 1
    return ToldCheckout.cameToNothing(try await client.send(.paymentIntent(payment)).json)
  }
}

/// What an object as it stands says has happened: the type of the event that would have told it, and when.
enum ToldObject {
  static func event(of object: JSONValue, now: Instant) -> (type: String, at: Instant)? {
    let created = object.time("created")
    switch object.text("object") {
    case "checkout.session": return created.flatMap { session(object, $0) }
    case "subscription":
      let ended = object.time("ended_at")
      return (ended == nil ? "customer.subscription.updated" : "customer.subscription.deleted", ended ?? now)
    case "invoice": return invoice(object)
    case "payment_intent": return created.flatMap { payment(object, $0) }
    case "refund": return created.map { ("refund.updated", $0) }
    case "dispute": return created.map { ("charge.dispute.updated", $0) }
    default: return nil
    }
  }

  private static func session(_ object: JSONValue, _ created: Instant) -> (String, Instant)? {
    switch object.text("status") {
    case "complete": ("checkout.session.completed", created)
    case "expired": ("checkout.session.expired", object.time("expires_at") ?? created)
    default: nil
    }
  }

  private static func invoice(_ object: JSONValue) -> (String, Instant)? {
    switch object.text("status") {
    case "paid": object["status_transitions"]?.time("paid_at").map { ("invoice.paid", $0) }
    case "open" where object.integer("attempt_count") ?? 0 > 0:
      object["status_transitions"]?.time("finalized_at").map { ("invoice.payment_failed", $0) }
    default: nil
    }
  }

  private static func payment(_ object: JSONValue, _ created: Instant) -> (String, Instant)? {
    switch object.text("status") {
    case "succeeded": ("payment_intent.succeeded", created)
    case "requires_payment_method" where object["last_payment_error"] != nil:
      ("payment_intent.payment_failed", created)
    case "canceled": ("payment_intent.canceled", created)
    default: nil
    }
  }
}

extension Delivery {
  /// Whether it is more than an event that is ignored by its type or mode alone.
  var changesSomething: Bool {
    if case .settled(.ignored) = content { false } else { true }
  }
}

/// What a checkout came to, as a person is told it. Rules section 9.
package struct PaymentResult: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case subscription(plan: String)
    case planChange(from: String, to: String)
    case oneTime(package: String)
  }

  package let status: CheckoutResult
  /// What was bought; nil where that is not known yet.
  package let kind: Kind?
  package let title: String
  package let body: String
  /// How long it may take, beside what is said of it; nil where nothing is left to wait for.
  package let note: String?
  /// What its buttons say: `Continue`, or `Retry` and `Close`.
  package let actions: [String]
  /// Whether it has been processing for longer than is usual.
  package let isSlow: Bool
}

extension Account {
  /// The result of a checkout. It succeeds only when what was bought is there.
  ///
  /// - Parameter asked: when the person first asked for the result: from then on the wait is counted.
  package func paymentResult(
    _ session: String, asked: Instant, messages: MessageCatalog = .english
  ) -> PaymentResult {
    result(status(of: session), kind(of: session), asked, messages)
  }

  private func result(
    _ status: CheckoutResult, _ kind: PaymentResult.Kind?, _ asked: Instant, _ messages: MessageCatalog
  ) -> PaymentResult {
    let slow = catalog.policies.slowResultSeconds
    return ResultWriter(messages: messages, slowMinutes: max(1, slow / 60))
      .result(status, kind, isSlow: status == .processing && moment.since(asked) >= slow)
  }

  private func status(of session: String) -> CheckoutResult {
    let told = state.checkouts.first { $0.id == session }?.result
    switch told {
    case .succeeded: return isApplied(session) ? .succeeded : .processing
    case .processing, .failed: return told ?? .processing
    case .canceled: return .canceled
    case nil: return history.app.canceledCheckouts.contains(session) ? .canceled : .processing
    }
  }

  /// Whether what a completed checkout sold has taken effect.
  private func isApplied(_ id: String) -> Bool {
    guard let session = history.session(id) else { return false }
    if let subscription = session.subscription {
      return history.periods.contains { $0.subscription == subscription } || session.mode == "setup"
    }
    return history.packages.purchases.contains { $0.origin == session.paymentIntent ?? session.id }
  }

  private func kind(of id: String) -> PaymentResult.Kind? {
    let session = history.session(id)
    if let session, session.subscription == nil, let package = history.package(of: session) {
      return .oneTime(package: package.name)
    }
    if let subscription = session?.subscription, let price = history.price(of: subscription) {
      return .subscription(plan: price.plan.name)
    }
    switch history.app.openedCheckouts.first(where: { $0.session == id })?.order {
    case .plan(let choice, _): return catalog.plan(choice.plan).map { .subscription(plan: $0.name) }
    case .package(let key, _, _, _): return catalog.package(key).map { .oneTime(package: $0.name) }
    case nil: return nil
    }
  }

  /// The result of a change of plan: it succeeds when the account has the plan, and is paid for it.
  package func changeResult(
    from old: PlanChoice, to new: PlanChoice, asked: Instant, messages: MessageCatalog = .english
  ) -> PaymentResult {
    let hasIt = subscribedPrice.map { $0.plan.key == new.plan && $0.interval == new.interval } ?? false
    let paid = history.periods.last { $0.start <= moment }?.plan(at: moment)
    let isPaid = paid?.plan.key == new.plan && paid?.interval == new.interval
    let names = [old, new].map { catalog.plan($0.plan)?.name ?? $0.plan }
    return result(
      hasIt && isPaid ? .succeeded : .processing, .planChange(from: names[0], to: names[1]), asked, messages)
  }
}

private struct ResultWriter {
  let messages: MessageCatalog
  let slowMinutes: Int64

  func result(_ status: CheckoutResult, _ kind: PaymentResult.Kind?, isSlow: Bool) -> PaymentResult {
    PaymentResult(
      status: status, kind: kind, title: messages.text(title(status)), body: body(status, kind, isSlow),
      note: note(status),
      actions: actions(status).map { messages.text($0) }, isSlow: isSlow)
  }

  private func title(_ status: CheckoutResult) -> Message {
    switch status {
    case .processing: .resultProcessing
    case .succeeded: .resultSuccess
    case .canceled: .resultCanceled
    case .failed: .resultFailed
    }
  }

  private func body(_ status: CheckoutResult, _ kind: PaymentResult.Kind?, _ isSlow: Bool) -> String {
    switch status {
    case .processing:
      isSlow ? messages.text(.resultSlow, ["minutes": "\(slowMinutes)"]) : messages.text(.resultWait)
    case .succeeded: bought(kind)
    case .canceled: messages.text(.resultCanceledBody)
    case .failed: messages.text(.resultFailedBody)
    }
  }

  /// What a person is told who does not see it on the page at once.
  private func note(_ status: CheckoutResult) -> String? {
    let slow = messages.text(.resultSlow, ["minutes": "\(slowMinutes)"])
    return switch status {
    case .processing: slow
    case .succeeded: "\(messages.text(.resultWait)) \(slow)"
    case .canceled, .failed: nil
    }
  }

  private func bought(_ kind: PaymentResult.Kind?) -> String {
    switch kind {
    case .subscription(let plan): messages.text(.resultSubscribed, ["plan": plan])
    case .planChange(let old, let new): messages.text(.resultChanged, ["old": old, "new": new])
    case .oneTime(let package): messages.text(.resultPurchased, ["package": package])
    case nil: ""
    }
  }

  private func actions(_ status: CheckoutResult) -> [Message] {
    switch status {
    case .processing, .succeeded: [.resultContinue]
    case .canceled, .failed: [.resultRetry, .resultClose]
    }
  }
}

extension History {
  fileprivate func session(_ id: String) -> CheckoutSession? {
    for fact in facts {
      switch fact.body {
      case .checkoutCompleted(let session), .checkoutPaidLater(let session), .checkoutFailed(let session),
        .checkoutExpired(let session):
        if session.id == id { return session }
      default: break
      }
    }
    return nil
  }

  fileprivate func package(of session: CheckoutSession) -> Package? {
    packages.purchases.first { $0.origin == session.paymentIntent ?? session.id }?.package
  }

  fileprivate func price(of subscription: String) -> PlanPrice? {
    periods.first { $0.subscription == subscription }?.price
      ?? subscriptions.trace(subscription)?.latest.flatMap { prices.plan(of: $0) }
  }
}

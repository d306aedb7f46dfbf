/// What a person is told whom a limit or a failure stops, and where it leads. Rules section 10.
package struct Guidance: Sendable, Equatable {
  package enum Destination: String, Sendable {
    case plans
    case billingPortal = "billing_portal"
  }

  package let code: GuidanceCode
  package let title: String
  package let body: String
  /// What its button says.
  package let action: String
  package let destination: Destination
  private let reader: Reader

  /// The same in other words.
  package func translated(to messages: MessageCatalog) -> Guidance { Guidance(code, for: reader, in: messages) }
}

extension Guidance {
  /// Who the guidance is for, as far as its words depend on it.
  struct Reader: Sendable, Equatable {
    var isSubscribed = false
    /// The first plan that has what was asked for.
    var unlockingPlan: String?
    /// The plans whose subscribers may buy packages.
    var packagePlans = ""
    var deadline: Instant?
  }

  init(_ code: GuidanceCode, for reader: Reader = Reader(), in messages: MessageCatalog = .english) {
    let (title, body, action) = Self.texts(code, reader)
    let values = [
      "plan": reader.unlockingPlan ?? "", "plans": reader.packagePlans,
      "date": reader.deadline.map { messages.date($0) } ?? "",
    ]
    self.init(
      code: code, title: messages.text(title, values), body: messages.text(body, values),
      action: messages.text(action, values), destination: code.destination, reader: reader)
  }

  private static func texts(_ code: GuidanceCode, _ reader: Reader) -> (Message, Message, Message) {
    switch code {
    case .notEnoughCredits: (.notEnoughTitle, .notEnoughBody, .guidanceToPlans)
    case .concurrentGenerationLimit:
      (.concurrentTitle, reader.isSubscribed ? .concurrentPaidBody : .concurrentFreeBody, .guidanceToPlans)
    case .customModelLimitReached: (.modelTitle, .modelBody, .guidanceToPlans)
    case .voiceModelLimitReached:
      (.voiceTitle, reader.unlockingPlan == nil ? .voiceBody : .voiceLockedBody, .guidanceToPlans)
    case .privateCreationLocked: (.privateTitle, .privateBody, .guidanceToPlans)
    case .autoReloadFailed: (.autoReloadMissedTitle, .autoReloadMissedBody, .billingUpdate)
    case .autoReloadFailedNoCredits:
      (.autoReloadMissedNoCreditsTitle, .autoReloadMissedNoCreditsBody, .billingUpdate)
    case .paymentPastDue: (.pastDueTitle, .pastDueBody, .billingUpdate)
    case .oneTimeLocked: (.oneTimeLockedTitle, .oneTimeLockedBody, .oneTimeLockedAction)
    case .oneTimeUpsell: (.oneTimeUpsellTitle, .oneTimeUpsellBody, .oneTimeUpsellYearly)
    }
  }
}

extension GuidanceCode {
  package var destination: Guidance.Destination {
    switch self {
    case .autoReloadFailed, .autoReloadFailedNoCredits, .paymentPastDue: .billingPortal
    case .notEnoughCredits, .concurrentGenerationLimit, .customModelLimitReached, .voiceModelLimitReached,
      .privateCreationLocked, .oneTimeLocked, .oneTimeUpsell:
      .plans
    }
  }
}

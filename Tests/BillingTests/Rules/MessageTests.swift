import Foundation
import TestSupport
import Testing

@testable import Billing

@Suite("Messages")
struct MessageTests {
  @Test("Every message has a text and a key of its own")
  func complete() {
    #expect(Set(Message.allCases.map(\.rawValue)).count == Message.allCases.count)
    for message in Message.allCases { #expect(message.english != message.rawValue || message == .balance) }
  }

  @Test("The words are the guide's", .enabled(if: Guide.file != nil, "The guide is not beside the project (../shared)"))
  func guide() throws {
    let guide = try String(contentsOf: try #require(Guide.file), encoding: .utf8).lowercased()
    let words: [Message] = [
      .headerUpgrade, .headerPricing, .buyMoreCredits, .usageTitle, .usageNextRefill, .usageRefilling, .plansTitle,
      .plansPayMonthly, .plansPayYearly, .plansToAnnual, .plansToMonthly, .plansLoading, .plansEmpty, .planUpgrade,
      .planDowngrade, .planChange, .planCurrent, .planCancelDowngrade, .planCancelUpgrade, .planResumeNow,
      .confirmDowngradeTitle, .legacyStay, .legacyUpdate, .compareTitle, .unlimited, .oneTime, .oneTimeResidual,
      .oneTimeSecure, .oneTimeInstant, .oneTimeCancelAnytime, .oneTimeEmpty, .oneTimeLockedTitle, .oneTimeLockedBody,
      .oneTimeLockedAction, .oneTimeUpsellTitle, .oneTimeUpsellYearly, .autoReloadThreshold, .autoReloadEnabled,
      .autoReloadManage, .autoReloadUpdate, .autoReloadDisable, .autoReloadDisabled, .autoReloadMissedTitle,
      .autoReloadMissedBody, .autoReloadMissedNoCreditsTitle, .autoReloadMissedNoCreditsBody, .billingTitle,
      .billingChangingTo, .billingManage, .cancelSubscription, .cancelConfirm, .resumeSubscription, .statusActive,
      .statusPaused, .resultSuccess, .resultContinue, .resultCanceled, .resultCanceledBody, .resultRetry, .resultClose,
      .notEnoughTitle, .notEnoughBody, .concurrentTitle, .modelTitle, .modelBody, .voiceTitle, .privateTitle,
      .privateBody,
    ]
    for message in words {
      let text = message.english.lowercased().trimmingCharacters(in: ["."])
      #expect(guide.contains(text), "\(message.rawValue): \(message.english)")
    }
  }

  @Test("Values are filled in, and a translation takes the place of a default")
  func filling() {
    #expect(MessageCatalog.english.text(.autoReloadMin, ["count": "1,000"]) == "Min: 1,000")
    #expect(MessageCatalog.english.text(.resultChanged, ["old": "A"]) == "Your plan changed from A to {new}")
    let german = MessageCatalog(locale: "de", translations: [.planUpgrade: "Tarif erhöhen"])
    #expect(german.text(.planUpgrade) == "Tarif erhöhen")
    #expect(german.text(.planChange) == "Change plan")
  }

  @Test(
    "Price tags",
    arguments: [(4000, "usd", "$40"), (1250, "usd", "$12.50"), (1500, "jpy", "¥1500"), (500, "chf", "5.00 CHF")]
      as [(Int64, String, String)])
  func tags(_ amount: Int64, _ currency: String, _ tag: String) {
    #expect(MessageCatalog.english.price(Money(amount: amount, currency: currency)) == tag)
  }
}

private enum Guide {
  static let file = Fixtures.shared("mission/credits-guide.txt")
}

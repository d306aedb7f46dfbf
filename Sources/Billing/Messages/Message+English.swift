extension Message {
  /// The default text.
  package var english: String { Self.english[self] ?? rawValue }

  private static let english: [Message: String] = [
    usageTexts, plansTexts, packagesTexts, autoReloadTexts, billingTexts, resultsTexts, guidanceTexts,
  ].reduce(into: [:]) { all, some in all.merge(some) { one, _ in one } }

  private static let usageTexts: [Message: String] = [
    .balance: "{count} credits",
    .balanceUnknown: "--",
    .headerUpgrade: "Upgrade",
    .headerPricing: "Pricing",
    .buyMoreCredits: "Buy more credits",
    .usageTitle: "Usage details",
    .usageNextRefill: "Next refill",
    .usageRefilling: "Refilling...",
    .creditsPerDay: "{count} credits / day",
    .creditsPerMonth: "{count} credits / month",
    .creditsPerYear: "{count} credits / year",
  ]

  private static let plansTexts: [Message: String] = [
    .plansTitle: "Make your choice",
    .plansPayMonthly: "Pay monthly",
    .plansPayYearly: "Pay yearly",
    .plansYearlyBadge: "{percent}% off when paid yearly",
    .plansToAnnual: "Switch to annual billing",
    .plansToMonthly: "Switch to monthly billing",
    .plansPerMonth: "{price}/mo",
    .plansBilledYearly: "billed {price}/yr",
    .plansLoading: "Loading...",
    .plansEmpty: "No plans are available for this group yet.",
    .planUpgrade: "Upgrade plan",
    .planDowngrade: "Downgrade plan",
    .planChange: "Change plan",
    .planCurrent: "Current plan",
    .planCurrentShort: "Current",
    .planStartAt: "Start at: {date}",
    .planCancelDowngrade: "Cancel downgrade",
    .planCancelUpgrade: "Cancel upgrade",
    .planResumeNow: "Resume now",
    .planPausedUntil: "Paused until: {date}",
    .confirmDowngradeTitle: "Confirm downgrade",
    .confirmDowngradeBody: "{plan} has fewer features than your current plan.",
    .legacyWarning: "Your current plan is no longer for sale. Switching is permanent and can't be undone.",
    .legacyStay: "Stay on current plan",
    .legacyUpdate: "Update now",
    .compareTitle: "Compare plans and features",
    .unlimited: "Unlimited",
    .included: "Included",
    .notIncluded: "Not included",
  ]

  private static let packagesTexts: [Message: String] = [
    .oneTime: "One-time",
    .oneTimeNew: "new",
    .oneTimeResidual: "Residual",
    .oneTimePay: "Pay {price} now",
    .oneTimePerHundred: "{price} / 100 credits",
    .oneTimeSecure: "Secure payment",
    .oneTimeInstant: "Instant activation",
    .oneTimeCancelAnytime: "Cancel anytime",
    .oneTimeEmpty: "No one-time packages are available right now. Please check back later.",
    .oneTimeLockedTitle: "Unlock one-time package",
    .oneTimeLockedBody: "This one-time package is available to subscribers only. Upgrade to unlock it.",
    .oneTimeLockedAction: "Upgrade now",
    .oneTimeUpsellTitle: "Want access to One-Time Packages?",
    .oneTimeUpsellBody: "One-time packages are for Yearly Plan or {plans} subscribers.",
    .oneTimeUpsellYearly: "Switch to Yearly for an extra discount",
    .oneTimeUpsellMonthly: "Go {plans} (Monthly) for a discount on your first month",
  ]

  private static let autoReloadTexts: [Message: String] = [
    .autoReload: "Auto-reload",
    .autoReloadBadge: "{percent}% off with auto-reload",
    .autoReloadOff: "{percent}% OFF",
    .autoReloadSection: "Auto-reload — Save {percent}%",
    .autoReloadThreshold: "Reload when balance below",
    .autoReloadMin: "Min: {count}",
    .autoReloadMax: "Max: {count}",
    .autoReloadEnabled: "Auto-reload is enabled",
    .autoReloadManage: "Manage",
    .autoReloadUpdate: "Update",
    .autoReloadDisable: "Disable auto-reload",
    .autoReloadDisabled: "Disabled auto-reload successfully.",
    .autoReloadMissedTitle: "Auto-reload missed a beat",
    .autoReloadMissedBody: "The top-up didn't go through; you still have enough credits for now, but update your "
      + "payment method to turn it back on.",
    .autoReloadMissedNoCreditsTitle: "Not enough credits — auto-reload missed a beat",
    .autoReloadMissedNoCreditsBody: "The top-up failed and you're also out of credits; update your payment method to "
      + "add credits and re-enable auto-reload.",
  ]

  private static let billingTexts: [Message: String] = [
    .billingTitle: "Billing and payment",
    .billingChangingTo: "Changing to",
    .billingManage: "Manage payment",
    .billingUpdate: "Update payment method",
    .cancelSubscription: "Cancel subscription",
    .cancelConfirm: "Are you sure you want to cancel your subscription?",
    .resumeSubscription: "Resume subscription",
    .statusActive: "Active",
    .statusPaused: "Paused",
    .pastDueTitle: "Your last payment didn't go through",
    .pastDueBody: "Update your payment method by {date} to keep your plan.",
  ]

  private static let resultsTexts: [Message: String] = [
    .resultProcessing: "Processing your payment",
    .resultWait: "Processing can take a couple of minutes.",
    .resultSlow: "Refresh or contact support if your subscription doesn't show after {minutes} minutes.",
    .resultSuccess: "Payment successful",
    .resultSubscribed: "Your subscription to {plan} is now active",
    .resultChanged: "Your plan changed from {old} to {new}",
    .resultPurchased: "You purchased {package}",
    .resultContinue: "Continue",
    .resultCanceled: "Payment canceled",
    .resultCanceledBody: "Your payment was canceled. Click Retry to try again.",
    .resultRetry: "Retry",
    .resultClose: "Close",
    .resultFailed: "Payment failed",
    .resultFailedBody: "Your payment didn't go through and you were not charged. Click Retry to try again.",
  ]

  private static let guidanceTexts: [Message: String] = [
    .notEnoughTitle: "Not enough credits",
    .notEnoughBody: "You're out of credits; subscribe or upgrade for more.",
    .concurrentTitle: "Concurrent generation limit",
    .concurrentFreeBody: "Running several generations at once is a paid feature; upgrade to run more at once.",
    .concurrentPaidBody: "You've hit your plan's concurrent-task cap; upgrade to run more at once.",
    .modelTitle: "Custom model limit reached",
    .modelBody: "You've used up your plan's model slots; upgrade for more capacity or delete unused models.",
    .voiceTitle: "Voice model limit reached",
    .voiceBody: "You've used up your plan's model slots; upgrade for more capacity or delete unused models.",
    .voiceLockedBody: "Your plan can't create custom voice models. You'd need {plan} or above.",
    .privateTitle: "Unlock private creation with paid subscription",
    .privateBody: "Keeping creations private is a paid feature.",
    .guidanceToPlans: "See plans",
  ]
}

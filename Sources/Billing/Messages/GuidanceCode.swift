/// Why a person is stopped or warned; each has its title, body and where it leads. Rules section 10.
package enum GuidanceCode: String, Sendable, Codable, CaseIterable {
  case notEnoughCredits = "not_enough_credits"
  case concurrentGenerationLimit = "concurrent_generation_limit"
  case customModelLimitReached = "custom_model_limit_reached"
  case voiceModelLimitReached = "voice_model_limit_reached"
  case privateCreationLocked = "private_creation_locked"
  case autoReloadFailed = "auto_reload_failed"
  case autoReloadFailedNoCredits = "auto_reload_failed_no_credits"
  case paymentPastDue = "payment_past_due"
  case oneTimeLocked = "one_time_locked"
  case oneTimeUpsell = "one_time_upsell"
}

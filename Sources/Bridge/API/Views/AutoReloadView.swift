internal import Billing

/// Auto-reload as it is set, with what a person is told where a failure switched it off.
struct AutoReloadView: Encodable, Sendable {
  let enabled: Bool
  let label: String
  @OrNull var package: String?
  @OrNull var threshold: Credits?
  let thresholdMinimum: Credits
  let thresholdMaximum: Credits
  @OrNull var monthlyMaximum: Int64?
  @OrNull var offReason: String?
  @OrNull var since: String?
  @OrNull var guidance: GuidanceView?

  init(_ account: Account, _ catalog: Catalog, _ messages: MessageCatalog) {
    let (reload, terms) = (account.state.autoReload, catalog.policies.autoReload)
    enabled = reload?.enabled ?? false
    label = messages.text(enabled ? .autoReloadEnabled : .autoReload)
    package = reload?.package
    threshold = reload?.threshold
    thresholdMinimum = terms.thresholdMin
    thresholdMaximum = terms.thresholdMax
    monthlyMaximum = reload?.monthlyMaximum
    offReason = reload?.offReason
    since = reload?.since.description
    guidance = account.autoReloadGuidance.map { GuidanceView($0, messages) }
  }
}

extension AutoReloadView {
  static let schema = Schema.named(
    "AutoReload",
    .object([
      .must("enabled", .flag), .must("label", .string), .must("package", .orNull(.string)),
      .must("threshold", .orNull(.count)), .must("threshold_minimum", .count), .must("threshold_maximum", .count),
      .must("monthly_maximum", .orNull(.count), "In the currency's minor unit."),
      .must("off_reason", .orNull(.string), "What switched it off."), .must("since", .orNull(.moment)),
      .must("guidance", .orNull(GuidanceView.schema)),
    ]))
}

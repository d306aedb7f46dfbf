internal import Billing

/// What a change of plan will do, as it is answered.
struct ChangePreviewView: Encodable {
  let plan: String
  let interval: String
  /// `checkout`, `now` or `period_end`.
  let timing: String
  /// When it takes effect; nil for what waits for a checkout.
  @OrNull var at: String?
  /// The credits that come with the payment.
  let credits: Credits
  let refill: String
  let lost: [String]
  let irreversible: Bool
  @OrNull var offer: String?
  /// What is due now, before taxes; nil where only the provider can say.
  @OrNull var estimate: Money?
  @OrNull var estimateText: String?
  let takesBack: [String]

  init(_ preview: ChangePreview, at moment: Instant, _ messages: MessageCatalog) {
    plan = preview.choice.plan
    interval = preview.choice.interval.rawValue
    switch preview.timing {
    case .checkout: (timing, at) = ("checkout", nil)
    case .now: (timing, at) = ("now", moment.description)
    case .atPeriodEnd(let end): (timing, at) = ("period_end", end?.description)
    }
    credits = preview.credits
    refill = preview.refill
    lost = preview.lost
    irreversible = preview.isIrreversible
    offer = preview.offer
    estimate = preview.estimate
    estimateText = preview.estimate.map { messages.price($0) }
    takesBack = preview.takesBack.map(\.rawValue)
  }
}

extension ChangePreviewView {
  static let schema = Schema.named(
    "ChangePreview",
    .object([
      .must("plan", .string), .must("interval", .interval), .must("timing", .oneOf("checkout", "now", "period_end")),
      .must("at", .orNull(.moment)), .must("credits", .count, "What comes with the payment."),
      .must("refill", .string), .must("lost", .list(.string), "The features of which there will be less."),
      .must("irreversible", .flag, "Then `acknowledge` must say so."), .must("offer", .orNull(.string)),
      .must("estimate", .orNull(.money), "Due now, before taxes."), .must("estimate_text", .orNull(.string)),
      .must(
        "takes_back", .list(.oneOf(ChangePreview.Pending.allCases.map(\.rawValue))),
        "What stands now and is gone once the change is begun, confirmed or not: ask the person."),
    ]))
}

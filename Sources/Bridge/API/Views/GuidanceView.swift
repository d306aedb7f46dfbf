internal import Billing

/// What a person is told whom something stops, as answers carry it.
struct GuidanceView: Encodable {
  let code: String
  let title: String
  let body: String
  let action: String
  let leadsTo: String

  init(_ guidance: Guidance, _ messages: MessageCatalog) {
    let guidance = guidance.translated(to: messages)
    code = guidance.code.rawValue
    title = guidance.title
    body = guidance.body
    action = guidance.action
    leadsTo = guidance.destination.rawValue
  }
}

extension GuidanceView {
  static let schema = Schema.named(
    "Guidance",
    .object([
      .must("code", .oneOf(GuidanceCode.allCases.map(\.rawValue))), .must("title", .string), .must("body", .string),
      .must("action", .string, "What the button says."), .must("leads_to", .oneOf("plans", "billing_portal")),
    ]))
}

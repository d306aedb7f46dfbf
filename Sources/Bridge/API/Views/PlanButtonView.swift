internal import Billing

/// The one button of a plan's card, with which of the account's verbs it stands for.
struct PlanButtonView: Encodable {
  /// What a click leads to. A route of the account for each but the first and the last.
  enum Verb: String, Encodable, CaseIterable {
    case signIn = "sign_in"
    case checkout, change, cancel, resume, uncancel
    case undoScheduledChange = "undo_scheduled_change"
    case none
  }

  /// The link beside the current plan that takes back what will follow it.
  struct Undo: Encodable {
    let label: String
    let verb: Verb
  }

  /// What a person is asked before anything happens.
  struct Confirmation: Encodable {
    /// `none`, `confirm` or `notice`.
    let kind: String
    @OrNull var title: String?
    @OrNull var body: String?
    /// The features of which there will be less.
    let lost: [String]
  }

  /// Leaving a legacy plan is for ever; the verb wants it acknowledged.
  struct Warning: Encodable {
    let text: String
    let stay: String
    let proceed: String
    let acknowledge: [String]
  }

  let state: String
  let label: String
  let verb: Verb
  @OrNull var date: String?
  @OrNull var dateText: String?
  @OrNull var undo: Undo?
  let confirmation: Confirmation
  let irreversible: Bool
  @OrNull var warning: Warning?

  init(_ card: PlanCard, isFree: Bool, for account: Account?, _ messages: MessageCatalog) {
    let button = card.button
    state = button.state.rawValue
    label = button.label
    verb = Self.verb(button, isFree: isFree)
    date = button.date?.description
    dateText = button.dateText
    undo = button.undo.map { label in
      Undo(label: label, verb: account?.state.scheduledChange == nil ? .uncancel : .undoScheduledChange)
    }
    confirmation = Self.confirmation(button, card.name, messages)
    irreversible = button.isIrreversible
    warning =
      button.isIrreversible
      ? Warning(
        text: messages.text(.legacyWarning), stay: messages.text(.legacyStay), proceed: messages.text(.legacyUpdate),
        acknowledge: [Account.irreversible]) : nil
  }

  private static func verb(_ button: PlanButton, isFree: Bool) -> Verb {
    switch button.state {
    case .signIn: .signIn
    case .current, .scheduled: .none
    case .resume: .resume
    // Nobody buys the free plan: it is what follows a cancellation.
    case .upgrade, .downgrade, .change:
      isFree ? .cancel : button.confirmation == .none ? .checkout : .change
    }
  }

  private static func confirmation(_ button: PlanButton, _ plan: String, _ messages: MessageCatalog) -> Confirmation {
    switch button.confirmation {
    case .none: Confirmation(kind: "none", title: nil, body: nil, lost: [])
    case .confirm: Confirmation(kind: "confirm", title: nil, body: nil, lost: [])
    case .notice(let title, let lost):
      Confirmation(
        kind: "notice", title: title, body: lost.isEmpty ? nil : messages.text(.confirmDowngradeBody, ["plan": plan]),
        lost: lost)
    }
  }
}

extension PlanButtonView {
  private static let verbs = Schema.oneOf(Verb.allCases.map(\.rawValue))

  static let schema = Schema.named(
    "PlanButton",
    .object([
      .must("state", .oneOf(PlanButton.State.allCases.map(\.rawValue))), .must("label", .string),
      .must("verb", verbs, "A route of the account for each but `sign_in` and `none`."),
      .must("date", .orNull(.moment)), .must("date_text", .orNull(.string)),
      .must("undo", .orNull(.object([.must("label", .string), .must("verb", verbs)]))),
      .must(
        "confirmation",
        .object([
          .must("kind", .oneOf("none", "confirm", "notice")), .must("title", .orNull(.string)),
          .must("body", .orNull(.string)), .must("lost", .list(.string)),
        ]), "What a person is asked before anything happens."), .must("irreversible", .flag),
      .must(
        "warning",
        .orNull(
          .object([
            .must("text", .string), .must("stay", .string), .must("proceed", .string),
            .must("acknowledge", .list(.string)),
          ])), "Leaving a legacy plan is for ever."),
    ]))
}

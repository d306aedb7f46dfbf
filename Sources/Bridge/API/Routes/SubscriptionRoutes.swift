internal import Billing
internal import HTTPTypes

/// Changing, cancelling and pausing what is subscribed to.
extension APIRoutes {
  private static let path = "/v1/accounts/{account}/subscription"

  var subscriptionRoutes: [Route] {
    [
      Route(
        method: .post, path: Self.path + "/change", callers: .backendAndBrowser,
        summary: "Changes the plan: now on the provider's page, or at the end of the period",
        body: Self.choice + [.may("acknowledge", Self.acknowledgements), Self.back],
        reply: .json(VerbView.schema, "What became of it."), problems: [404, 409], repetition: .carriedOut,
        run: Route.waiting(change)),
      Route(
        method: .get, path: Self.path + "/change", callers: .backendAndBrowser,
        summary: "The result of the change that a page was opened for last, waited for", query: Self.waiting,
        reply: .json(ResultView.schema, "As a person is told it."), problems: [404], run: Route.waiting(changeResult)),
      Route(
        method: .post, path: Self.path + "/change/preview", callers: .backendAndBrowser,
        summary: "What a change would do; nothing is changed", body: Self.choice,
        reply: .json(ChangePreviewView.schema, "What it would do."), problems: [404, 409],
        run: Route.waiting(previewChange)),
      Route(
        method: .delete, path: Self.path + "/scheduled-change", callers: .backendAndBrowser,
        summary: "Takes back a change that is scheduled", reply: Self.done, problems: [409, 502],
        run: verb { try await $0.undoScheduledChange(for: $1, command: $2) }),
      Route(
        method: .post, path: Self.path + "/cancel", callers: .backendAndBrowser,
        summary: "Cancels at the end of the period", body: [], reply: Self.done, problems: [409],
        repetition: .carriedOut, run: verb { _ = try await $0.cancel(for: $1, command: $2) }),
      Route(
        method: .post, path: Self.path + "/cancel/preview", callers: .backendAndBrowser,
        summary: "What a cancellation would do; nothing is changed", body: [],
        reply: .json(CancelPreviewView.schema, "What it would do."), problems: [409],
        run: Route.waiting(previewCancel)),
      Route(
        method: .post, path: Self.path + "/uncancel", callers: .backendAndBrowser,
        summary: "Takes back a cancellation", body: [], reply: Self.done, problems: [409], repetition: .carriedOut,
        run: verb { try await $0.undoCancellation(for: $1, command: $2) }),
      Route(
        method: .post, path: Self.path + "/pause", callers: .backendAndBrowser,
        summary: "Pauses until a moment, or until it is resumed",
        body: [.may("until", .moment, "Within the next 366 days.")], reply: Self.done, problems: [409],
        repetition: .carriedOut, run: pause),
      Route(
        method: .post, path: Self.path + "/resume", callers: .backendAndBrowser, summary: "Brings a paused plan back",
        body: [], reply: Self.done, problems: [409], repetition: .carriedOut,
        run: verb { try await $0.resume(for: $1, command: $2) }),
    ]
  }

  private static let choice: [Schema.Member] = [
    .must("plan", .key), .may("interval", .interval, "As it is billed now where it is not said."),
  ]

  private static let back = Schema.Member.may(
    "return_url", .url,
    "Where a page leads back to, if one must be opened; the first of TOLLBRIDGE_ALLOWED_ORIGINS where it is not said.")

  private static let done = Route.Reply.json(StatusView.schema, "Done at the provider.")

  /// A verb that is done when the provider has done it.
  private func verb(_ body: @escaping @Sendable (Verbs, AccountID, String) async throws -> Void) -> Route.Run {
    Route.waiting { call in
      let account = try call.account()
      return try await carryOut(call, of: account) { verbs in
        try await body(verbs, account, call.commandID)
        return try Answer(StatusView(status: "done"))
      }
    }
  }

  private func pause(_ call: Call) throws -> Work {
    let until = call.body.textIfAny("until").flatMap { Instant($0) }
    return try verb { try await $0.pause(until: until, for: $1, command: $2) }(call)
  }

  private func change(_ call: Call) async throws -> Answer {
    let asked = call.body.textIfAny("return_url") ?? origins.all.first ?? ""
    let back = try origins.checked(asked, field: "return_url")
    let account = try call.account()
    let choice = try choice(call.body, for: try await current(account))
    return try await carryOut(call, of: account) { verbs in
      let answer = try await verbs.change(
        choice, acknowledged: Set(call.body.textsIfAny("acknowledge") ?? []), for: account,
        pages: CheckoutPages(successURL: back, cancelURL: back), command: call.commandID)
      return try Answer(VerbView(answer))
    }
  }

  private func changeResult(_ call: Call) async throws -> Answer {
    guard let results else { throw Problem.providerMissing }
    let account = try call.account()
    guard
      let (page, result) = try await results.waitForChange(
        of: account, seconds: call.integer("wait") ?? 0, call.messages)
    else {
      throw Problem.unknown("change of plan")
    }
    return try Answer(ResultView(id: page, account, result))
  }

  private func previewChange(_ call: Call) async throws -> Answer {
    let account = try await current(try call.account())
    return try Answer(
      ChangePreviewView(
        try account.previewChange(try choice(call.body, for: account), messages: call.messages), at: account.moment,
        call.messages))
  }

  private func previewCancel(_ call: Call) async throws -> Answer {
    try Answer(CancelPreviewView(try await current(try call.account()).previewCancel(), call.messages))
  }
}

/// What a cancellation would do.
struct CancelPreviewView: Encodable {
  @OrNull var at: String?
  let plan: String
  let lost: [String]
  let credits: Credits
  let confirm: String

  init(_ preview: CancelPreview, _ messages: MessageCatalog) {
    at = preview.at?.description
    (plan, lost, credits) = (preview.plan, preview.lost, preview.credits)
    confirm = messages.text(.cancelConfirm)
  }

  static let schema = Schema.named(
    "CancelPreview",
    .object([
      .must("at", .orNull(.moment), "Until when the benefits last."), .must("plan", .string, "What follows."),
      .must("lost", .list(.string), "The features of which there will be less."),
      .must("credits", .count, "What can be spent now, and stays."),
      .must("confirm", .string, "What a person is asked before."),
    ]))
}

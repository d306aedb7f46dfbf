internal import Billing
internal import HTTPTypes

/// What is for sale and what it costs, for an account or for nobody.
extension APIRoutes {
  var shopRoutes: [Route] {
    [
      Route(
        method: .get, path: "/v1/plans", callers: .everybody,
        summary: "The plans page: cards with their one button, offers, comparison table",
        query: [.may("interval", .interval, "month where it is not said.")] + Self.viewing,
        reply: .json(PlansView.schema, "The page, to be shown as it comes."), problems: [404], run: plans),
      Route(
        method: .get, path: "/v1/packages", callers: .everybody,
        summary: "One-time packages: whether they may be bought, which prompt, the red dot",
        query: Self.viewing, reply: .json(PackagesView.schema, "The dialog, to be shown as it comes."),
        problems: [404], run: packages),
      Route(
        method: .get, path: "/v1/messages", callers: .everybody, summary: "Every text that a person may be shown",
        query: [
          .may(
            "locale", .string(1...35, example: "en"),
            "BCP 47; what there is not falls back to en. Accept-Language where it is not said.")
        ],
        reply: .json(MessagesView.schema, "Texts by key; values in braces are filled in."), run: messages),
      Route(
        method: .get, path: "/v1/quote", callers: .everybody, summary: "What an action costs, before committing",
        query: [
          .must("action", .key), .may("quantity", .integer(1...Catalog.quantityMax), "1 where it is not said."),
          .may("account", .account),
        ], reply: .json(QuoteView.schema, "The price in credits."), problems: [404], run: quote),
    ]
  }

  private static let viewing: [Schema.Member] = [
    .may("account", .account, "Whose page it is; a token's own where it is not said."),
    .may("region", .key, "Of the catalogue, for nobody; an account has its own."),
  ]

  private enum Viewer {
    case account(Account)
    case nobody(region: String?)
  }

  /// Who looks: an account has its region by itself, so that the page and the checkout agree.
  private func show(_ call: Call, _ view: @escaping @Sendable (Viewer) throws -> Answer) throws -> Work {
    let region = call.parameters["region"]
    if let region, !catalog.regions.contains(where: { $0.key == region }) {
      throw Problem.invalid("region", "The catalogue has no region \(region).")
    }
    guard call.viewer != nil else { return .done(try view(.nobody(region: region))) }
    guard region == nil else {
      throw Problem.invalid("region", "Leave it out with an account: PUT /v1/accounts/{account} sets its region.")
    }
    return try look(call) { try view(.account($0)) }
  }

  private func plans(_ call: Call) throws -> Work {
    let messages = call.messages
    let interval = call.parameters["interval"].flatMap { BillingInterval(rawValue: $0) } ?? .month
    return try show(call) { viewer in
      switch viewer {
      case .account(let account):
        try Answer(
          PlansView(
            account.plansPage(interval, messages: messages), for: account, free: catalog.freePlan, messages))
      case .nobody(let region):
        try Answer(
          PlansView(
            catalog.plansPage(interval, region: region, at: moment, messages: messages), for: nil,
            free: catalog.freePlan,
            messages))
      }
    }
  }

  private func packages(_ call: Call) throws -> Work {
    let messages = call.messages
    return try show(call) { viewer in
      switch viewer {
      case .account(let account):
        try Answer(PackagesView(account.packagesPage(messages: messages), for: account, catalog, messages))
      case .nobody(let region):
        try Answer(
          PackagesView(
            catalog.packagesPage(region: region, at: moment, messages: messages), for: nil, catalog, messages))
      }
    }
  }

  private func messages(_ call: Call) -> Work {
    let catalog = call.parameters["locale"].map { Languages.best(for: $0) } ?? call.messages
    return .done(Answer(.json(Array(MessagesView.text(of: catalog).utf8))))
  }

  private func quote(_ call: Call) throws -> Work {
    let quote = try catalog.quote(try call.parameter("action"), quantity: call.integer("quantity") ?? 1)
    let name = catalog.action(quote.action)?.name ?? quote.action
    return .done(
      try Answer(QuoteView(action: quote.action, name: name, quantity: quote.quantity, amount: quote.amount)))
  }
}

/// What an action costs.
struct QuoteView: Encodable {
  let action: String
  let name: String
  let quantity: Int64
  let amount: Credits

  static let schema = Schema.named(
    "Quote",
    .object([
      .must("action", .string), .must("name", .string), .must("quantity", .count), .must("amount", .count),
    ]))
}

/// The message catalogue.
enum MessagesView {
  static func text(of catalog: MessageCatalog) -> String {
    JSONTree.object([("locale", .string(catalog.locale)), ("messages", tree(of: catalog))]).text
  }

  /// The texts by their keys.
  static func tree(of catalog: MessageCatalog) -> JSONTree {
    .object(Message.allCases.map { ($0.rawValue, .string(catalog.template($0))) })
  }

  static let schema = Schema.object([.must("locale", .string), .must("messages", .map(.string))])
}

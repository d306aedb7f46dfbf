internal import Billing
internal import HTTPTypes
internal import Store

/// Asking for money back, and deciding it.
extension APIRoutes {
  var refundRoutes: [Route] {
    let decided = Route.Reply.json(RefundRequestView.schema, "As it was decided.")
    return [
      Route(
        method: .get, path: "/v1/accounts/{account}/refund-eligibility", callers: .readers,
        summary: "Whether the last charge may be asked back, with the figures that say so",
        reply: .json(RefundEligibilityView.schema, "The figures."), problems: [404], run: eligibility),
      Route(
        method: .post, path: "/v1/accounts/{account}/refund-requests", callers: .backendAndBrowser,
        summary: "Asks for money back; an operator decides", body: [],
        reply: .json(RefundRequestView.schema, "Recorded.", status: 201), problems: [403], repetition: .kept,
        makes: "request", run: requestRefund),
      Route(
        method: .get, path: "/v1/refund-requests", callers: .operators, summary: "Requests, the newest first",
        query: Schema.paging + [.may("status", .oneOf("pending", "approved", "declined"))],
        reply: .json(.page(of: RefundRequestView.schema), "Requests."), run: Route.waiting(refundRequests)),
      Route(
        method: .post, path: "/v1/refund-requests/{request}/approve", callers: .operators,
        summary: "Returns the charge through the provider", body: [.may("by", .string(1...100), "Who decides.")],
        reply: decided, problems: [404, 409], repetition: .carriedOut,
        run: Route.waiting { try await decideRefund($0, isApproved: true) }),
      Route(
        method: .post, path: "/v1/refund-requests/{request}/decline", callers: .operators,
        summary: "Leaves the charge as it is", body: [.may("by", .string(1...100), "Who decides.")], reply: decided,
        problems: [404, 409], repetition: .carriedOut,
        run: Route.waiting { try await decideRefund($0, isApproved: false) }),
    ]
  }

  private func eligibility(_ call: Call) throws -> Work {
    try look(call) { try Answer(RefundEligibilityView($0.refundEligibility)) }
  }

  private func requestRefund(_ call: Call) throws -> Work {
    let (account, id) = (try call.account(), call.id("rr"))
    return decide(call, account, status: 201) { account, moment throws(Refusal) in
      try account.requestRefund(id: id, at: moment)
    } view: {
      RefundRequestView(account, $0, decision: nil)
    }
  }

  private func refundRequests(_ call: Call) async throws -> Answer {
    let (limit, status) = (call.limit, call.parameters["status"])
    if let after = call.parameters["after"], try ledgers.store.read({ try $0.account(ofFact: after) }) == nil {
      throw Problem.badCursor
    }
    let rows = try RefundListing(ledgers).rows(status: status, after: call.parameters["after"], limit: limit + 1)
    return try Answer(ListView(rows, limit: limit, cursor: \.id))
  }

  private func decideRefund(_ call: Call, isApproved: Bool) async throws -> Answer {
    let request = try call.parameter("request")
    let (account, name) = (try owner(of: request), call.body.textIfAny("by") ?? "operator")
    return try await carryOut(call, of: account) { verbs in
      try await verbs.decideRefund(
        request, isApproved: isApproved, by: name, for: account, command: call.commandID)
      guard let row = try RefundListing(ledgers).row(request, of: account) else { throw Problem.unknown(request) }
      return try Answer(row)
    }
  }
}

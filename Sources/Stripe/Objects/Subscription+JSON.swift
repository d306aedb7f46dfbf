internal import Billing

extension Subscription {
  /// Reads `customer.subscription` of every shape since 2016.
  init(_ json: JSONValue, previous: JSONValue? = nil) {
    self.init(id: json.ownID ?? "")
    customer = json.id("customer")
    status = json.text("status")
    periodStart = json.time("current_period_start")
    periodEnd = json.time("current_period_end")
    items = Self.items(json, start: periodStart, end: periodEnd)
    periodStart = periodStart ?? items.compactMap(\.periodStart).min()
    periodEnd = periodEnd ?? items.compactMap(\.periodEnd).min()
    cancelAtPeriodEnd = json.flag("cancel_at_period_end") ?? false
    cancelAt = json.time("cancel_at")
    canceledAt = json.time("canceled_at")
    endedAt = json.time("ended_at")
    cancellationReason = json["cancellation_details"]?.text("reason")
    pauseBehavior = json["pause_collection"]?.text("behavior")
    resumesAt = json["pause_collection"]?.time("resumes_at")
    trialStart = json.time("trial_start")
    trialEnd = json.time("trial_end")
    created = json.time("created")
    startedAt = json.time("start_date") ?? json.time("start") ?? created
    billingCycleAnchor = json.time("billing_cycle_anchor")
    schedule = json.id("schedule")
    latestInvoice = json.id("latest_invoice")
    metadata = json.metadata()
    self.previous = previous.map(Self.previous) ?? [:]
  }

  private static func items(_ json: JSONValue, start: Instant?, end: Instant?) -> [Item] {
    guard json["items"]?["data"]?.isArray == true else {
      return json["plan"].map { _ in [Item(json, id: nil, start: start, end: end)] } ?? []
    }
    return json.list("items").map { Item($0, id: $0.text("id"), start: start, end: end) }
  }
}

extension Subscription.Item {
  fileprivate init(_ json: JSONValue, id: String?, start: Instant?, end: Instant?) {
    self.init()
    let fields = PriceFields(of: json)
    self.id = id
    price = fields.id
    product = fields.product
    lookupKey = fields.lookupKey
    interval = fields.interval
    intervalCount = fields.intervalCount
    unitAmount = fields.unitAmount
    currency = fields.currency
    quantity = json.integer("quantity")
    periodStart = json.time("current_period_start") ?? start
    periodEnd = json.time("current_period_end") ?? end
  }
}

extension Subscription {
  /// The members of `data.previous_attributes` that are read of a subscription, as texts; the empty one for null.
  fileprivate static func previous(_ json: JSONValue) -> [String: String] {
    var claims: [String: String] = [:]
    for (name, value) in json.members {
      switch name {
      case "status", "schedule", "latest_invoice": claims[name] = value.ownID ?? ""
      case "cancel_at", "canceled_at", "trial_end", "current_period_start", "current_period_end":
        claims[name] = value.integer.map { String($0) } ?? ""
      case "cancel_at_period_end": claims[name] = value.bool.map { String($0) } ?? ""
      // A hash says only those of its members that differed.
      case "pause_collection":
        if value.isNull || value.text("behavior") != nil { claims[name] = value.text("behavior") ?? "" }
        let resumes = value.members.first { $0.key == "resumes_at" }?.value
        if value.isNull || resumes != nil { claims["resumes_at"] = resumes?.integer.map { String($0) } ?? "" }
      case "items": claims.merge(previousItem(json)) { one, _ in one }
      case "plan": claims["price"] = value.ownID ?? ""
      default: break
      }
    }
    return claims
  }

  private static func previousItem(_ json: JSONValue) -> [String: String] {
    guard let item = json.list("items").first else { return [:] }
    var claims: [String: String] = [:]
    if let price = PriceFields(of: item).id { claims["price"] = price }
    if let start = item.integer("current_period_start") { claims["current_period_start"] = String(start) }
    return claims
  }
}

extension SubscriptionSchedule {
  /// Reads a schedule; a phase's prices stand under `items` since 2020, under `plans` before.
  init(_ json: JSONValue) {
    self.init(id: json.ownID ?? "")
    status = json.text("status")
    customer = json.id("customer")
    subscription = json.id("subscription")
    releasedSubscription = json.id("released_subscription")
    metadata = json.metadata()
    phases = json.list("phases").map(Phase.init)
  }
}

extension SubscriptionSchedule.Phase {
  fileprivate init(_ json: JSONValue) {
    self.init()
    startDate = json.time("start_date")
    endDate = json.time("end_date")
    let items = json.list("items").isEmpty ? json.list("plans") : json.list("items")
    prices = items.map(PriceReference.init)
    metadata = json.metadata()
  }
}

extension PriceReference {
  init(_ json: JSONValue) {
    let fields = PriceFields(of: json)
    self.init(
      price: fields.id, product: fields.product, lookupKey: fields.lookupKey, interval: fields.interval,
      intervalCount: fields.intervalCount)
  }
}

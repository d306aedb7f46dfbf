/// The price of a subscription item or an invoice line, wherever the version keeps it: `pricing.price_details` since
/// 2025-03-31, `price` since 2020, `plan` before.
struct PriceFields {
  private let details: JSONValue?
  private let price: JSONValue?
  private let plan: JSONValue?

  init(of json: JSONValue) {
    let details = json["pricing"]?["price_details"]
    self.details = details
    // The detailed price may be expanded; then it is read like any other price object.
    price = details?["price"].flatMap { $0.isObject ? $0 : nil } ?? json["price"]
    plan = json["plan"]
  }

  var id: String? { details?.id("price") ?? price?.ownID ?? plan?.ownID }
  var product: String? { details?.id("product") ?? price?.id("product") ?? plan?.id("product") }
  var lookupKey: String? { price?.text("lookup_key") }
  var interval: String? { price?["recurring"]?.text("interval") ?? plan?.text("interval") }
  var intervalCount: Int64? { price?["recurring"]?.integer("interval_count") ?? plan?.integer("interval_count") }
  var unitAmount: Int64? { price?.integer("unit_amount") ?? plan?.integer("amount") }
  var currency: String? { price?.text("currency") ?? plan?.text("currency") }
}

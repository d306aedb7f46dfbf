import Foundation
import Native
import Synchronization

@testable import Stripe

/// A provider of products, prices, coupons and endpoints that a test fills, for `StripeClient` over a closure.
final class ScriptedProvider: Sendable {
  struct World {
    var products: [String: String] = [:]
    /// In the order they were made.
    var prices: [(id: String, key: String, json: String)] = []
    var coupons: [String: String] = [:]
    var endpoints: [String] = []
    var date: String?
    /// Answered to everything, where set.
    var refusal: (status: Int, code: String)?
    var isUnreachable = false
    var requests: [TransportRequest] = []
    var saved: [String: TransportAnswer] = [:]
  }

  private let world = Mutex(World())

  func change(_ body: (inout World) -> Void) { world.withLock { body(&$0) } }
  var products: [String: String] { world.withLock { $0.products } }
  var coupons: [String: String] { world.withLock { $0.coupons } }
  func prices(_ key: String) -> [String] { world.withLock { $0.prices.filter { $0.key == key }.map(\.json) } }
  var priceCount: Int { world.withLock { $0.prices.count } }
  /// The forms that were posted to a path.
  func posted(_ path: String) -> [[String: String]] {
    world.withLock { $0.requests }.filter { $0.method == "POST" && $0.url.hasSuffix(path) }
      .map { Self.form(String(decoding: $0.body ?? [], as: UTF8.self)) }
  }

  func client() throws -> StripeClient {
    StripeClient(
      transfer: { [self] (request) async throws(TransportError) in try answer(request) },
      key: try SecretKey("sk_test_x"), base: "https://api.stripe.com", version: StripeClient.pinnedVersion,
      account: nil, policy: .standard, breaker: CircuitBreaker(), now: { .now }, sleep: { _ in }, random: { 0 })
  }

  static func price(
    _ key: String, _ amount: Int64, _ recurring: String = #"{"interval":"month","interval_count":1}"#,
    product: String = "prod_other", active: Bool = true
  ) -> String {
    #"{"id":"price_\#(key)","object":"price","active":\#(active),"currency":"usd","lookup_key":"\#(key)","#
      + #""product":"\#(product)","unit_amount":\#(amount),"recurring":\#(recurring)}"#
  }

  private func answer(_ request: TransportRequest) throws(TransportError) -> TransportAnswer {
    let (answer, isUnreachable) = world.withLock { world in
      world.requests.append(request)
      return (Self.answer(request, &world), world.isUnreachable)
    }
    if isUnreachable { throw .couldNotConnect }
    return answer
  }

  private static func answer(_ request: TransportRequest, _ world: inout World) -> TransportAnswer {
    if let refusal = world.refusal { return error(refusal.status, refusal.code) }
    let parts = request.url.dropFirst("https://api.stripe.com/v1/".count).split(separator: "?")
    let path = parts[0].split(separator: "/").map(String.init)
    if request.method == "POST" {
      let key = request.headers.first { $0.hasPrefix("Idempotency-Key") } ?? ""
      if let known = world.saved[key] { return known }
      let answer = make(path, form(String(decoding: request.body ?? [], as: UTF8.self)), &world)
      world.saved[key] = answer
      return answer
    }
    let query = form(parts.count > 1 ? String(parts[1]) : "")
    switch (path[0], path.count) {
    case ("prices", 1):
      let keys = Set(query.filter { $0.key.hasPrefix("lookup_keys") }.values)
      return keys.count > 10
        ? error(400, "too_many_keys") : list(world.prices.filter { keys.contains($0.key) }.map(\.json), world.date)
    case ("webhook_endpoints", 1): return list(world.endpoints, world.date)
    case ("products", 2): return world.products[path[1]].map(ok) ?? error(404, "resource_missing")
    case ("coupons", 2): return world.coupons[path[1]].map(ok) ?? error(404, "resource_missing")
    default: return error(404, "unknown_path")
    }
  }

  private static func make(_ path: [String], _ form: [String: String], _ world: inout World) -> TransportAnswer {
    let id = form["id"] ?? ""
    switch path[0] {
    case "products":
      guard world.products[id] == nil else { return error(400, "resource_already_exists") }
      world.products[id] = #"{"id":"\#(id)","object":"product","name":"\#(form["name"] ?? "")"}"#
      return ok(#"{"id":"\#(id)"}"#)
    case "coupons":
      guard world.coupons[id] == nil else { return error(400, "resource_already_exists") }
      world.coupons[id] = coupon(form)
      return ok(#"{"id":"\#(id)"}"#)
    case "prices": return makePrice(form, &world)
    default: return error(404, "unknown_path")
    }
  }

  private static func makePrice(_ form: [String: String], _ world: inout World) -> TransportAnswer {
    let key = form["lookup_key"] ?? ""
    guard world.products[form["product"] ?? ""] != nil else { return error(400, "resource_missing") }
    if let held = world.prices.firstIndex(where: { $0.key == key }) {
      guard form["transfer_lookup_key"] == "true" else { return error(400, "resource_already_exists") }
      world.prices[held].key = ""
    }
    let id = "price_\(world.prices.count + 1)"
    let recurring = form["recurring[interval]"].map { #"{"interval":"\#($0)","interval_count":1}"# } ?? "null"
    let json =
      #"{"id":"\#(id)","object":"price","active":true,"currency":"\#(form["currency"] ?? "")","#
      + #""lookup_key":"\#(key)","unit_amount":\#(form["unit_amount"] ?? "0"),"recurring":\#(recurring)}"#
    world.prices.append((id, key, json))
    return ok(json)
  }

  /// As the provider writes it: a percentage with its fraction.
  private static func coupon(_ form: [String: String]) -> String {
    let currency = form["currency"].map { "\"\($0)\"" } ?? "null"
    return #"{"id":"\#(form["id"] ?? "")","object":"coupon","valid":true,"duration":"\#(form["duration"] ?? "")","#
      + #""percent_off":\#(form["percent_off"].map { $0 + ".0" } ?? "null"),"#
      + #""amount_off":\#(form["amount_off"] ?? "null"),"currency":\#(currency)}"#
  }

  private static func list(_ elements: [String], _ date: String?) -> TransportAnswer {
    TransportAnswer(
      status: 200, headers: date.map { ["Date: \($0)"] } ?? [],
      body: Array(#"{"object":"list","has_more":false,"data":[\#(elements.joined(separator: ","))]}"#.utf8))
  }

  private static func ok(_ body: String) -> TransportAnswer {
    TransportAnswer(status: 200, headers: [], body: Array(body.utf8))
  }

  private static func error(_ status: Int, _ code: String) -> TransportAnswer {
    TransportAnswer(
      status: status, headers: [],
      body: Array(#"{"error":{"type":"invalid_request_error","code":"\#(code)","message":"no"}}"#.utf8))
  }

  private static func form(_ text: String) -> [String: String] {
    let pairs = text.split(separator: "&").map { pair in
      let halves = pair.split(separator: "=", maxSplits: 1).map { half in
        String(half).replacing("+", with: " ").removingPercentEncoding ?? String(half)
      }
      return (halves[0], halves.count > 1 ? halves[1] : "")
    }
    return Dictionary(pairs) { one, _ in one }
  }
}

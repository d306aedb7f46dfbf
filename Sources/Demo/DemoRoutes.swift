internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The demo's pages, which are frames around Tollbridge's elements, and its backend, which holds the server key.
struct DemoRoutes: Sendable {
  private static let bodyBytesMax = 16_384
  private static let tokenSeconds: Int64 = 600

  let api: ServiceAPI
  let standIn: StandIn?
  let pages: DemoPages

  func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.get("") { _, _ in pages.answer(pages.home) }
    router.get("account") { _, _ in pages.answer(pages.account) }
    router.get("plans") { _, _ in pages.answer(pages.plans) }
    router.get("demo.js") { _, _ in pages.answer(PackageResources.demo_js, "text/javascript; charset=utf-8") }
    router.get("demo.css") { _, _ in pages.answer(PackageResources.demo_css, "text/css; charset=utf-8") }
    addBackend(to: router)
    return router
  }

  private func addBackend(to router: Router<BasicRequestContext>) {
    add("token", to: router) { asked throws(ServiceFailure) in
      try await api.post(asked.path + "/tokens", ["ttl": .number(Self.tokenSeconds)], key: asked.key)
    }
    add("quote", to: router) { asked throws(ServiceFailure) in
      try await api.get("/v1/quote?action=\(Link.encoded(asked.action))&quantity=\(asked.quantity)")
    }
    add("generate", to: router) { asked throws(ServiceFailure) in try await generate(asked) }
    add("train", to: router) { asked throws(ServiceFailure) in try await train(asked) }
    add("stand-in", to: router) { asked throws(ServiceFailure) in try await pull(asked) }
  }

  /// What a page asks of its backend.
  struct Asked: Decodable, Sendable {
    private enum CodingKeys: String, CodingKey {
      case account, action, quantity
      case isPrivate = "private"
      case feature, lever, value, customer
    }

    let account: String
    var action = ""
    var quantity: Int64 = 1
    var isPrivate = false
    var feature = ""
    var lever = ""
    var value = ""
    var customer = ""

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      func text(_ key: CodingKeys) throws -> String { try values.decodeIfPresent(String.self, forKey: key) ?? "" }
      account = try values.decode(String.self, forKey: .account)
      (action, feature, lever) = (try text(.action), try text(.feature), try text(.lever))
      (value, customer) = (try text(.value), try text(.customer))
      quantity = try values.decodeIfPresent(Int64.self, forKey: .quantity) ?? 1
      isPrivate = try values.decodeIfPresent(Bool.self, forKey: .isPrivate) ?? false
    }

    /// The account's place in the API.
    var path: String { "/v1/accounts/\(Link.encoded(account))" }
    /// A new one for each thing that is done.
    var key: String { "demo_\(UUID().uuidString)" }
  }

  private func add(
    _ path: RouterPath, to router: Router<BasicRequestContext>,
    _ act: @escaping @Sendable (Asked) async throws(ServiceFailure) -> Answer
  ) {
    router.post(path) { request, _ in
      let asked = try await asked(request)
      do throws(ServiceFailure) { return pages.answer(try await act(asked)) } catch { return pages.answer(error) }
    }
  }

  /// Reads what a page of our own asks; what another site sends is refused.
  private func asked(_ request: Request) async throws -> Asked {
    let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] }
    guard site == nil || site == "same-origin" else { throw HTTPError(.forbidden) }
    guard request.headers[.contentType] == "application/json" else { throw HTTPError(.unsupportedMediaType) }
    let body = try await request.body.collect(upTo: Self.bodyBytesMax)
    guard let asked = try? JSONDecoder().decode(Asked.self, from: Data(body.readableBytesView)) else {
      throw HTTPError(.badRequest)
    }
    return asked
  }
}

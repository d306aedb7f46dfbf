import Billing
import Stripe
import Testing

@testable import Bridge

/// The routes that pages and the console need, over HTTP.
@Suite("Links, accounts and languages, as they are answered")
struct PageRouteTests {
  private static let publicURL = ["TOLLBRIDGE_PUBLIC_URL": "https://billing.example/pay"]

  @Test(
    "A link leads to a page of the account's own, carries its token behind the mark, and leads back to the app alone")
  func links() async throws {
    let live = try await LiveService(more: Self.publicURL)
    let made = try await live.send(
      "POST", "/v1/accounts/ada/links", .server,
      #"{"page":"account","ttl":60,"return_url":"https://app.example/a?b=c"}"#)
    #expect(made.status == 201)
    let url = try #require(made.json["url"]?.string)
    #expect(url.hasPrefix("https://billing.example/pay/ui/account#token=ey"))
    #expect(url.hasSuffix("&return=https%3A%2F%2Fapp.example%2Fa%3Fb%3Dc"))
    let token = try #require(url.split(separator: "token=").last?.split(separator: "&").first)
    let own = try await live.send("GET", "/v1/accounts/ada", .raw("Bearer \(token)"))
    #expect((own.status, own.json["account"]?.string) == (200, "ada"))
    #expect(try await live.send("GET", "/v1/accounts/eve", .raw("Bearer \(token)")).status == 403)
    for body in [
      #"{"page":"admin"}"#, #"{"page":"account","return_url":"https://evil.example/"}"#,
      #"{"page":"account","return_url":"javascript:alert(1)"}"#, #"{"page":"plans","ttl":901}"#, "{}",
    ] { #expect(try await live.send("POST", "/v1/accounts/ada/links", .server, body).status == 422, "\(body)") }
    await live.stop()
  }

  @Test("The pages name the version of the text of which they show the newest")
  func consent() async throws {
    let live = try await LiveService()
    let script = try await live.get("/ui/packages.js", .nobody).text
    #expect(script.contains("export const consent = \"\(AutoReloadOrder.consentVersion)\";"))
    await live.stop()
  }

  @Test("Without an address of its own the service makes no link, and says what to set")
  func noAddress() async throws {
    let live = try await LiveService()
    let refused = try await live.send("POST", "/v1/accounts/ada/links", .server, #"{"page":"plans"}"#)
    #expect((refused.status, refused.code) == (503, "public_url_not_configured"))
    await live.stop()
  }

  @Test("The provider leads back to the service's own pages, and to nothing else of the service")
  func ownPages() throws {
    let origins = try Origins("https://app.example").adding(publicURL: "https://billing.example/pay")
    #expect(try origins.checked("https://billing.example/pay/ui/result?a=1", field: "f").hasSuffix("a=1"))
    for url in [
      "https://billing.example/pay/admin", "https://billing.example/", "https://billing.example/pay/uix",
      "https://billing.example.evil.example/pay/ui/result",
    ] { #expect(throws: Problem.self, "\(url)") { try origins.checked(url, field: "f") } }
    #expect(origins.all == ["https://app.example"] && !origins.allows("https://billing.example"))
  }

  @Test("Accounts are found by the beginning of their id, page by page")
  func search() async throws {
    let live = try await LiveService()
    for account in ["ada", "adam", "ad%", "bob", "zoe"] {
      #expect(
        try await live.send("PUT", "/v1/accounts/\(account)", .server, "{}").status == (account == "ad%" ? 422 : 200))
    }
    func found(_ query: String) async throws -> [String] {
      let reply = try await live.send("GET", "/v1/accounts\(query)", .operatorKey)
      return (reply.json["data"]?.elements ?? []).compactMap { $0["account"]?.string }
    }
    #expect(try await found("") == ["ada", "adam", "bob", "zoe"])
    #expect(try await found("?search=ad") == ["ada", "adam"])
    #expect(try await found("?search=ad&limit=1") == ["ada"])
    #expect(try await found("?search=ad&limit=1&after=ada") == ["adam"])
    for nothing in ["?search=%25", "?search=_", "?search=da", "?search=ADA", "?after=zoe"] {
      #expect(try await found(nothing) == [], "\(nothing)")
    }
    await live.stop()
  }

  @Test("People are spoken to in the language that is asked for, in problems too; programs are not")
  func language() async throws {
    let live = try await LiveService()
    let german = ["Accept-Language: de-DE,de;q=0.9"]
    let plans = try await live.send("GET", "/v1/plans", .nobody, nil, german)
    #expect(plans.json["title"]?.string == "Treffen Sie Ihre Wahl")
    #expect(plans.json["cards"]?.elements.first?["credits"]?.string == "80 Credits / Tag")
    let spend = #"{"amount":5000}"#
    let refused = try await live.send(
      "POST", "/v1/accounts/ada/spends", .server, spend, german + ["Idempotency-Key: g"])
    #expect((refused.status, refused.code) == (402, "not_enough_credits"))
    #expect(refused.json["guidance"]?["title"]?.string?.contains("Credits") == true)
    #expect(refused.json["guidance"]?["title"]?.string != "Not enough credits")
    #expect(refused.json["title"]?.string == "Not enough credits")
    let messages = try await live.send("GET", "/v1/messages?locale=ar")
    #expect(messages.json["locale"]?.string == "ar")
    await live.stop()
  }
}

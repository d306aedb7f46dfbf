import Testing

@testable import Bridge
@testable import Stripe

/// The routes of what is for sale, over real HTTP.
@Suite("The routes of what is for sale")
struct ShopRouteTests {
  @Test("Each answers behind the server key, for an account and for nobody")
  func answers() async throws {
    let live = try await LiveService()
    let paths = [
      "/v1/plans", "/v1/plans?interval=year&account=ada", "/v1/packages", "/v1/packages?account=ada",
      "/v1/quote?action=image", "/v1/accounts/ada/auto-reload",
    ]
    for path in paths {
      #expect(try await live.get(path).status == 200, "\(path)")
      #expect(try await live.get(path, .raw("Bearer none")).code == "unauthorized", "\(path)")
    }
    let plans = try await live.get("/v1/plans?account=ada").json
    #expect(plans["interval"]?.string == "month")
    #expect(plans["cards"]?.elements.first?["button"]?["label"]?.string == "Current plan")
    #expect(try await live.get("/v1/plans").json["cards"]?.elements[1]["button"]?["state"]?.string == "sign_in")
    #expect(try await live.get("/v1/packages").json["eligibility"]?.string == "locked")
    #expect(try await live.get("/v1/quote?action=video&quantity=3").json["amount"]?.integer == 300)
    await live.stop()
  }

  @Test("Seen is a command of its own, once; a preview changes nothing and wants no key")
  func posts() async throws {
    let live = try await LiveService()
    let seen = "/v1/accounts/ada/seen"
    #expect(try await live.post(seen, #"{"what":"one_time"}"#).code == "idempotency_key_missing")
    #expect(try await live.post(seen, #"{"what":"all"}"#, key: "s0").pointer == "/what")
    for id in ["s1", "s1", "s2"] {
      #expect(try await live.post(seen, #"{"what":"one_time"}"#, key: id).status == 200)
    }
    let preview = "/v1/accounts/ada/subscription/change/preview"
    let macro = try await live.post(preview, #"{"plan":"macro","interval":"year"}"#)
    #expect(macro.status == 200)
    #expect(macro.json["timing"]?.string == "checkout")
    #expect(macro.json["credits"]?.integer == 20_000)
    #expect(macro.json["estimate"]?["amount"]?.integer == 19_200)
    #expect(macro.json["estimate_text"]?.string == "$192")
    #expect(macro.json.members.contains { $0.0 == "at" } && macro.json["at"]?.string == nil)
    #expect(try await live.post(preview, #"{"plan":"nano"}"#).pointer == "/plan")
    #expect(try await live.post(preview, #"{"plan":"none"}"#).status == 422)
    #expect(try await live.get("/v1/quote?action=none").code == "action_not_found")
    await live.stop()
  }
}

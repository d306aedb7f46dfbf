import Foundation
import Testing

@testable import Demo

/// The demo's backend as its pages ask it, with the service and the stand-in behind it. What a person sees and clicks
/// is tried in a browser: Tests/Pages.
@Suite("The demo", .serialized)
struct DemoTests {
  @Test("It comes up while the service is down, and says so")
  func down() async throws {
    let demo = DemoApp(service: "http://127.0.0.1:1", apiKey: "none")
    let browser = Browser("http://127.0.0.1:\(try await demo.start())")
    for path in ["/", "/account", "/plans", "/demo.js", "/demo.css"] {
      #expect(try await browser.get(path).status == 200, "\(path)")
    }
    let answer = try await browser.ask("/token", #""account":"ada""#)
    #expect(answer.status == 503)
    #expect(answer.text.contains("The service does not answer"))
    await demo.stop()
  }

  @Test("A key that the service does not know is a problem, in the service's words")
  func wrongKey() async throws {
    let bench = try await Bench()
    let demo = DemoApp(service: bench.service, apiKey: "another_key_0123456789_abc")
    let browser = Browser("http://127.0.0.1:\(try await demo.start())")
    let answer = try await browser.ask("/token", #""account":"ada""#)
    #expect(answer.status == 401)
    #expect(answer.text.contains("Nobody is known by this credential"))
    await demo.stop()
    await bench.stop()
  }

  @Test("A token is the account's own, and the price is said before anything is taken")
  func asking() async throws {
    let bench = try await Bench()
    let token = try await bench.browser.ask("/token", #""account":"ada""#)
    #expect(token.status == 201 && token.text.contains(#""account":"ada""#))
    let quote = try await bench.browser.ask("/quote", #""account":"ada","action":"image","quantity":3"#)
    #expect(quote.text.contains(#""amount":30"#))
    await bench.stop()
  }

  @Test("A generation takes its price when it is done, and what a plan does not have is explained")
  func generating() async throws {
    let bench = try await Bench()
    let browser = bench.browser
    let done = try await browser.ask("/generate", #""account":"ada","action":"image","quantity":2"#)
    #expect(done.status == 200 && done.text.contains(#""amount":20"#), "\(done.text)")
    #expect(done.text.contains(#""available":60"#))
    let dear = try await browser.ask("/generate", #""account":"ada","action":"video""#)
    #expect(dear.status == 402 && dear.text.contains("not_enough_credits"))
    let hidden = try await browser.ask("/generate", #""account":"ada","action":"image","private":true"#)
    #expect(hidden.status == 403 && hidden.text.contains("private_creation_locked"))
    let voice = try await browser.ask("/train", #""account":"ada","feature":"voice_models","action":"voice_model""#)
    #expect(voice.status == 403 && voice.text.contains("voice_model_limit_reached"))
    // Whoever was refused the price has the slot back.
    for _ in 1...2 {
      let poor = try await browser.ask(
        "/train", #""account":"ada","feature":"portrait_models","action":"portrait_model""#)
      #expect(poor.status == 402, "\(poor.text)")
    }
    await bench.stop()
  }

  @Test("A second generation at once is one too many for the free plan, and costs nothing")
  func concurrency() async throws {
    let bench = try await Bench()
    async let first = bench.browser.ask("/generate", #""account":"ada","action":"image""#)
    try await Task.sleep(for: .milliseconds(600))
    let second = try await bench.browser.ask("/generate", #""account":"ada","action":"image""#)
    #expect(second.status == 403 && second.text.contains("concurrent_generation_limit"))
    #expect(try await first.text.contains(#""available":70"#))
    await bench.stop()
  }

  @Test("The stand-in's levers: a scenario is played, a month passes, the card declines")
  func levers() async throws {
    let bench = try await Bench()
    let browser = bench.browser
    #expect(try await browser.ask("/stand-in", #""account":"eve","lever":"list""#).text.contains("subscribe_yearly"))
    for lever in [
      #""lever":"scenario","value":"subscribe""#, #""lever":"clock","value":"31""#,
      #""lever":"card","value":"declined""#,
    ] { #expect(try await browser.ask("/stand-in", #""account":"eve",\#(lever)"#).status == 200, "\(lever)") }
    let unknown = try await browser.ask("/stand-in", #""account":"eve","lever":"scenario","value":"none""#)
    #expect(unknown.status == 404, "\(unknown.text)")
    await bench.stop()
  }

  @Test("Another site's request is refused, and so is what is no JSON of ours")
  func outside() async throws {
    let bench = try await Bench()
    let browser = bench.browser
    let wish = #""account":"ada","action":"image""#
    for site in ["cross-site", "same-site", "none"] {
      let answer = try await browser.ask("/generate", wish, headers: ["Sec-Fetch-Site: \(site)"])
      #expect(answer.status == 403, "\(site)")
    }
    #expect(try await browser.ask("/generate", #""account":7"#).status == 400)
    await bench.stop()
  }

  @Test("Scripts come from the demo and from the service, and nothing stands in the page itself")
  func page() async throws {
    let bench = try await Bench()
    for path in ["/", "/account", "/plans"] {
      let page = try await bench.browser.get(path)
      let policy = try #require(page.policy)
      #expect(policy.hasPrefix("default-src 'none'; script-src 'self' \(bench.service);"))
      for word in [" style=", "<style", " onclick", "javascript:"] { #expect(!page.text.contains(word), "\(word)") }
      #expect(
        page.text.components(separatedBy: "<script").count == page.text.components(separatedBy: "\"></script>").count)
      #expect(page.text.contains("<html lang=\"en\">") && page.text.contains("class=\"skip\" href=\"#main\""))
    }
    await bench.stop()
  }
}

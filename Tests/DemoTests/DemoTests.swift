import Foundation
import Testing

@testable import Demo

/// The demo as a person uses it, with the service and the stand-in behind it.
@Suite("The demo", .serialized)
struct DemoTests {
  @Test("It comes up while the service is down, and says so")
  func down() async throws {
    let demo = DemoApp(service: "http://127.0.0.1:1", apiKey: "none")
    let browser = Browser("http://127.0.0.1:\(try await demo.start())")
    let page = try await browser.get("/")
    #expect(page.status == 503)
    #expect(page.html.contains("The service does not answer"))
    #expect(page.html.contains("no connection could be made"))
    #expect(try await browser.get("/style.css").status == 200)
    #expect(try await browser.post("/spend", ["amount": "1"]).status == 503)
    await demo.stop()
  }

  @Test("A key that the service does not know is a problem, in the service's words")
  func wrongKey() async throws {
    let bench = try await Bench()
    let demo = DemoApp(service: bench.service, apiKey: "another_key_0123456789_abc")
    let page = try await Browser("http://127.0.0.1:\(try await demo.start())").get("/")
    #expect(page.status == 401)
    #expect(page.html.contains("Nobody is known by this credential"))
    await demo.stop()
    await bench.stop()
  }

  @Test("A plan is bought, used, scheduled down, taken back, paused, resumed, canceled and upgraded")
  func subscription() async throws {
    let bench = try await Bench()
    let browser = bench.browser
    let free = try await browser.get("/")
    #expect(free.status == 200)
    #expect(free.html.contains("<strong>80</strong> credits"))
    #expect(free.html.contains("Unlock one-time package"))
    let stopped = try await browser.post("/spend", ["amount": "1000"])
    #expect(stopped.status == 402)
    #expect(stopped.html.contains("You&#39;re out of credits; subscribe or upgrade for more."))
    #expect(stopped.html.contains(">See plans</a>"))

    let checkout = try await browser.post("/checkout", ["plan": "macro", "interval": "month"])
    #expect(try checkout.leadsTo().hasPrefix(bench.sandboxOrigin))
    let result = try await bench.pay(checkout)
    #expect(result.html.contains("Payment successful"))
    #expect(result.html.contains("Your subscription to Macro is now active"))
    #expect(result.html.contains(">Continue</a>"))

    let paid = try await browser.get("/")
    #expect(paid.html.contains("Current plan") && paid.html.contains("Macro, monthly"))
    #expect(paid.html.contains("<span class=\"pill\">Active</span>"))
    #expect(try await browser.act("/spend", ["action": "image"]).html.contains("Done: the credits were taken."))

    let question = try await browser.get("/confirm?plan=micro&interval=month")
    #expect(question.html.contains("Confirm downgrade") && question.html.contains("Max portrait models"))
    let scheduled = try await bench.act("/change", ["plan": "micro", "interval": "month"])
    #expect(scheduled.html.contains("The change takes effect at the end of the period."))
    #expect(scheduled.html.contains("Start at: ") && scheduled.html.contains(">Cancel downgrade</button>"))
    let undone = try await bench.act("/verb", ["verb": "undo_scheduled_change"])
    #expect(!undone.html.contains("Start at: "))

    let paused = try await bench.act("/verb", ["verb": "pause"])
    #expect(paused.html.contains("Paused until: ") && paused.html.contains(">Resume now</button>"))
    #expect(try await bench.act("/verb", ["verb": "resume"]).html.contains("The subscription is back."))
    #expect(try await bench.act("/verb", ["verb": "cancel"]).html.contains(">Resume subscription</button>"))
    #expect(try await bench.act("/verb", ["verb": "uncancel"]).html.contains("The subscription goes on."))
    #expect(try await browser.shows(">Cancel subscription</summary>"))
    #expect(try await browser.post("/portal", [:]).leadsTo().hasPrefix(bench.sandboxOrigin))
    #expect(try await browser.get("/confirm?plan=mega&interval=month").html.contains("now, once it is paid"))
    let upgrade = try await browser.post("/change", ["plan": "mega", "interval": "month"])
    _ = try await bench.pay(upgrade, "confirm_update")
    #expect(try await browser.shows("Mega, monthly"))
    await bench.stop()
  }

  @Test("A package: canceled, tried again, bought with auto-reload; the red dot goes; a second press is one spend")
  func packages() async throws {
    let bench = try await Bench()
    let browser = bench.browser
    _ = try await bench.pay(try await browser.post("/checkout", ["plan": "mega", "interval": "month"]))
    let first = try await browser.get("/")
    #expect(first.html.contains("<span class=\"dot\">new</span>"))
    #expect(first.html.contains("Pay $140 now") && first.html.contains("30% off with auto-reload"))
    #expect(try await !browser.act("/seen").html.contains("<span class=\"dot\">new</span>"))

    let left = try await bench.pay(try await browser.post("/checkout", ["package": "macro"]), "cancel")
    #expect(left.html.contains("Payment canceled"))
    #expect(left.html.contains("Your payment was canceled. Click Retry to try again."))
    #expect(try left.field("package", ofFormWith: "Retry") == "macro")

    let wrong = try await browser.post("/checkout", ["package": "macro", "threshold": "10"])
    #expect(wrong.status == 422 && wrong.html.contains("Min: 1,000"))
    let bought = try await bench.pay(
      try await browser.post("/checkout", ["package": "macro", "threshold": "2000"]))
    #expect(bought.html.contains("You purchased Macro"))
    let home = try await browser.get("/")
    #expect(home.html.contains("Auto-reload is enabled: macro below 2,000"))
    #expect(try await browser.act("/auto-reload/off").html.contains("Disabled auto-reload successfully."))

    let key = try home.field("key", ofFormWith: "Spend 1,000")
    for _ in 1...2 { _ = try await browser.act("/spend", ["amount": "1000", "key": key]) }
    let spent = try await browser.get("/").html
    #expect(spent.components(separatedBy: "spent: <strong>-80 plan, -920 plan</strong>").count == 2)
    #expect(spent.components(separatedBy: "spent: ").count == 2)
    await bench.stop()
  }

  @Test("The stand-in's levers: a month passes, the card declines, a scenario is played")
  func levers() async throws {
    let bench = try await Bench()
    let browser = bench.browser
    _ = try await bench.pay(try await browser.post("/checkout", ["plan": "micro", "interval": "month"]))
    let home = try await browser.get("/")
    let customer = try home.field("customer", ofFormWith: "Let the card decline")
    let later = try await browser.act("/stand-in/clock", ["days": "31"])
    #expect(later.html.contains("The clock was moved.") && later.html.contains("+5,000 plan"))
    let card = try await browser.act("/stand-in/card", ["customer": customer, "behaviour": "declined"])
    #expect(card.html.contains("The card behaves so from now on."))
    #expect(try await browser.act("/stand-in/clock", ["days": "31"]).html.contains("Past due"))
    let played = try await browser.act("/stand-in/scenario", ["scenario": "subscribe_yearly", "account": "eve"])
    #expect(played.html.contains("The scenario was played.") && played.html.contains(", yearly"))
    await bench.stop()
  }

  @Test("What comes from outside is escaped, and another site's form is refused")
  func outside() async throws {
    let bench = try await Bench()
    let page = try await bench.browser.get("/?account=%3Cscript%3Ealert(1)%3C/script%3E")
    #expect(page.status == 422)
    #expect(!page.html.contains("<script") && page.html.contains("&lt;script&gt;"))
    let foreign = try await bench.browser.post("/spend", ["amount": "1"], headers: ["Sec-Fetch-Site: cross-site"])
    #expect(foreign.status == 403)
    await bench.stop()
  }

  @Test("The page needs nothing from elsewhere, and can be used by everybody")
  func page() async throws {
    let bench = try await Bench()
    let page = try await bench.browser.get("/")
    let policy = try #require(page.policy)
    #expect(policy.hasPrefix("default-src 'none'; style-src 'self'; form-action 'self' \(bench.sandboxOrigin);"))
    for word in ["<script", " style=", "<style", " onclick", "src="] { #expect(!page.html.contains(word), "\(word)") }
    #expect(page.html.contains("<html lang=\"en\">") && page.html.contains("class=\"skip\" href=\"#main\""))
    var level = 0
    for part in page.html.components(separatedBy: "<h").dropFirst() {
      guard let next = part.first?.wholeNumberValue else { continue }
      #expect(next <= level + 1, "h\(next) after h\(level)")
      level = next
    }
    for part in page.html.components(separatedBy: "<label for=\"").dropFirst() {
      #expect(page.html.contains(" id=\"\(part.components(separatedBy: "\"")[0])\""))
    }
    let keys = page.html.components(separatedBy: "name=\"key\" value=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(keys.count > 5 && Set(keys).count == keys.count)
    await bench.stop()
  }
}

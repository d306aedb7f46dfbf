import Foundation
import Logging
import Synchronization
import Testing

@testable import Bridge
@testable import Stripe

@Suite("No secret in a log")
struct ScrubberTests {
  /// Stands in every secret below; what still has it has leaked.
  private static let canary = "CANARY7f0a1c9be2d84c35"

  static let leaks: [(text: String, clean: String)] = [
    ("key sk_live_\(canary) was", "key sk_live_…(redacted) was"), ("sk_test_\(canary)", "sk_test_…(redacted)"),
    ("rk_live_\(canary),", "rk_live_…(redacted),"), ("(rk_test_\(canary))", "(rk_test_…(redacted))"),
    ("sk_\(canary)", "sk_…(redacted)"), ("secret=whsec_\(canary);", "secret=whsec_…(redacted);"),
    ("tb_live_sk_\(canary)", "tb_live_sk_…(redacted)"), ("a%20tb_test_sk_\(canary)", "a%20tb_test_sk_…(redacted)"),
    ("xsk_live_\(canary)", "xsk_live_…(redacted)"),
    ("Authorization: Bearer \(canary)", "Authorization: Bearer …(redacted)"),
    ("bearer=\(canary)/+==", "bearer=…(redacted)"),
    ("BEARER  \(canary)", "BEARER  …(redacted)"), ("Basic \(canary)==", "Basic …(redacted)"),
    ("token eyJhbGciOiJIUzI1NiJ9.eyJzdWIi\(canary).\(canary) end", "token eyJ…(redacted) end"),
    ("eyJ\(canary)", "eyJ…(redacted)"),
    ("Stripe-Signature: t=1,v1=\(canary)", "Stripe-Signature: …(redacted)"),
    (#""stripe-signature":"t=1,v1=\#(canary),v0=\#(canary)""#, #""stripe-signature":"…(redacted)""#),
    ("t=1800000000,v1=\(canary),v0=\(canary)", "t=1800000000,v1=…(redacted),v0=…(redacted)"),
    (#"{"client_secret":"pi_1_\#(canary)"}"#, #"{"client_secret":"…(redacted)"}"#),
    (#"{\"client_secret\": \"pi_1_\#(canary)\"}"#, #"{\"client_secret\": \"…(redacted)\"}"#),
    ("client_secret=\(canary)&x=1", "client_secret=…(redacted)&x=1"),
    ("pi_3_secret_\(canary)", "pi_3_secret_…(redacted)"),
    (
      "https://checkout.stripe.com/c/pay/cs_test_\(canary)#fid\(canary)",
      "https://checkout.stripe.com/c/pay/…(redacted)"
    ),
    ("(https://pay.app.example/c/pay/cs_live_\(canary))", "(https://pay.app.example/c/pay/…(redacted))"),
    ("https://billing.stripe.com/p/session/test_\(canary) x", "https://billing.stripe.com/p/…(redacted) x"),
    ("two: sk_live_\(canary) and whsec_\(canary)", "two: sk_live_…(redacted) and whsec_…(redacted)"),
    ("own \(own) and ending \(own)", "own …(redacted) and ending …(redacted)"), ("é\(own)é", "é…(redacted)é"),
  ]

  private static let own = "my own, with \(canary) \"quotes\""
  private static let scrubber = Scrubber(values: [own, "my own", "x", ""])

  @Test("What is secret by its form or its value is taken out, and nothing else", arguments: leaks)
  func leak(_ text: String, _ clean: String) {
    #expect(Self.scrubber.scrub(text) == clean)
    #expect(Self.scrubber.scrub(clean) == clean)
  }

  @Test(
    "What is not secret stays",
    arguments: [
      "", "listening host=127.0.0.1 port=8080", "customer cus_123 subscription sub_456 pi_789 cs_test_123",
      "no STRIPE_WEBHOOK_SECRET: webhooks are answered 503", "task_identifier_number risk_assessment_done",
      "Send Authorization: Bearer with one of the keys", "The Stripe-Signature header has no v1 of this body",
      "the basic plan", "GET /v1/accounts/ada/balance", "sk_test_…(redacted)", "api version v1=2025-01-01", "é 🎟 eyJ",
      "https://billing.stripe.com/", "TOLLBRIDGE_TOKEN_SECRET", "whsec_…(redacted)",
    ])
  func kept(_ text: String) { #expect(Self.scrubber.scrub(text) == text) }

  @Test(
    "Both kinds of log take it out of words, values, nested values and errors", arguments: Settings.LogFormat.allCases)
  func logs(_ format: Settings.LogFormat) throws {
    let lines = Mutex<[String]>([])
    let handler = ServiceLog(logLevel: .trace, label: "x", format: format, scrubber: Self.scrubber) { line in
      lines.withLock { $0.append(line) }
    }
    var logger = Logger(label: "x") { _ in handler }
    logger[metadataKey: "client_secret"] = "\(Self.canary)"
    logger[metadataKey: "authorization"] = "Bearer \(Self.canary)"
    for (text, _) in Self.leaks {
      logger.info("\(text)", metadata: ["value": "\(text)", "list": ["\(text)", "b"], "map": ["a": "\(text)"]])
      logger.error("failed", metadata: ["error": "\(ConfigurationError(text))"])
    }
    let written = lines.withLock { $0 }
    #expect(written.count == 2 * Self.leaks.count)
    for line in written {
      #expect(!line.contains(Self.canary), "\(line)")
      if format == .json { _ = try JSONValue(scanning: Array(line.utf8)) }
    }
  }

  @Test("Settings say nothing of their secrets, however they are printed")
  func settings() async throws {
    let settings = try Settings(environment: [
      "STRIPE_SECRET_KEY": "sk_test_\(Self.canary)", "STRIPE_WEBHOOK_SECRET": "whsec_\(Self.canary)",
      "TOLLBRIDGE_API_KEYS": "tb_test_sk_\(Self.canary)", "TOLLBRIDGE_OPERATOR_KEYS": "operator_\(Self.canary)",
      "TOLLBRIDGE_TOKEN_SECRET": "token-\(Self.canary)-\(Self.canary)",
    ])
    var dumped = ""
    dump(settings, to: &dumped)
    dump(settings.credentials, to: &dumped)
    dump(try TokenSecret.list("token-\(Self.canary)-\(Self.canary)"), to: &dumped)
    for text in [dumped, "\(settings)", String(reflecting: settings), "\(settings.inForce)"] {
      #expect(!text.contains(Self.canary) && !text.contains(Self.canary.utf8.map { "\($0)" }.joined(separator: ", ")))
    }
    for text in [
      "sk_test_\(Self.canary)", "whsec_\(Self.canary)", "operator_\(Self.canary)",
      "token-\(Self.canary)-\(Self.canary)",
    ] {
      #expect(!settings.scrubber.scrub("a \(text) b").contains(Self.canary))
    }
  }

  @Test("A long line costs what it is long")
  func long() {
    let line = String(repeating: "bearer sk_ whse eyJ ", count: 20_000)
    let began = ContinuousClock.now
    #expect(Self.scrubber.scrub(line) == line)
    #expect(ContinuousClock.now - began < .seconds(10))
  }
}

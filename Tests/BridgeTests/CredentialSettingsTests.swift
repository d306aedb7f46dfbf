import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge

@Suite("The settings of credentials")
struct CredentialSettingsTests {
  private let scratch = ScratchFolder()
  private static let key = "key-0123456789abcdefghijklmnop"
  private static let other = "operator-9876543210zyxwvu"

  /// Runs `body` with a file of these bytes.
  private func withFile<Answer>(_ bytes: [UInt8], _ body: (String) throws -> Answer) throws -> Answer {
    let path = scratch.newPath("secret")
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try body(path)
  }

  private func words(_ environment: [String: String]) -> String {
    do {
      _ = try Settings(environment: environment)
      return ""
    } catch { return "\(error)" }
  }

  @Test("Every credential can be configured, and none is there by itself")
  func whole() throws {
    let settings = try withFile(TokenBench.file()) { path in
      try Settings(environment: [
        "TOLLBRIDGE_API_KEYS": Self.key, "TOLLBRIDGE_OPERATOR_KEYS": Self.other,
        "TOLLBRIDGE_TOKEN_SECRET": TokenBench.secret, "TOLLBRIDGE_TOKEN_JWKS": path,
        "TOLLBRIDGE_PUBLIC_URL": "https://billing.example/tollbridge/",
      ])
    }
    #expect(!settings.keys.isEmpty && !settings.operatorKeys.isEmpty && settings.tokens?.canMint == true)
    #expect(settings.publicURL == "https://billing.example/tollbridge")
    #expect(try Settings(environment: [:]).credentials.isEmpty)
    #expect(try Settings(environment: ["TOLLBRIDGE_TOKEN_SECRET": ""]).tokens == nil)
  }

  @Test("Tokens are of the mode of the secret key, and of test mode without one")
  func mode() async throws {
    let ada = try #require(AccountID("ada"))
    for (key, livemode) in [("sk_live_1", true), ("sk_test_1", false), ("", false)] {
      let settings = try Settings(environment: ["STRIPE_SECRET_KEY": key, "TOLLBRIDGE_TOKEN_SECRET": TokenBench.secret])
      let tokens = try #require(settings.tokens)
      let token = try await tokens.mint(account: ada, ttlSeconds: 60, now: TokenBench.now).token
      let same = try AccountTokens(secrets: TokenSecret.list(TokenBench.secret), publicKeys: [], livemode: livemode)
      #expect(try await same.verify(token, now: TokenBench.now).account == ada)
    }
  }

  @Test(
    "What cannot be stops the start with its name",
    arguments: [
      ("TOLLBRIDGE_API_KEYS", "short"), ("TOLLBRIDGE_OPERATOR_KEYS", "short"),
      ("TOLLBRIDGE_OPERATOR_KEYS", "tb_live_sk_6b1f0c9d2a8e47f3"),
      ("TOLLBRIDGE_TOKEN_SECRET", "0123456789abcdef"),
      ("TOLLBRIDGE_TOKEN_SECRET", "changeme-changeme-changeme-changeme"),
      ("TOLLBRIDGE_TOKEN_JWKS", "/nowhere/at/all"), ("TOLLBRIDGE_PUBLIC_URL", "http://billing.example"),
      ("TOLLBRIDGE_PUBLIC_URL", "billing.example"), ("TOLLBRIDGE_PUBLIC_URL", "https://billing.example?x"),
      ("TOLLBRIDGE_ALLOWED_ORIGINS", "http://app.example"), ("TOLLBRIDGE_API_KEYS_FILE", "/nowhere/at/all"),
      ("STRIPE_SECRET_KEY_FILE", "/nowhere/at/all"), ("STRIPE_WEBHOOK_SECRET_FILE", "/nowhere/at/all"),
      ("TOLLBRIDGE_CATALOG_FILE", "/x"), ("TOLLBRIDGE_OPERATOR_KEY", key),
    ])
  func refused(_ name: String, _ value: String) { #expect(words([name: value]).contains(name)) }

  @Test("A key that is a server's and an operator's stops the start")
  func common() {
    let said = words(["TOLLBRIDGE_API_KEYS": "\(Self.other),\(Self.key)", "TOLLBRIDGE_OPERATOR_KEYS": Self.key])
    #expect(
      said.contains("TOLLBRIDGE_API_KEYS") && said.contains("TOLLBRIDGE_OPERATOR_KEYS") && !said.contains(Self.key))
  }

  // MARK: Files

  @Test("Each secret can come from a file, whose last line break is none of it", arguments: ["", "\n", "\r\n"])
  func files(_ end: String) throws {
    let secrets = [
      "STRIPE_SECRET_KEY": "sk_live_0123456789", "STRIPE_WEBHOOK_SECRET": "whsec_0123456789abcdef",
      "TOLLBRIDGE_API_KEYS": Self.key, "TOLLBRIDGE_OPERATOR_KEYS": Self.other,
      "TOLLBRIDGE_TOKEN_SECRET": TokenBench.secret,
      "TOLLBRIDGE_HOOK_SECRETS": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ]
    #expect(Set(secrets.keys) == Set(GivenSettings.secretNames))
    for (name, secret) in secrets {
      try withFile(Array((secret + end).utf8)) { path in
        let settings = try Settings(environment: [name + "_FILE": path])
        #expect(settings.given.values[name] == secret)
        let shown = settings.inForce.first { $0.name == name }?.value ?? ""
        #expect(shown.hasSuffix(", from \(path)") && !shown.contains(secret))
        #expect(words([name: secret, name + "_FILE": path]).contains("\(name)_FILE are both given"))
      }
    }
  }

  @Test(
    "A file with nothing in it, or with what is no text, stops the start",
    arguments: [[], [10], [0xFF, 0xFE], [10, 10]] as [[UInt8]])
  func emptyFile(_ bytes: [UInt8]) throws {
    try withFile(bytes) { path in #expect(words(["TOLLBRIDGE_API_KEYS_FILE": path]).contains("TOLLBRIDGE_API_KEYS")) }
  }

  @Test("An error of the settings has no secret in it")
  func quiet() {
    for (name, value) in [
      ("STRIPE_SECRET_KEY", "pk_CANARY"), ("STRIPE_WEBHOOK_SECRET", "CANARY"), ("TOLLBRIDGE_API_KEYS", "CANARY"),
      ("TOLLBRIDGE_OPERATOR_KEYS", "CANARY"), ("TOLLBRIDGE_TOKEN_SECRET", "CANARY"),
    ] {
      let said = words([name: value])
      #expect(said.contains(name) && !said.contains("CANARY"))
    }
  }
}

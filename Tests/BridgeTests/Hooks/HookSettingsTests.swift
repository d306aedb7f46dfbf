import Foundation
import Native
import Testing

@testable import Billing
@testable import Bridge

@Suite("The settings of hooks")
struct HookSettingsTests {
  private static let urls = "https://app.example/hooks"
  private static let secret = HookBench.secret

  private func words(_ more: [String: String]) -> String {
    do {
      _ = try Settings(environment: more)
      return ""
    } catch { return error.description }
  }

  @Test("They can be configured, and are not there by themselves")
  func whole() throws {
    #expect(try Settings(environment: [:]).hooks.endpoints.isEmpty)
    let settings = try Settings(environment: [
      "TOLLBRIDGE_HOOK_URLS":
        "\(Self.urls),https://other.example:8443/in?token=CANARY7f0a,http://app.internal:3000/hooks",
      "TOLLBRIDGE_HOOK_SECRETS": "\(Self.secret),whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
      "TOLLBRIDGE_HOOK_PRIVATE": "10.0.0.0/8,fd00::/8,127.0.0.1",
    ])
    #expect(settings.hooks.endpoints.map(\.isPlain) == [false, false, true] && settings.hooks.secrets.count == 2)
    #expect(Set(settings.hooks.endpoints.map(\.key)).count == 3)
    let shown = Dictionary(uniqueKeysWithValues: settings.inForce.map { ($0.name, $0.value) })
    #expect(
      shown["TOLLBRIDGE_HOOK_URLS"]
        == "\(Self.urls),https://other.example:8443/in?…,http://app.internal:3000/hooks")
    #expect(shown["TOLLBRIDGE_HOOK_SECRETS"] == "whsec_…(redacted), whsec_…(redacted)")
    #expect(shown["TOLLBRIDGE_HOOK_PRIVATE"] == "10.0.0.0/8,fd00::/8,127.0.0.1")
    let scrubbed = settings.scrubber.scrub("a \(Self.secret) b whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= c")
    #expect(!scrubbed.contains("MfKQ") && !scrubbed.contains("AAEC") && scrubbed.hasSuffix(" c"))
    #expect(!settings.scrubber.scrub("of another: whsec_abc+def/ghi=").contains("def"))
  }

  @Test(
    "A secret that could be guessed stops the start, without being said",
    arguments: [
      "CANARY", "whsec_", "whsec_CANARY", "whsec_CANARY==", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRY=",
      "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "whsec_changemechangemechangemechangemeAbCd0123",
      "\(secret),", ",\(secret)", "\(secret) ", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "\(secret)=",
      "whsec_" + Data((0...64).map { UInt8($0) }).base64EncodedString(),
      [String](repeating: secret, count: 5).joined(separator: ","),
    ])
  func secrets(_ secret: String) {
    let said = words(["TOLLBRIDGE_HOOK_URLS": Self.urls, "TOLLBRIDGE_HOOK_SECRETS": secret])
    #expect(said.contains("TOLLBRIDGE_HOOK_SECRETS") && !said.contains("CANARY") && !said.contains("MfKQ"))
  }

  @Test("Addresses without a secret stop the start", arguments: [nil, ""] as [String?])
  func without(_ secret: String?) {
    var given = ["TOLLBRIDGE_HOOK_URLS": Self.urls]
    given["TOLLBRIDGE_HOOK_SECRETS"] = secret
    let said = words(given)
    #expect(said.contains("TOLLBRIDGE_HOOK_SECRETS") && said.contains("openssl rand"))
  }

  @Test(
    "What is no address of an endpoint stops the start",
    arguments: [
      "app.example/hooks", "ftp://app.example/hooks", "https://", "https://app.example/hooks,",
      "https://user:CANARY@app.example/hooks", "https://app.example/hooks#CANARY", "https://app.example/a b",
      "https://app.example/a/../b", "https://App.example/hooks", "https://[fe80::1]/", "https://app.example:0/",
      "https://app.example/hooks,https://app.example/hooks", "http://app.example/hooks",
      (0..<9).map { "https://app.example/\($0)" }.joined(separator: ","),
    ])
  func addresses(_ urls: String) {
    let said = words(["TOLLBRIDGE_HOOK_URLS": urls, "TOLLBRIDGE_HOOK_SECRETS": Self.secret])
    #expect(said.contains("TOLLBRIDGE_HOOK_URLS") && !said.contains("CANARY"), "\(said)")
  }

  @Test(
    "What is no range of addresses stops the start",
    arguments: [
      "yes", "TRUE", "localhost", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "10.0.0.0/8,", "10.0.0.0/08", "::/129",
    ])
  func ranges(_ ranges: String) {
    #expect(words(["TOLLBRIDGE_HOOK_PRIVATE": ranges]).contains("TOLLBRIDGE_HOOK_PRIVATE has"))
  }

  @Test("Without TLS only the networks that are named are reached, with it the internet as well")
  func gates() throws {
    let settings = try HookSettings([
      "TOLLBRIDGE_HOOK_URLS": "https://app.example/,http://app.example/", "TOLLBRIDGE_HOOK_SECRETS": Self.secret,
      "TOLLBRIDGE_HOOK_PRIVATE": "10.1.0.0/16",
    ])
    let gates = settings.endpoints.map(settings.gate)
    for (text, secured, plain) in [
      ("8.8.8.8", true, false), ("10.1.2.3", true, true), ("10.2.0.0", false, false), ("169.254.169.254", false, false),
    ] {
      let address = try #require(IPAddress(text))
      #expect(gates.map { $0.admits(address) } == [secured, plain], "\(text)")
    }
  }
}

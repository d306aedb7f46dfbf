import Foundation
import Native
import TestSupport
import Testing

@testable import Stripe

struct SignatureCase: Decodable, CustomTestStringConvertible {
  let name: String
  let now: Int64
  let tolerance: Int64?
  let header: Data
  let body: Data
  let secret: Data
  let expected: String

  var testDescription: String { name }

  static let all: [SignatureCase] = {
    struct Table: Decodable { let cases: [SignatureCase] }
    let url = Fixtures.folder.appending(path: "signatures/cases.json")
    return (try? JSONDecoder().decode(Table.self, from: Data(contentsOf: url)).cases) ?? []
  }()
}

@Suite("Stripe's signature scheme")
struct SignatureTests {
  @Test("The table of cases is there")
  func tableIsThere() { #expect(SignatureCase.all.count >= 59) }

  @Test("Every case of the table comes out as it must", arguments: SignatureCase.all)
  func table(_ testCase: SignatureCase) throws {
    #expect(try verdict(testCase) == testCase.expected)
  }

  private func verdict(_ testCase: SignatureCase) throws -> String {
    let secret: SigningSecret
    do { secret = try SigningSecret(String(decoding: testCase.secret, as: UTF8.self)) } catch {
      return "secret_refused"
    }
    // A tolerance of 0 is refused where it is configured (SettingsTests); there is no verifier that has it.
    if testCase.tolerance == 0 { return "tolerance_refused" }
    let verifier = WebhookVerifier(secrets: [secret], toleranceSeconds: testCase.tolerance ?? 300)
    let now = testCase.tolerance == nil ? nil : testCase.now
    do throws(SignatureError) {
      let payload = try verifier.verify([UInt8](testCase.body), header: [UInt8](testCase.header), now: now)
      #expect(payload.body == [UInt8](testCase.body))
      return "accept"
    } catch {
      switch error {
      case .missing: return "missing"
      case .malformed: return "malformed"
      case .mismatch: return "mismatch"
      case .outsideTolerance: return "outside_tolerance"
      }
    }
  }

  @Test("Two published vectors sign to the published codes")
  func published() throws {
    let body = Array(#"{"id":"evt_1","object":"event","type":"invoice.paid"}"#.utf8)
    #expect(
      try SigningSecret("whsec_test").header(for: body, at: 1_760_000_000)
        == "t=1760000000,v1=99b8189cb978301820114aadac2db1c99a1dc22c79b2715b1daf4003f753dbd6")
  }

  @Test("While a secret is rolled, a header with a signature for either secret is taken")
  func rotation() throws {
    let (old, new) = (try SigningSecret("whsec_the_old_secret"), try SigningSecret("whsec_the_new_secret"))
    let body = Array("{}".utf8)
    let one = Array(try old.header(for: body, at: 100).utf8)
    let both = one + Array(",v1=\(try new.header(for: body, at: 100).split(separator: "v1=")[1])".utf8)
    for verifier in [
      WebhookVerifier(secrets: [old]), WebhookVerifier(secrets: [new]), WebhookVerifier(secrets: [new, old]),
    ] {
      #expect(throws: Never.self) { try verifier.verify(body, header: both, now: 100) }
    }
    #expect(throws: SignatureError.mismatch) {
      try WebhookVerifier(secrets: [new]).verify(body, header: one, now: 100)
    }
  }

  @Test("No header at all is missing")
  func missing() throws {
    let verifier = WebhookVerifier(secrets: [try SigningSecret("whsec_something_long")])
    #expect(throws: SignatureError.missing) { try verifier.verify([], header: nil, now: 0) }
  }

  @Test("A secret never shows in what is printed")
  func redacted() throws {
    let secret = try SigningSecret("whsec_canary_canary_canary")
    #expect(!"\(secret)".contains("canary"))
  }

  @Test(
    "Secrets that protect nothing are refused",
    arguments: [
      ("", SecretError.blank), ("   ", .blank), ("whsec_abc", .short), ("whsec_...", .placeholder),
      ("whsec_your_secret_here", .placeholder), ("changeme_changeme_changeme", .placeholder),
      ("sk_test_51NqRBkC2hMdeNAgh", .key), ("whsec_good_enough_secret,rk_live_51NqRBkC2hMdeNAgh", .key),
      ("whsec_aaaaaaaaaaaaaaaaaaaa", .placeholder), ("whsec_todo_before_release", .placeholder),
      ("whsec_abcxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", .placeholder), ("whsec_good_enough_secret ", .whiteSpace),
      ("whsec_good_enough_secret, whsec_other_good_secret", .whiteSpace), ("whsec_good_enough_secret,", .blank),
    ])
  func refused(_ setting: String, _ error: SecretError) {
    #expect(throws: error) { try SigningSecret.list(setting) }
  }

  @Test(
    "What a secret of chance may hold is no placeholder",
    arguments: ["whsec_4kTodOaB9qLmZ2cVe7Rf1GhJ8sNpWx", "whsec_4kXxXxaB9qLmZ2cVe7Rf1GhJ8sNpWx"])
  func byChance(_ setting: String) throws { #expect(try SigningSecret.list(setting).count == 1) }

  @Test("Random headers never stop the process, and never pass")
  func noise() throws {
    let verifier = WebhookVerifier(secrets: [try SigningSecret("whsec_something_long")])
    let alphabet = Array("tv01=,aé \u{9}f".utf8) + [0, 255]
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let header = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      #expect(throws: SignatureError.self) { try verifier.verify(Array("{}".utf8), header: header, now: 0) }
    }
  }
}

import Foundation
import TestSupport
import Testing

@testable import Bridge

/// `Fixtures/return_urls.json`: what leads back to the app and what does not.
struct ReturnURLs: Decodable {
  struct Hostile: Decodable, CustomTestStringConvertible {
    let url: String
    let why: String

    var testDescription: String { "\(why): \(url.debugDescription)" }
  }

  let origins: String
  let good: [String]
  let hostile: [Hostile]

  static let all: ReturnURLs? = {
    guard let data = try? Data(contentsOf: Fixtures.folder.appending(path: "return_urls.json")) else { return nil }
    return try? JSONDecoder().decode(ReturnURLs.self, from: data)
  }()
}

@Suite("Where people are sent back to")
struct OriginTests {
  private static let elsewhere = ReturnURLs.all?.hostile ?? []
  private static let ours = ReturnURLs.all?.good ?? []

  private func origins() throws -> Origins { try Origins(try #require(ReturnURLs.all).origins) }

  private func isTaken(_ url: String, _ origins: Origins) -> Bool {
    (try? origins.checked(url, field: "success_url")) != nil
  }

  @Test("There are addresses to try") func table() { #expect(Self.elsewhere.count >= 100 && Self.ours.count >= 20) }

  @Test("An address that leads elsewhere, or might, is refused", arguments: elsewhere)
  func refused(_ address: ReturnURLs.Hostile) throws {
    #expect(!isTaken(address.url, try origins()))
    // Nor does it become ours by one origin that it could be joined to.
    let one = try Origins("https://app.example/billing")
    if let taken = try? one.checked(address.url, field: "x") { #expect(taken.hasPrefix("https://app.example/billing")) }
    #expect(!isTaken(address.url, Origins()))
  }

  @Test("An address of the app's own is taken as it is", arguments: ours)
  func taken(_ url: String) throws {
    #expect(try origins().checked(url, field: "success_url") == url)
  }

  @Test("A path alone is joined to the one origin that is configured")
  func path() throws {
    let one = try Origins("https://app.example")
    #expect(
      try one.checked("/billing?s={CHECKOUT_SESSION_ID}", field: "x")
        == "https://app.example/billing?s={CHECKOUT_SESSION_ID}")
    #expect(try one.checked("/", field: "x") == "https://app.example/")
    #expect(!isTaken("/billing", try origins()) && !isTaken("/billing", Origins()))
    let within = try Origins("https://app.example/billing")
    #expect(try within.checked("/billing/done", field: "x") == "https://app.example/billing/done")
    #expect(!isTaken("/billings", within) && !isTaken("/", within))
    for url in [
      "//evil.example", "/\\evil.example", "/../x", "/%2e%2e/x", "/a//b", "/%2fevil.example", "/\t/evil.example",
      "/a b",
    ] {
      #expect(!isTaken(url, one), "\(url)")
    }
  }

  @Test("An address that is too long is refused")
  func long() throws {
    let one = try Origins("https://app.example")
    #expect(isTaken("https://app.example/" + String(repeating: "a", count: 2028), one))
    #expect(!isTaken("https://app.example/" + String(repeating: "a", count: 2029), one))
  }

  @Test("The refusal names the field and what is allowed")
  func words() throws {
    let origins = try origins()
    #expect {
      try origins.checked("https://evil.example", field: "return_url")
    } throws: { error in
      let problem = error as? Problem
      return problem?.code == "invalid_value" && problem?.detail.contains("return_url") == true
    }
  }

  @Test(
    "What is no origin stops the start",
    arguments: [
      "app.example", "http://app.example", "https://", "https://app.example?x", "https://app.example/#x", "*", "null",
      "https://*.example", "https://user@app.example", "https://App.example", "https://app.example:443",
      "https://app.example,", "https://app.example, https://b.example", "https://app.example/../x", "ftp://app.example",
      "http://localhost:80", "https://é.example", "http://10.0.0.1", "https://app.example/a//b", "https://app.example.",
    ])
  func configured(_ setting: String) {
    #expect { try Origins(setting) } throws: { "\($0)".contains("TOLLBRIDGE_ALLOWED_ORIGINS") }
  }

  @Test("Origins are kept in their order, without a slash at the end")
  func kept() throws {
    let setting =
      "https://app.example/,https://app.example/billing/,http://localhost:3000,http://[::1]:8082,http://127.0.0.1"
    #expect(
      try Origins(setting).all == [
        "https://app.example", "https://app.example/billing", "http://localhost:3000", "http://[::1]:8082",
        "http://127.0.0.1",
      ])
  }

  // MARK: CORS

  @Test("A page's origin is allowed to the letter, and nothing that resembles it")
  func cors() throws {
    let origins = try origins()
    for origin in ["https://app.example", "https://shop.example:8443", "https://blog.example", "http://localhost:3000"]
    {
      #expect(origins.allows(origin))
      for changed in Self.resembling(origin) { #expect(!origins.allows(changed), "\(changed)") }
    }
    for hostile in Self.elsewhere where hostile.url != "https://blog.example" { #expect(!origins.allows(hostile.url)) }
    #expect(!Origins().allows("https://app.example") && !Origins().allows(""))
  }

  private static func resembling(_ origin: String) -> [String] {
    let ends = [
      "/", ".", " ", ":443", ":80", ".evil.example", "@evil.example", "%60.evil.example", "\u{0}", "?", "#", ",", "_",
      "/billing", ", *",
    ]
    let starts = ["x", " ", "null", "//", "https://evil.example ", "*"]
    let letters = origin.indices.map { index in
      origin.replacingCharacters(in: index...index, with: origin[index] == "a" ? "b" : "a")
    }
    let gone = origin.indices.map { origin.replacingCharacters(in: $0...$0, with: "") }
    return ends.map { origin + $0 } + starts.map { $0 + origin } + letters + gone
      + [origin.uppercased(), "", "null", "*", "file://", "https://"]
  }

  @Test("Bytes of chance neither pass nor stop the process", arguments: [UInt64(1), 2, 3])
  func chance(_ seed: UInt64) throws {
    var generator = Chance(state: seed)
    let origins = try origins()
    let pieces = [
      "https:", "http:", "/", "//", "\\", "@", "app.example", ".", "evil", "%2f", "%", "?", "#", ":443", "{", "}", "..",
      "é", "\u{0}", " ", "localhost:3000", "{CHECKOUT_SESSION_ID}",
    ]
    for _ in 0..<4000 {
      let url = (0..<Int.random(in: 1...7, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? ""
      }.joined()
      guard let taken = try? origins.checked(url, field: "x") else { continue }
      let parsed = try #require(URLComponents(string: taken.replacing("{CHECKOUT_SESSION_ID}", with: "id")), "\(url)")
      #expect(["app.example", "localhost"].contains(parsed.host) && parsed.user == nil, "seed \(seed): \(url)")
    }
  }

  struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }
}

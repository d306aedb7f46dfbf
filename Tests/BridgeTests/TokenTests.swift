import Foundation
import Testing

@testable import Billing
@testable import Bridge

@Suite("Account tokens")
struct TokenTests {
  private static let now = TokenBench.now

  private func refusal(_ token: String, livemode: Bool = false, now: Int64 = Self.now) async throws -> TokenError? {
    do {
      _ = try await TokenBench.tokens(livemode: livemode).verify(token, now: now)
      return nil
    } catch let error as TokenError { return error }
  }

  // MARK: What is taken

  @Test("A token that was made here is taken, until it ends and no longer")
  func minted() async throws {
    let tokens = try TokenBench.tokens()
    let ada = try #require(AccountID("ada"))
    let (token, expiresAt) = try await tokens.mint(
      account: ada, ttlSeconds: 600, origin: "https://app.example", now: Self.now)
    #expect(expiresAt == Self.now + 600)
    let read = try await tokens.verify(token, now: Self.now)
    #expect(read == AccountToken(account: ada, origin: "https://app.example", expiresAt: expiresAt))
    #expect(try await refusal(token, now: expiresAt + 29) == nil)
    #expect(try await refusal(token, now: expiresAt + 30) == .expired)
    #expect(try await refusal(token, now: Self.now - 30) == nil)
    #expect(try await refusal(token, now: Self.now - 31) == .notYetValid)
  }

  @Test("Each algorithm's token is taken, by the key that it names", arguments: ["ed-1", "es-1", "rs-1"])
  func own(_ key: String) async throws {
    let token = try await TokenBench.tokens().verify(try await TokenBench.own(key), now: Self.now)
    #expect(token.account.value == "ada" && token.origin == nil)
  }

  @Test("A backend's token with a shared secret is taken, of both secrets while one is rolled")
  func rotation() async throws {
    for secret in [TokenBench.secret, TokenBench.olderSecret] {
      #expect(try await refusal(try await TokenBench.shared(secret: secret)) == nil)
    }
    let old = try AccountTokens(secrets: try TokenSecret.list(TokenBench.olderSecret), publicKeys: [], livemode: false)
    let ada = try #require(AccountID("ada"))
    let token = try await old.mint(account: ada, ttlSeconds: 60, now: Self.now).token
    #expect(try await refusal(token) == nil)
    let new = try AccountTokens(secrets: try TokenSecret.list(TokenBench.secret), publicKeys: [], livemode: false)
    await #expect(throws: TokenError.unknownKey) { try await new.verify(token, now: Self.now) }
  }

  @Test(
    "Forms that are right are taken",
    arguments: [
      ["aud": #"["other","tollbridge"]"#], ["nbf": "1800000030"], ["exp": "1800000900"], ["iat": "1800000030"],
      ["jti": #""x""#, "iss": #""app""#], ["origin": #""http://localhost:3000""#], ["sub": #""team:7@x.y-z_0""#],
    ])
  func right(_ changed: [String: String]) async throws {
    #expect(try await refusal(try await TokenBench.shared(TokenBench.claims(changed))) == nil)
  }

  // MARK: What is refused

  struct Claim: CustomTestStringConvertible {
    let changed: [String: String?]
    let error: TokenError

    init(_ changed: [String: String?], _ error: TokenError) { (self.changed, self.error) = (changed, error) }

    var testDescription: String { "\(changed)" }
  }

  static let claims: [Claim] =
    ["sub", "aud", "iat", "exp", "livemode"].flatMap { name in
      let wrong = name == "livemode" ? ["null", "0", #""false""#, "[]"] : ["null", "true", "{}", "1.5", "-1", #""""#]
      return [Claim([name: nil], .claim(name))] + wrong.map { Claim([name: $0], .claim(name)) }
    } + [
      Claim(["sub": #""a b""#], .claim("sub")), Claim(["sub": #""../bob""#], .claim("sub")),
      Claim(["sub": "\"\(String(repeating: "a", count: 129))\""], .claim("sub")),
      Claim(["sub": #""ada\u0000""#], .claim("sub")), Claim(["sub": #"["ada"]"#], .claim("sub")),
      Claim(["aud": #""other""#], .claim("aud")), Claim(["aud": "[]"], .claim("aud")),
      Claim(["aud": #"["tollbridge",1]"#], .claim("aud")), Claim(["aud": #""tollbridge2""#], .claim("aud")),
      Claim(["aud": #""Tollbridge""#], .claim("aud")), Claim(["livemode": "true"], .otherMode),
      Claim(["exp": "1799999970", "iat": "1799999900"], .expired), Claim(["exp": "1800000901"], .lifetimeTooLong),
      Claim(["exp": "1800000600000"], .claim("exp")), Claim(["exp": "9223372036854775807"], .claim("exp")),
      Claim(["exp": "99999999999999999999"], .claim("exp")), Claim(["exp": #""1800000600""#], .claim("exp")),
      Claim(["exp": "18e8"], .claim("exp")), Claim(["exp": "1800000000"], .claim("exp")),
      Claim(["iat": "1800000031"], .notYetValid), Claim(["nbf": "1800000031"], .notYetValid),
      Claim(["nbf": #""soon""#], .claim("nbf")), Claim(["nbf": "null"], .claim("nbf")),
      Claim(["origin": #""https://app.example/""#], .claim("origin")), Claim(["origin": #""null""#], .claim("origin")),
      Claim(["origin": "null"], .claim("origin")), Claim(["origin": #"["https://a.example"]"#], .claim("origin")),
    ]

  @Test("A claim that is missing, of another type or out of bounds is refused by its name", arguments: claims)
  func claim(_ claim: Claim) async throws {
    for token in [
      try await TokenBench.shared(TokenBench.claims(claim.changed)),
      try await TokenBench.own("es-1", TokenBench.claims(claim.changed)),
    ] {
      #expect(try await refusal(token) == claim.error)
    }
  }

  @Test(
    "A header that says more or other than it may is refused, though its signature holds",
    arguments: [
      (#"{"alg":"none"}"#, TokenError.unknownKey), (#"{"alg":"None","kid":"ed-1"}"#, .otherAlgorithm),
      (#"{"alg":"nOnE","typ":"JWT"}"#, .unknownKey), (#"{"alg":"","kid":"ed-1"}"#, .otherAlgorithm),
      (#"{"alg":"HS256","kid":"ed-1"}"#, .otherAlgorithm), (#"{"alg":"hs256"}"#, .unknownKey),
      (#"{"alg":"HS512"}"#, .unknownKey), (#"{"alg":"ES256","kid":"ed-1"}"#, .otherAlgorithm),
      (#"{"alg":"EdDSA"}"#, .unknownKey), (#"{"alg":"EdDSA","kid":"ed-2"}"#, .unknownKey),
      (#"{"alg":"EdDSA","kid":"../../dev/null"}"#, .strangeHeader), (#"{"alg":"EdDSA","kid":""}"#, .strangeHeader),
      (#"{"alg":"EdDSA","kid":"ed-1/../es-1"}"#, .strangeHeader),
      (#"{"alg":"EdDSA","kid":"ed-1\u0000"}"#, .strangeHeader),
      (#"{"alg":"EdDSA","kid":"' OR 1=1"}"#, .strangeHeader), (#"{"alg":"EdDSA","kid":1}"#, .strangeHeader),
      (#"{"alg":"EdDSA","kid":null}"#, .strangeHeader), (#"{"alg":"EdDSA","kid":["ed-1"]}"#, .strangeHeader),
      (#"{"alg":"EdDSA","kid":"ed-1","jku":"https://evil.example/k"}"#, .strangeHeader),
      (#"{"alg":"EdDSA","kid":"ed-1","x5u":"https://evil.example/k"}"#, .strangeHeader),
      (#"{"alg":"EdDSA","kid":"ed-1","x5c":["MIIB"]}"#, .strangeHeader),
      (#"{"alg":"EdDSA","kid":"ed-1","x5t":"abc"}"#, .strangeHeader),
      (#"{"alg":"EdDSA","kid":"ed-1","jwk":{"kty":"OKP"}}"#, .strangeHeader),
      (#"{"alg":"EdDSA","kid":"ed-1","crit":["b64"],"b64":false}"#, .strangeHeader),
      (#"{"alg":"EdDSA","kid":"ed-1","zip":"DEF"}"#, .strangeHeader), (#"{"kid":"ed-1"}"#, .strangeHeader),
      (#"{"alg":"EdDSA","kid":"ed-1","typ":"JWE"}"#, .strangeHeader),
      (#"{"alg":["EdDSA"],"kid":"ed-1"}"#, .strangeHeader),
      (#"{"alg":"EdDSA","kid":"ed-1","kid":"ed-1"}"#, .malformed),
      (#"{"alg":"EdDSA","k\u0069d":"ed-1","kid":"es-1"}"#, .malformed),
      (#"{"alg":"EdDSA","kid":"ed-1",}"#, .malformed), (#"["EdDSA"]"#, .malformed), ("", .malformed),
      ("\u{FEFF}" + #"{"alg":"EdDSA","kid":"ed-1"}"#, .malformed),
    ])
  func header(_ header: String, _ error: TokenError) async throws {
    #expect(try await refusal(try await TokenBench.own("ed-1", header: header)) == error)
  }

  @Test("A name of a key that is too long is refused")
  func longName() async throws {
    let header = #"{"alg":"EdDSA","kid":"\#(String(repeating: "a", count: 129))"}"#
    #expect(try await refusal(try await TokenBench.own("ed-1", header: header)) == .strangeHeader)
  }

  @Test("What anybody knows of a public key is no shared secret")
  func confusion() async throws {
    for text in try TokenBench.publicTexts() {
      for header in [#"{"alg":"HS256","kid":"es-1"}"#, #"{"alg":"HS256"}"#, #"{"alg":"HS256","kid":"rs-1"}"#] {
        let error = try await refusal(try await TokenBench.shared(header: header, secret: text))
        #expect(error == .otherAlgorithm || error == .signatureMismatch)
      }
    }
  }

  /// What may be done to a token's text without its key.
  static let mutations: [(name: String, mutate: @Sendable (String) -> String, error: TokenError)] = [
    ("no signature", { Self.parts($0)[..<2].joined(separator: ".") + "." }, .signatureMismatch),
    ("two parts", { Self.parts($0)[..<2].joined(separator: ".") }, .malformed),
    ("four parts", { $0 + ".e30" }, .malformed), ("nothing", { _ in "" }, .malformed),
    ("dots alone", { _ in ".." }, .malformed), ("padding", { $0 + "=" }, .malformed),
    ("padding in the header", { $0.replacing(".", with: "=.", maxReplacements: 1) }, .malformed),
    ("a space before", { " " + $0 }, .malformed), ("a line after", { $0 + "\n" }, .malformed),
    ("the other alphabet", { Self.parts($0)[..<2].joined(separator: ".") + ".ab+/" }, .malformed),
    ("a bit left over", { Self.parts($0)[..<2].joined(separator: ".") + ".AB" }, .malformed),
    ("a byte more of signature", { $0 + "AAAA" }, .signatureMismatch),
    (
      "a shorter signature",
      { Self.swap($0, 2, Base64URL.encode(Array((Base64URL.decode(Self.parts($0)[2].utf8) ?? []).dropLast()))) },
      .signatureMismatch
    ),
    ("other claims", { Self.swap($0, 1, TokenBench.part(TokenBench.claims(["sub": "\"bob\""]))) }, .signatureMismatch),
    ("another kind", { Self.swap($0, 0, TokenBench.part(#"{"alg":"HS256"}"#)) }, .signatureMismatch),
    ("alg none", { Self.swap(Self.swap($0, 0, TokenBench.part(#"{"alg":"none"}"#)), 2, "") }, .unknownKey),
    ("a zero signature", { Self.swap($0, 2, Base64URL.encode([UInt8](repeating: 0, count: 64))) }, .signatureMismatch),
    ("too long", { $0 + String(repeating: "A", count: 4096) }, .malformed),
    ("a letter that looks alike", { "е" + $0.dropFirst() }, .malformed),
  ]

  private static func parts(_ token: String) -> [Substring] {
    token.split(separator: ".", omittingEmptySubsequences: false)
  }

  private static func swap(_ token: String, _ index: Int, _ part: String) -> String {
    var parts = parts(token).map(String.init)
    parts[index] = part
    return parts.joined(separator: ".")
  }

  @Test("A token that was changed on its way is refused", arguments: mutations.indices)
  func mutated(_ index: Int) async throws {
    let mutation = Self.mutations[index]
    for key in ["shared", "ed-1", "es-1", "rs-1"] {
      let token = key == "shared" ? try await TokenBench.shared() : try await TokenBench.own(key)
      #expect(try await refusal(mutation.mutate(token)) == mutation.error, "\(mutation.name) of \(key)")
    }
  }

  @Test("No single letter of a token can be another", arguments: ["shared", "ed-1", "es-1"])
  func everyLetter(_ key: String) async throws {
    let tokens = try TokenBench.tokens()
    let token = Array((key == "shared" ? try await TokenBench.shared() : try await TokenBench.own(key)).utf8)
    for index in token.indices {
      var changed = token
      changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "Q") : UInt8(ascii: "A")
      let text = String(decoding: changed, as: UTF8.self)
      await #expect(throws: TokenError.self) { try await tokens.verify(text, now: Self.now) }
    }
  }

  @Test("Claims that stand twice, however they are spelt, are refused")
  func twice() async throws {
    for claims in [
      #"{"sub":"ada","sub":"bob","aud":"tollbridge","iat":1800000000,"exp":1800000600,"livemode":false}"#,
      #"{"sub":"ada","\u0073ub":"bob","aud":"tollbridge","iat":1800000000,"exp":1800000600,"livemode":false}"#,
      "[]", "\"ada\"", TokenBench.claims + " x",
    ] {
      #expect(try await refusal(try await TokenBench.shared(claims)) == .malformed)
    }
  }

  @Test("A token of test mode is none where live mode counts, and the other way round")
  func modes() async throws {
    let live = TokenBench.claims(["livemode": "true"])
    for key in ["ed-1", "es-1"] {
      #expect(try await refusal(try await TokenBench.own(key), livemode: true) == .otherMode)
      #expect(try await refusal(try await TokenBench.own(key, live), livemode: true) == nil)
      #expect(try await refusal(try await TokenBench.own(key, live)) == .otherMode)
    }
  }

  // MARK: Making

  @Test("No token is made for longer than 900 seconds, for what is no origin, or without a secret")
  func notMinted() async throws {
    let tokens = try TokenBench.tokens()
    let ada = try #require(AccountID("ada"))
    for ttl in [Int64(0), -1, 901, .max] {
      await #expect(throws: MintError.ttlOutOfRange) {
        try await tokens.mint(account: ada, ttlSeconds: ttl, now: Self.now)
      }
    }
    for origin in ["null", "*", "https://app.example/", "app.example", "http://app.example"] {
      await #expect(throws: MintError.originMalformed) {
        try await tokens.mint(account: ada, ttlSeconds: 60, origin: origin, now: Self.now)
      }
    }
    let reading = try AccountTokens(secrets: [], publicKeys: try TokenKeyFile(TokenBench.file()).keys, livemode: false)
    #expect(!reading.canMint)
    await #expect(throws: MintError.noSecret) { try await reading.mint(account: ada, ttlSeconds: 60, now: Self.now) }
  }

  @Test("The origin claim is held against the Origin header, to the letter")
  func origins() throws {
    let ada = try #require(AccountID("ada"))
    let bound = AccountToken(account: ada, origin: "https://app.example", expiresAt: 0)
    #expect(bound.admits(origin: "https://app.example"))
    for origin in [nil, "null", "https://app.example:443", "https://APP.example", "https://app.example.evil"] {
      #expect(!bound.admits(origin: origin))
    }
    let free = AccountToken(account: ada, origin: nil, expiresAt: 0)
    #expect(free.admits(origin: nil) && free.admits(origin: "https://any.example"))
  }
}

@Suite("The keys of tokens")
struct TokenKeyTests {
  private func words(_ file: String) -> String {
    do {
      _ = try TokenKeyFile(Array(file.utf8))
      return ""
    } catch { return "\(error)" }
  }

  @Test("Each flaw of a key stops the start in words that name the key")
  func flaws() throws {
    let flaws: [(key: String, words: String)] = [
      (TokenBench.edwardsKey(#""kid":"k","d":"AAAA""#), "private"),
      (#"{"kty":"oct","kid":"k","alg":"HS256","k":"AAAA"}"#, "private"),
      (TokenBench.edwardsKey(#""use":"sig""#), "no kid"), (TokenBench.edwardsKey(#""kid":"a/b""#), "no kid"),
      (TokenBench.edwardsKey(#""kid":"k","use":"enc""#), "(use)"),
      (try TokenBench.rsaKey(#""kid":"k","crv":"P-256""#), "must say alg"),
      (TokenBench.edwardsKey().replacing("EdDSA", with: "ES256"), "must say alg"),
      (TokenBench.ellipticKey().replacing("ES256", with: "HS256"), "must say alg"),
      (TokenBench.ellipticKey().replacing(#""alg":"ES256","#, with: ""), "must say alg"),
      (TokenBench.ellipticKey().replacing("P-256", with: "P-384"), "must say alg"),
      (#"{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","kid":"k","x":"AAAA"}"#, "cannot be read"),
      (#"{"kty":"RSA","alg":"RS256","kid":"k","n":"AQAB","e":"AQAB"}"#, "cannot be read"),
      (
        #"{"kty":"EC","crv":"P-256","alg":"ES256","kid":"k","x":"\#(TokenBench.part(String(repeating: "x", count: 32)))","#
          + #""y":"\#(TokenBench.part(String(repeating: "y", count: 32)))"}"#, "cannot be read"
      ),
    ]
    for flaw in flaws {
      let said = words("{\"keys\":[\(TokenBench.ellipticKey()),\(flaw.key)]}")
      #expect(said.contains("TOLLBRIDGE_TOKEN_JWKS: key 2") && said.contains(flaw.words), "\(flaw.key): \(said)")
    }
  }

  @Test(
    "A file that is no set of keys stops the start",
    arguments: ["", "{}", "[]", #"{"keys":[]}"#, #"{"keys":{}}"#, #"{"keys":[],"keys":[]}"#, "not JSON"])
  func noFile(_ text: String) { #expect(words(text).contains("TOLLBRIDGE_TOKEN_JWKS")) }

  @Test("Two keys of one name stop the start")
  func twice() throws {
    let keys = try TokenKeyFile(Array("{\"keys\":[\(TokenBench.edwardsKey()),\(TokenBench.edwardsKey())]}".utf8)).keys
    #expect(throws: ConfigurationError.self) { try AccountTokens(secrets: [], publicKeys: keys, livemode: false) }
    #expect(throws: ConfigurationError.self) {
      let secret = TokenBench.secret
      _ = try AccountTokens(secrets: try TokenSecret.list("\(secret),\(secret)"), publicKeys: [], livemode: false)
    }
  }

  @Test(
    "A secret that could be guessed stops the start",
    arguments: [
      "", "short", "tok-7f0a1c9be2d84c35a6e1b0d94f6", String(repeating: "ab", count: 20),
      "changeme-changeme-changeme-changeme-1",
      "replace_this_with_32_random_bytes_please", "tok-7f0a1c9be2d84c35 a6e1b0d94f62c8e3", "\(TokenBench.secret),",
      "${TOLLBRIDGE_TOKEN_SECRET_FROM_VAULT_123}",
    ])
  func secrets(_ setting: String) { #expect(throws: ConfigurationError.self) { try TokenSecret.list(setting) } }

  @Test("Base64 for addresses has one text for each bytes")
  func base64() {
    for count in 0..<70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 7) }
      let text = Base64URL.encode(bytes)
      let reference = Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
        "=", with: "")
      #expect(text == reference && Base64URL.decode(text.utf8) == bytes)
    }
    for text in ["A", "AB", "AAB", "AA==", "A A", "AA\n", "AA+A", "é"] { #expect(Base64URL.decode(text.utf8) == nil) }
  }
}

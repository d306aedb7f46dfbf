import Foundation
import HTTPTypes
import NIOHTTP1
import Testing

@testable import Billing
@testable import Bridge

@Suite("Credentials")
struct CredentialTests {
  private static let server = "tb_test_sk_6b1f0c9d2a8e47f3"
  private static let operatorKey = "op-9c27f51e0b6d4a83a1c7-5e2d"
  private static let now = TokenBench.now

  private func credentials() throws -> Credentials {
    Credentials(
      serverKeys: try APIKeys("\(Self.server),server-key-2-8f7e6d5c4b3a", name: "TOLLBRIDGE_API_KEYS", livemode: false),
      operatorKeys: try APIKeys(Self.operatorKey, name: "TOLLBRIDGE_OPERATOR_KEYS", livemode: false),
      tokens: try TokenBench.tokens())
  }

  private func ask(
    _ authorization: String?, origin: String? = nil, site: String? = nil
  ) async throws -> Result<Principal, CredentialError> {
    let credentials = try credentials()
    do {
      return .success(
        try await credentials.principal(authorization: authorization, origin: origin, site: site, now: Self.now))
    } catch {
      return .failure(error)
    }
  }

  @Test("Each credential is its holder's, and none is nobody's")
  func holders() async throws {
    #expect(try await ask(nil) == .success(.anonymous))
    #expect(try await ask(nil, origin: "https://app.example") == .success(.anonymous))
    #expect(try await ask("Bearer \(Self.server)") == .success(.serverKey))
    #expect(try await ask("bearer server-key-2-8f7e6d5c4b3a") == .success(.serverKey))
    #expect(try await ask("Bearer \(Self.operatorKey)") == .success(.operatorKey))
    let ada = try #require(AccountID("ada"))
    #expect(try await ask("Bearer \(try await TokenBench.shared())") == .success(.account(ada)))
    #expect(
      try await ask("Bearer \(try await TokenBench.own("ed-1"))", origin: "https://x.example")
        == .success(.account(ada)))
  }

  @Test(
    "What is not one Bearer and a credential is refused",
    arguments: [
      "", " ", "Bearer", "Bearer ", "Bearer  \(server)", "Basic \(server)", server, "Token \(server)",
      "Bearer\t\(server)",
      "Bearer \(server) ", "Bearer \(server), Bearer \(server)", "Bearer \(server)\u{0}", "Bearer é\(server)",
      "Bearer \(String(repeating: "a", count: 5000))", "Bearer: \(server)",
    ])
  func malformed(_ authorization: String) async throws {
    #expect(try await ask(authorization) == .failure(.malformed))
  }

  @Test(
    "A credential that is nobody's is refused",
    arguments: [
      "\(server)x", String(server.dropLast()), server.uppercased(), "x", String(operatorKey.dropFirst()), "\(server),x",
    ])
  func unknown(_ credential: String) async throws {
    #expect(try await ask("Bearer \(credential)") == .failure(.unknown))
  }

  @Test(
    "A key in a browser is refused for that reason, whichever page it is on",
    arguments: ["https://app.example", "null", ""])
  func browser(_ origin: String) async throws {
    for key in [Self.server, Self.operatorKey] {
      #expect(try await ask("Bearer \(key)", origin: origin) == .failure(.keyInBrowser))
    }
    for site in ["cross-site", "same-site", "none", "", "Same-Origin"] {
      #expect(try await ask("Bearer \(Self.operatorKey)", origin: origin, site: site) == .failure(.keyInBrowser))
    }
    // The console is a page of this service; a server key has no page at all.
    #expect(try await ask("Bearer \(Self.operatorKey)", origin: origin, site: "same-origin") == .success(.operatorKey))
    #expect(try await ask("Bearer \(Self.server)", origin: origin, site: "same-origin") == .failure(.keyInBrowser))
    #expect(try await ask("Bearer nobody-knows-this-one", origin: origin) == .failure(.unknown))
    #expect((Problem(.keyInBrowser).status.code, Problem(.keyInBrowser).code) == (403, "key_in_browser"))
  }

  @Test("A token with an origin is taken from its pages alone")
  func bound() async throws {
    let token = try await TokenBench.shared(TokenBench.claims(["origin": "\"https://app.example\""]))
    let ada = try #require(AccountID("ada"))
    #expect(try await ask("Bearer \(token)", origin: "https://app.example") == .success(.account(ada)))
    for origin in [nil, "null", "https://evil.example"] {
      #expect(try await ask("Bearer \(token)", origin: origin) == .failure(.otherOrigin))
    }
  }

  @Test("A token that does not hold is refused with its reason, and so are all where none are configured")
  func badToken() async throws {
    #expect(try await ask("Bearer a.b.c") == .failure(.token(.malformed)))
    let old = try await TokenBench.shared(TokenBench.claims(["exp": "\(Self.now - 60)", "iat": "\(Self.now - 120)"]))
    #expect(try await ask("Bearer \(old)") == .failure(.token(.expired)))
    #expect(Problem(.token(.expired)).code == "token_expired" && Problem(.token(.otherMode)).status == .unauthorized)
    let keysAlone = Credentials(serverKeys: APIKeys(), operatorKeys: APIKeys(), tokens: nil)
    #expect(keysAlone.isEmpty)
    let token = try await TokenBench.shared()
    await #expect(throws: CredentialError.unknown) {
      try await keysAlone.principal(authorization: "Bearer \(token)", origin: nil, now: Self.now)
    }
  }

  @Test("Several Authorization headers are refused, equal ones too")
  func several() async throws {
    let (key, credentials) = (("Authorization", "Bearer \(Self.server)"), try credentials())
    func ask(_ headers: [(String, String)]) async throws(CredentialError) -> Principal {
      let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: HTTPHeaders(headers))
      return try await credentials.principal(of: WholeRequest(head: head, body: []), now: Self.now)
    }
    #expect(try await ask([key]) == .serverKey)
    await #expect(throws: CredentialError.malformed) { try await ask([key, key]) }
    await #expect(throws: CredentialError.keyInBrowser) { try await ask([key, ("Origin", "https://app.example")]) }
    await #expect(throws: CredentialError.keyInBrowser) {
      try await ask([key, ("Origin", "https://app.example"), ("Origin", "https://other.example")])
    }
  }

  // MARK: Keys

  @Test(
    "A key that says its mode must be of the deployment's",
    arguments: [
      ("tb_live_sk_6b1f0c9d2a8e47f3", true, true), ("tb_live_sk_6b1f0c9d2a8e47f3", false, false),
      ("tb_test_sk_6b1f0c9d2a8e47f3", false, true), ("tb_test_sk_6b1f0c9d2a8e47f3", true, false),
      ("any-other-form-6b1f0c9d2a8e47f3", true, true), ("any-other-form-6b1f0c9d2a8e47f3", false, true),
    ])
  func modes(_ key: String, _ livemode: Bool, _ isTaken: Bool) {
    #expect((try? APIKeys(key, name: "X", livemode: livemode)) != nil ? isTaken : !isTaken)
  }

  @Test(
    "A key that could be guessed stops the start",
    arguments: [
      "", "short", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "changeme-changeme-changeme", "with space 6b1f0c9d2a8e47f3",
      "\(server),",
    ])
  func guessable(_ setting: String) {
    #expect(throws: ConfigurationError.self) { try APIKeys(setting, name: "X", livemode: false) }
  }
}

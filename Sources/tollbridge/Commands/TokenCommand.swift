import ArgumentParser
import Billing
import Bridge
import Foundation

struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Print a token by which a browser may act for one account.",
    discussion:
      "Signed with the first secret of TOLLBRIDGE_TOKEN_SECRET. The mode that it is of is that of STRIPE_SECRET_KEY.")

  @Argument(help: "The account, as the app names it.")
  var account: String

  @Option(help: "How long it lasts, in seconds, 900 at most.")
  var ttl: Int64 = 900

  @Option(help: "The only origin whose pages may use it, as in https://app.example.")
  var origin: String?

  func validate() throws {
    guard AccountID(account) != nil else {
      throw ValidationError("An account is 1 to \(AccountID.lengthMax) characters of A-Za-z0-9._:@-.")
    }
    guard AccountTokens.ttlSeconds.contains(ttl) else { throw ValidationError("\(MintError.ttlOutOfRange)") }
  }

  func run() async throws {
    try await Exit.guardingAsync {
      let settings = try Settings(environment: ProcessInfo.processInfo.environment)
      guard let account = AccountID(account) else { return }
      guard let tokens = settings.tokens, tokens.canMint else { throw ConfigurationError("\(MintError.noSecret)") }
      Output.line(try await tokens.mint(account: account, ttlSeconds: ttl, origin: origin, now: Clock.now()).token)
    }
  }
}

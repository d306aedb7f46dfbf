import ArgumentParser
import Billing
import Bridge

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Every fact of an account, what it did and why, with the running balance.")

  @Argument(help: "The app's account id.")
  var account: String

  @Option(help: "When to look: RFC 3339, a date or unix seconds. Default: now.")
  var at: Instant?

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var options: StoreOptions

  func run() throws {
    try Exit.guarding {
      let explain = Explain(try options.ledgers())
      let moment = at ?? Instant(seconds: Clock.now())
      let text = json ? try explain.json(account, at: moment) : try explain.text(account, at: moment)
      guard let text else {
        Output.error("tollbridge: the store knows no account \(account).")
        throw ExitCode(Exit.finding)
      }
      Output.line(text)
    }
  }
}

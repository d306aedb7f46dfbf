import ArgumentParser
import Billing
import Bridge
import Foundation
import Native

struct BalanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "balance", abstract: "What accounts can spend, a line each.")

  @Argument(help: "The app's account ids; - reads them from standard input, one a line.")
  var accounts: [String]

  @Option(help: "When to look: RFC 3339, a date or unix seconds. Default: now.")
  var at: Instant?

  @Flag(help: "Print one JSON object a line.")
  var json = false

  @OptionGroup var options: StoreOptions

  func run() throws {
    try Exit.guarding {
      let balances = Balances(try options.ledgers())
      guard let moment = at ?? Instant(seconds: Clock.now()) else { return }
      var unknown = 0
      for account in accounts {
        guard account == "-" else {
          unknown += try show(account, balances, moment)
          continue
        }
        var lines = LineReader(try InputFile("-"))
        while let line = try lines.next() {
          let account = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
          if !account.isEmpty { unknown += try show(account, balances, moment) }
        }
      }
      if unknown > 0 { throw ExitCode(Exit.finding) }
    }
  }

  /// 1 where the store knows no such account.
  private func show(_ account: String, _ balances: Balances, _ moment: Instant) throws -> Int {
    if let line = try balances.line(account, at: moment, asJSON: json) {
      Output.line(line)
      return 0
    }
    Output.error("tollbridge: the store knows no account \(account).")
    return 1
  }
}

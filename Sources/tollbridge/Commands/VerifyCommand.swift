import ArgumentParser
import Bridge
import Foundation
import Native

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Prove the ledger: sums, chains, and balances equal to the fold of the facts.")

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var options: StoreOptions

  func run() throws {
    try Exit.guarding {
      let report = try Verify(try options.ledgers()).report { count in
        Output.progress("\(count) accounts")
      }
      Output.line(json ? try report.json() : report.text)
      if !report.findings.isEmpty { throw ExitCode(Exit.finding) }
    }
  }
}

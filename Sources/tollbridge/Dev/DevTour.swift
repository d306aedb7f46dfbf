import Billing
import Bridge
import Foundation
import Sandbox
import Store

/// The main job, shown once at the start: somebody buys, the webhooks come in, and the ledger explains every credit.
struct DevTour {
  static let account = "bob"

  let sandbox: Sandbox
  let ledgers: Ledgers

  /// Plays it and says what came of it.
  func run() async throws -> String {
    var words: [String] = []
    for name in ["subscribe", "package"] {
      guard let scenario = Scenario.named(name) else { continue }
      let report = try await sandbox.play(scenario, Play.Cast(account: Self.account))
      words.append("  \(name): \(scenario.words)")
      guard await sandbox.courier.flush(), report.customer != nil else { return "" }
    }
    let explained = try Explain(ledgers).text(Self.account, at: nil) ?? ""
    return (["Shown once, for account \(Self.account), as tollbridge trigger does it:"] + words).joined(separator: "\n")
      + "\n\ntollbridge explain \(Self.account)\n\(explained)\n"
  }
}

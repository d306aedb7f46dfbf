package import Billing
internal import Foundation

/// `tollbridge explain`: an account's course in words, and how it stands.
package struct Explain {
  private let ledgers: Ledgers

  package init(_ ledgers: Ledgers) { self.ledgers = ledgers }

  /// Nil where the store has no fact of the account.
  package func text(_ account: String, at moment: Instant?) throws -> String? {
    let facts = try ledgers.facts(of: account)
    guard !facts.isEmpty else { return nil }
    return Self.text(
      account, try Explanation(facts, catalog: ledgers.catalog, at: moment),
      try Fold(facts, catalog: ledgers.catalog, at: moment).state)
  }

  package func json(_ account: String, at moment: Instant?) throws -> String? {
    let facts = try ledgers.facts(of: account)
    guard !facts.isEmpty else { return nil }
    let explanation = try Explanation(facts, catalog: ledgers.catalog, at: moment)
    let view = AccountView(state: try Fold(facts, catalog: ledgers.catalog, at: moment).state)
    return try JSONText.canonical(
      Document(account: account, state: view, timeline: explanation.lines.map(Document.Line.init)))
  }

  static func text(_ account: String, _ explanation: Explanation, _ state: AccountState) -> String {
    let texts = explanation.lines.map { ($0, "\($0.at)  \($0.balance.grouped.leftPadded(to: 9))  \($0.text)") }
    let lines = texts.map { line, text in line.effect.isEmpty ? text : "\(text): \(line.effect)" }
    return (["\(account)", "time                    balance  what happened"] + lines + [""] + standing(state))
      .map(\.onOneLine).joined(separator: "\n")
  }

  private static func standing(_ state: AccountState) -> [String] {
    let plan = [state.plan, state.interval].compactMap(\.self).joined(separator: " / ")
    var lines = ["plan \(plan), \(state.status)"]
    if let period = state.period { lines.append("period \(period.start.day) to \(period.end.day)") }
    if let change = state.scheduledChange { lines.append("changes to \(change.plan) on \(change.at.day)") }
    if let end = state.cancelAt { lines.append("ends on \(end.day)") }
    if let until = state.pausedUntil { lines.append("paused until \(until.day)") }
    if let refill = state.nextRefill {
      lines.append(
        refill.status == .refilling
          ? "refilling \(refill.amount.grouped): the payment is awaited"
          : "next refill \(refill.amount.grouped) on \(refill.at)")
    }
    if let reload = state.autoReload {
      lines.append(
        reload.enabled
          ? "auto-reload buys \(reload.package ?? "?") below \((reload.threshold ?? 0).grouped)"
          : "auto-reload is off: \(reload.offReason ?? "")")
    }
    let balance = state.balance
    lines.append(
      "available \(balance.available.grouped): plan \(balance.plan.grouped), granted \(balance.granted.grouped), "
        + "purchased \(balance.purchased.grouped); frozen \(balance.frozen.grouped), owed \(balance.debt.grouped)")
    return lines
  }

  private struct Document: Encodable {
    struct Line: Encodable {
      let at: String
      let event: String?
      let text: String
      let effect: String
      let balance: Credits

      init(_ line: Explanation.Line) {
        at = line.at.description
        event = line.event
        text = line.text
        effect = line.effect
        balance = line.balance
      }
    }

    let account: String
    let state: AccountView
    let timeline: [Line]
  }
}

extension String {
  fileprivate func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}

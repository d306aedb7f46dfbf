/// What `tollbridge doctor` found: what is in force, and a line for each thing that was looked at.
package struct Checkup: Encodable, Sendable {
  package enum Level: String, Encodable, Sendable { case ok, warning, failure }

  package struct Finding: Encodable, Sendable, Equatable {
    package let level: Level
    /// What was looked at, in a word.
    package let subject: String
    package let text: String
    /// What to do; nil where nothing is wrong.
    package let advice: String?
  }

  package struct Setting: Encodable, Sendable, Equatable {
    package let name: String
    /// Secrets are masked.
    package let value: String
  }

  package let settings: [Setting]
  package let findings: [Finding]

  package var hasFailure: Bool { findings.contains { $0.level == .failure } }

  package func json() throws -> String { try JSONText.canonical(self) }

  package var text: String {
    let lines = findings.map { finding in
      "\(finding.level.rawValue.padded(to: 8)) \(finding.subject.padded(to: 10)) \(finding.text)"
        + (finding.advice.map { "; \($0)" } ?? "")
    }
    let width = settings.map(\.name.count).max() ?? 0
    return (settings.map { "\($0.name.padded(to: width))  \($0.value)" } + [""] + lines).joined(separator: "\n")
  }
}

extension Checkup.Finding {
  static func ok(_ subject: String, _ text: String) -> Self {
    Self(level: .ok, subject: subject, text: text, advice: nil)
  }

  static func warning(_ subject: String, _ text: String, _ advice: String) -> Self {
    Self(level: .warning, subject: subject, text: text, advice: advice)
  }

  static func failure(_ subject: String, _ text: String, _ advice: String) -> Self {
    Self(level: .failure, subject: subject, text: text, advice: advice)
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

internal import Billing
internal import Foundation
package import Logging
internal import Native

/// Log lines on standard error: text for people, JSON for machines. What is secret by form or by value is taken out
/// of every line, whoever wrote it. A line that cannot be written is lost, and nothing else with it.
package struct ServiceLog: LogHandler {
  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]
  private let label: String
  private let format: Settings.LogFormat
  private let scrubber: Scrubber
  private let write: @Sendable (String) -> Void

  /// A logger as the settings say.
  package static func logger(_ settings: Settings) -> Logger {
    Logger(label: "tollbridge") { label in
      ServiceLog(
        logLevel: Logger.Level(rawValue: settings.logLevel) ?? .info, label: label, format: settings.logFormat,
        scrubber: settings.scrubber)
    }
  }

  init(
    logLevel: Logger.Level, label: String, format: Settings.LogFormat, scrubber: Scrubber,
    write: @escaping @Sendable (String) -> Void = { StandardStream.error.write($0 + "\n") }
  ) {
    self.logLevel = logLevel
    self.label = label
    self.format = format
    self.scrubber = scrubber
    self.write = write
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
    let time = Instant(seconds: Int64(Date().timeIntervalSince1970))?.description ?? ""
    write(scrubber.scrub(format == .json ? json(time, event, all) : text(time, event, all)))
  }

  private func text(_ time: String, _ event: LogEvent, _ metadata: Logger.Metadata) -> String {
    let details = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    return "\(time) \(event.level.rawValue) \(event.message)\(details)"
  }

  private func json(_ time: String, _ event: LogEvent, _ metadata: Logger.Metadata) -> String {
    // A secret is looked for before the escapes of JSON can hide it.
    var members = ["time": time, "level": event.level.rawValue, "message": scrubber.scrub("\(event.message)")]
    for (key, value) in metadata { members[key] = scrubber.scrub("\(value)") }
    return (try? JSONText.canonical(members)) ?? ""
  }
}

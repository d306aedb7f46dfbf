internal import Billing
internal import Foundation
internal import Store

/// The store, and what in it waits for a person.
extension Doctor {
  func storeFindings() -> [Checkup.Finding] {
    guard let path = settings.store.path else {
      return [.warning("store", "it is in memory: nothing outlives the process", "set DATABASE_URL to sqlite:FILE")]
    }
    guard FileManager.default.fileExists(atPath: path) else {
      return [.warning("store", "there is no file \(path) yet", "tollbridge serve or migrate makes it")]
    }
    do {
      let store = try SQLiteStore(path: path, access: .readOnly)
      let version = try store.read { try $0.sqliteVersion() }
      return [
        .ok("store", "\(path) opens; schema \(SQLiteStore.schemaVersion)"),
        .ok("sqlite", Self.words(ofSQLite: version)),
      ] + (try backlog(store)) + (try deadHooks(store)) + (try reconciled(store))
    } catch {
      return [.failure("store", "\(error)", "check DATABASE_URL and who may read the file")]
    }
  }

  private static func words(ofSQLite version: String) -> String {
    guard SQLiteRelease(version).canResetTheLog else { return "SQLite \(version)" }
    return "SQLite \(version) has the WAL-reset bug (3.7.0 to 3.51.2), which can lose commits when two connections "
      + "checkpoint. It cannot happen here: one connection writes and checkpoints, and a lock keeps other processes "
      + "of tollbridge from it. Let no other program write to the file"
  }

  private func backlog(_ store: SQLiteStore) throws -> [Checkup.Finding] {
    let (failed, intents) = try store.read { (try $0.failedCount(), try $0.intentCounts()) }
    var findings: [Checkup.Finding] = []
    if failed > 0 {
      findings.append(
        .warning("events", "\(failed) failed; they are retried", "see tollbridge events list --status failed"))
    }
    for status in [StoredIntent.Status.failed, .givenUp] {
      guard let count = intents[status.rawValue], count > 0 else { continue }
      findings.append(
        .warning(
          "intents", "\(count) \(status == .failed ? "were refused by the provider" : "were given up")",
          "see tollbridge intents list --status \(status.rawValue)"))
    }
    let pending = intents[StoredIntent.Status.pending.rawValue] ?? 0
    return findings.isEmpty ? [.ok("backlog", "no event failed, no intent either; \(pending) intents wait")] : findings
  }

  private func deadHooks(_ store: SQLiteStore) throws -> [Checkup.Finding] {
    guard let count = try store.read({ try $0.hookDeliveryCounts() })[.dead], count > 0 else { return [] }
    return [
      .warning(
        "hooks", "the app was never told of \(count) messages",
        "see GET /v1/hook-deliveries?status=dead, and resend them")
    ]
  }

  /// Three rounds may fail before it is worth a word.
  private func reconciled(_ store: SQLiteStore) throws -> [Checkup.Finding] {
    guard settings.provider != nil else { return [] }
    guard let seconds = try store.read({ try $0.cursor(Reconciler.completedAt) }) else {
      return [.warning("reconcile", "it was never done", "tollbridge serve or reconcile does it")]
    }
    let moment = Instant(seconds: seconds)?.description ?? "\(seconds)"
    guard now() - seconds <= 3 * settings.reconcileSeconds else {
      return [
        .warning("reconcile", "all that the provider told is here up to \(moment)", "is tollbridge serve running?")
      ]
    }
    return [.ok("reconcile", "all that the provider told is here up to \(moment)")]
  }
}

/// A version of SQLite.
struct SQLiteRelease {
  private let parts: [Int]

  init(_ text: String) { parts = text.split(separator: ".").compactMap { Int($0) } }

  /// Whether two connections that checkpoint can lose commits: 3.7.0 to 3.51.2, but for what was mended in old series.
  var canResetTheLog: Bool {
    guard parts.count == 3, parts[0] == 3 else { return false }
    switch parts[1] {
    case 44: return parts[2] < 6
    case 50: return parts[2] < 7
    case 51: return parts[2] < 3
    default: return (7..<51).contains(parts[1])
    }
  }
}

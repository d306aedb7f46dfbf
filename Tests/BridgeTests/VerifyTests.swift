import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Native
@testable import Store

/// What `verify` finds in a store that somebody changed by hand.
@Suite("Verify")
struct VerifyTests {
  private let scratch = ScratchFolder()

  /// What is found in a store of two stories after `change`.
  private func findings(after change: String) throws -> [String] {
    let path = scratch.newPath()
    let store = try SQLiteStore(path: path)
    _ = try Stage.replay(Stage.story("01-subscribe") + Stage.story("02-renew"), store: store)
    try store.close()
    let db = try SQLiteConnection(path: path)
    let triggers = try db.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'") { row throws(SQLiteError) in
      try row.text(0)
    }
    for trigger in triggers { try db.execute("DROP TRIGGER \(trigger)") }
    try db.execute(change)
    let reader = try SQLiteStore(path: path, access: .readOnly)
    defer { try? reader.close() }
    return try Verify(Ledgers(store: reader, catalog: try Stage.catalog)).report { _ in }.findings
  }

  @Test(
    "Whatever was changed by hand is found, and said of the account that it is of",
    arguments: [
      ("UPDATE entries SET amount = amount + 1 WHERE number = 1", "was changed after it was booked"),
      ("DELETE FROM entries", "the account says"),
      ("DELETE FROM entries; DELETE FROM accounts", "is off by"),
      ("DELETE FROM links", "leads to it"),
      ("UPDATE links SET account = 'mallory'", "does not lead to it"),
      ("UPDATE events SET body = substr(body, 1, 200) WHERE seq = 1", "cannot be read"),
      ("UPDATE events SET created = created + 1 WHERE seq = 1", "something else than its bytes"),
      ("UPDATE events SET type = 'invoice.paid' WHERE seq = 1", "something else than its bytes"),
      ("UPDATE events SET event_id = 'evt_other' WHERE seq = 1", "something else than its bytes"),
      ("UPDATE events SET livemode = 1 - livemode WHERE seq = 1", "something else than its bytes"),
      ("UPDATE events SET account = 'mallory' WHERE type = 'invoice.paid'", "account mallory"),
    ])
  func changed(_ change: String, _ finding: String) throws {
    let found = try findings(after: change)
    #expect(found.contains { $0.contains(finding) && $0.hasPrefix("account ") }, "\(found)")
  }

  @Test(
    "So is what became of an event, and one that is gone or that no account has any more",
    arguments: [
      ("UPDATE events SET status = 'ignored' WHERE seq = 1", "its row says ignored"),
      ("UPDATE events SET account = NULL WHERE type = 'invoice.paid'", "to no account"),
      ("PRAGMA foreign_keys = OFF; DELETE FROM events WHERE seq = 2", "1 events are missing"),
      ("UPDATE events SET account = NULL, status = 'parked' WHERE type = 'invoice.paid'", "waits for nothing"),
    ])
  func became(_ change: String, _ finding: String) throws {
    let found = try findings(after: change)
    #expect(found.contains { $0.contains(finding) }, "\(found)")
  }

  @Test("A store that nobody changed has no findings")
  func unchanged() throws { #expect(try findings(after: "SELECT 1") == []) }

  @Test("One account that cannot be read keeps no other from being proved")
  func others() throws {
    let found = try findings(
      after: """
        UPDATE events SET body = substr(body, 1, 200) WHERE seq = 1;
        UPDATE entries SET amount = amount + 1 WHERE account <> (SELECT account FROM events WHERE seq = 1) AND number = 1
        """)
    #expect(
      found.contains { $0.contains("cannot be read") } && found.contains { $0.contains("was changed") }, "\(found)")
  }
}

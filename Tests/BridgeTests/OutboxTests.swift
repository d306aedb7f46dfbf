import Foundation
import TestSupport
import Testing

@testable import Billing
@testable import Bridge
@testable import Store

@Suite("The outbox")
struct OutboxTests {
  private let scratch = ScratchFolder()

  private func rows(_ scene: Scene) throws -> [OutboxRow] {
    try scene.store.read { try $0.outbox(after: 0, limit: 1000) }
  }

  @Test("Rows are numbered by account without a gap, and say what changed")
  func numbered() async throws {
    let scene = try Scene()
    let ben = try #require(AccountID("ben"))
    for number in 0..<5 {
      try await scene.grant(10, id: "g\(number)")
      try await scene.grant(10, to: ben, id: "g\(number)")
    }
    _ = try await scene.inbox.take(Scene.spend(1, "s"))
    let session = Payload.session("cs_1", customer: "cus_1", payment: "pi_1", reference: "ada")
    try await scene.deliver(Payload.event("evt_1", "checkout.session.completed", session))
    let rows = try rows(scene)
    for account in ["ada", "ben"] {
      let sequences = rows.filter { $0.account == account }.map(\.sequence)
      #expect(sequences == Array(1...Int64(sequences.count)))
    }
    let ada = rows.filter { $0.account == "ada" }
    #expect(ada.count == 7)
    #expect(ada[0].changed.contains("\"plan\"") && ada[0].changed.contains("\"balance\""))
    #expect(ada[5].changed == #"["balance"]"#)
    #expect((ada[6].eventID, ada[6].changed) == ("evt_1", #"["balance","customer","checkouts"]"#))
    #expect(try scene.store.read { try $0.outbox(after: ada[5].seq, limit: 1) } == [ada[6]])
  }

  @Test("The sequence goes on after a start")
  func goesOn() async throws {
    let path = scratch.newPath()
    for start in 0..<2 {
      let scene = try Scene(path: path)
      try await scene.grant(1, id: "g\(start)")
      #expect(try rows(scene).map(\.sequence) == Array(1...Int64(start + 1)))
      try scene.store.close()
    }
  }

  @Test("A state names every member that differs")
  func changes() throws {
    let catalog = try Stage.catalog
    let state = try Account([], catalog: catalog, at: Instant(clamping: 1)).state
    #expect(state.changes(since: state).isEmpty)
    #expect(state.changes(since: nil) == ["plan", "status"])
  }
}

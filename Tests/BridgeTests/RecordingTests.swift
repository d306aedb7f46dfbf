import Foundation
import TestSupport
import Testing

@testable import Bridge
@testable import Stripe

@Suite("Recorded payloads")
struct RecordingTests {
  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "recording-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test("What cannot be read is an error, and never taken for empty")
  func unreadable() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: InputError.self) { try RecordedPayloads(paths: [folder.path + "/none.jsonl"]) }
    let inner = folder.appending(path: "inner.jsonl")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    #expect(throws: InputError.self) { try RecordedPayloads(paths: [folder.path]) }
    try FileManager.default.removeItem(at: inner)
    try FileManager.default.createSymbolicLink(atPath: inner.path, withDestinationPath: folder.path + "/nowhere")
    #expect(throws: InputError.self) { try RecordedPayloads(paths: [folder.path]) }
    try FileManager.default.removeItem(at: inner)
    try Data("{}\n\n[]".utf8).write(to: inner)
    #expect(
      try Array(RecordedPayloads(paths: [folder.path])).map { URL(filePath: $0.name).lastPathComponent } == [
        "inner.jsonl:1", "inner.jsonl:3",
      ])
  }

  @Test("A recorded delivery is one wherever its headers stand, and an event that speaks of headers is none")
  func deliveries() throws {
    func isDelivery(_ text: String) -> Bool {
      if case .delivery = RecordedPayload(name: "", bytes: Array(text.utf8)).content { true } else { false }
    }
    let padding = String(repeating: "x", count: 5000)
    let headers = #""headers":{"Stripe-Signature":"t=1,v1=ab"}"#
    #expect(isDelivery(#"{\#(headers),"body":"{}"}"#))
    #expect(isDelivery(#"{"body":"\#(padding)",\#(headers)}"#))
    #expect(!isDelivery(#"{"id":"evt_1","data":{\#(headers),"body":"{}"}}"#))
    #expect(!isDelivery(#"{"id":"evt_1"}"#))
  }
}

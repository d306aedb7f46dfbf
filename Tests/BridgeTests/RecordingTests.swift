import Foundation
import Native
import TestSupport
import Testing

@testable import Bridge
@testable import Stripe

@Suite("Recorded payloads")
struct RecordingTests {
  private let scratch = ScratchFolder()

  @Test("What cannot be read is an error, and never taken for empty")
  func unreadable() throws {
    let folder = scratch.url
    #expect(throws: InputError.self) { try RecordedPayloads(paths: [folder.path + "/none.jsonl"]) }
    let inner = folder.appending(path: "inner.jsonl")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    #expect(throws: InputError.self) { try RecordedPayloads(paths: [folder.path]) }
    try FileManager.default.removeItem(at: inner)
    try FileManager.default.createSymbolicLink(atPath: inner.path, withDestinationPath: folder.path + "/nowhere")
    #expect(throws: InputError.self) { try RecordedPayloads(paths: [folder.path]) }
    try FileManager.default.removeItem(at: inner)
    try Data("{}\n\n[]".utf8).write(to: inner)
    var recorded = try RecordedPayloads(paths: [folder.path])
    #expect(
      try recorded.rest().map { URL(filePath: $0.name).lastPathComponent } == ["inner.jsonl:1", "inner.jsonl:3"])
  }

  @Test("Reading that fails on the way is an error, and a pipe is read like a file")
  func inputs() throws {
    #expect(throws: InputFileError.self) { try InputFile(scratch.url.path).next() }
    let pipe = scratch.newPath("jsonl")
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    let writer = Process()
    writer.executableURL = URL(filePath: "/bin/sh")
    writer.arguments = ["-c", "printf '{}\\n[]' > \(pipe)"]
    try writer.run()
    var recorded = try RecordedPayloads(paths: [pipe])
    #expect(try recorded.rest().count == 2)
    writer.waitUntilExit()
  }

  @Test("A line may be longer than what is read at once, and the last one needs no end")
  func longLines() throws {
    let lines = [3_000_000, 1, 1 << 20, (1 << 20) - 1].map { String(repeating: "x", count: $0) }
    let file = scratch.newPath("jsonl")
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: file))
    var recorded = try RecordedPayloads(paths: [file])
    let read = try recorded.rest().map { try #require(try? $0.readableBody()).count }
    #expect(read == lines.map(\.utf8.count))
  }

  @Test("What was received forges no line and steers no terminal")
  func oneLine() {
    #expect("a\nb\u{1B}[2J\u{2028}é".onOneLine == #"a\u{a}b\u{1b}[2J\u{2028}é"#)
    let twice = JSONError.duplicateKey("a\u{1B}[2J\n", offset: 1).description
    #expect(!twice.unicodeScalars.contains { $0.value < 0x20 })
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

import Foundation
import TestSupport
import Testing

@testable import Native

@Suite("Compression")
struct GzipTests {
  private let scratch = ScratchFolder()

  @Test("What is compressed is what gzip unpacks", arguments: [0, 1, 1400, 100_000])
  func roundTrip(_ count: Int) throws {
    var seed = UInt64(count) &+ 7
    let bytes = (0..<count).map { _ -> UInt8 in
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: seed >> 60)
    }
    for isQuick in [false, true] {
      let packed = try Gzip.compress(bytes, isQuick: isQuick)
      #expect(try Gzip.compress(bytes, isQuick: isQuick) == packed)
      #expect(count < 2000 || packed.count < bytes.count)
      #expect(try unpacked(packed) == bytes)
    }
  }

  private func unpacked(_ bytes: [UInt8]) throws -> [UInt8] {
    let file = URL(filePath: scratch.newPath("gz"))
    try Data(bytes).write(to: file)
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", file.path]
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Array(data)
  }
}

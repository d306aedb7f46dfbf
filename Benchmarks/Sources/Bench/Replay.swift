import Foundation
import Glibc

/// `tollbridge replay` of a file of events, by its own account of itself.
struct Replay {
  private static let secondsMax = 600.0

  /// What is read of the command's JSON.
  struct Outcome: Decodable {
    struct Events: Decodable {
      let applied: Int
      let duplicate: Int
    }

    let events: Events
    let eventsPerSecond: Double
  }

  let program: String
  /// The `.jsonl` file.
  let file: String

  /// - Parameters:
  ///   - store: the database to feed; nil for one in memory.
  ///   - output: the file that takes the command's answer.
  func run(store: String?, output: String) throws -> Outcome {
    let target = store.map { ["--store", "sqlite:" + $0] } ?? []
    let child = try Children.spawn(
      program, ["replay", file, "--json"] + target, environment: ChildEnvironment.with(["LOG_LEVEL": "error"]),
      output: output)
    guard let code = child.wait(seconds: Self.secondsMax) else {
      child.stop()
      throw BenchError("tollbridge replay did not end")
    }
    guard code == 0 else { throw BenchError("tollbridge replay ended with \(code): \(child.complaint)") }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Outcome.self, from: FileManager.default.contents(atPath: output) ?? Data())
  }

  /// Writes events one a line: what is below the blank in a JSON text is white space, and a blank is as good.
  static func write(_ bodies: [[UInt8]], to path: String) throws {
    guard let file = fopen(path, "w") else { throw BenchError("cannot create \(path)") }
    var writtenCount = 0
    for body in bodies {
      var line = body.map { $0 < 0x20 ? 0x20 : $0 }
      line.append(UInt8(ascii: "\n"))
      writtenCount += fwrite(line, 1, line.count, file)
    }
    guard fclose(file) == 0, writtenCount == bodies.reduce(0, { $0 + $1.count + 1 }) else {
      throw BenchError("cannot write \(path)")
    }
  }
}

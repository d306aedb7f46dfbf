internal import Foundation

/// What was told, as a story's folder: `01-checkout.session.completed.json`, …, each file one payload as it was sent.
extension Sandbox {
  /// The names and the bytes of the story's files, in order: the payloads of one endpoint, each event once.
  package func story(endpoint: String? = nil) async -> [(name: String, body: [UInt8])] {
    let recorded = await courier.recording
    let chosen = endpoint ?? recorded.first?.endpoint
    let payloads = recorded.filter { $0.endpoint == chosen }
    let width = max(2, String(payloads.count).count)
    return payloads.enumerated().map { index, payload in
      let number = String(index + 1)
      let zeros = String(repeating: "0", count: width - number.count)
      return ("\(zeros)\(number)-\(payload.type).json", payload.body + Array("\n".utf8))
    }
  }

  /// Writes the story into a folder, which is made where it is not there.
  package func writeStory(to folder: String, endpoint: String? = nil) async throws {
    let folder = URL(fileURLWithPath: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in await story(endpoint: endpoint) {
      try Data(file.body).write(to: folder.appendingPathComponent(file.name))
    }
  }
}

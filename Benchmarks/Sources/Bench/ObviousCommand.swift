import ArgumentParser
import Foundation
import Hummingbird
import NIOCore

/// The receiver that one would write first: check the signature, insert the event in a transaction of its own, say 200.
/// It reads the body only as far as it must to find the event's id, which is cheaper than parsing it.
struct ObviousCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "obvious", shouldDisplay: false)

  @Option(help: "The database file.")
  var database: String

  func run() async throws {
    let table = try EventTable(path: database)
    try await WebhookServer.run { fields, body in
      let bytes = Array(body.readableBytesView)
      let header = fields.first(where: { $0.name.canonicalName == "stripe-signature" })?.value ?? ""
      guard Signature.holds(header, body: bytes, key: Delivery.key), let id = Self.eventID(bytes) else {
        return .badRequest
      }
      try await table.insert(id: id, body: Data(bytes))
      return .ok
    }
  }

  /// The first quoted text that looks like an event's id.
  private static func eventID(_ body: [UInt8]) -> String? {
    let quote = UInt8(ascii: "\"")
    let prefix = Array("evt_".utf8)
    var rest = body[...]
    while let open = rest.firstIndex(of: quote) {
      rest = body[(open + 1)...]
      guard rest.starts(with: prefix) else { continue }
      return String(decoding: rest.prefix(while: { $0 != quote }), as: UTF8.self)
    }
    return nil
  }
}

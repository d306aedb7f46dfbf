import Foundation
import Testing

@testable import TollbridgeClient

@Suite("Client: the table of routes")
struct TableTests {
  private struct Description: Decodable { let paths: [String: [String: Ignored]] }
  private struct Ignored: Decodable { init(from decoder: any Decoder) {} }

  @Test("There is a function for each route of the service, and no function for another")
  func everyRoute() async throws {
    let bench = try await Bench()
    let bytes = try await TollbridgeClient(baseURL: bench.url).description()
    await bench.stop()
    let paths = try JSONDecoder().decode(Description.self, from: Data(bytes)).paths
    let routes = paths.flatMap { path, methods in
      methods.keys.map { "\($0.uppercased()) \(path.replacing(/\{[a-z_]+\}/, with: "x"))" }
    }
    #expect(routes.count > 50)
    // The provider calls this one.
    #expect(Set(routes).subtracting(["POST /webhooks/stripe"]) == Set(try await RouteTests.called()))
  }
}

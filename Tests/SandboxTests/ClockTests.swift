import Testing

@testable import Sandbox

@Suite("The stand-in's clock")
struct ClockTests {
  @Test("Moved by many at once, it moves by what they asked for, once each")
  func moved() async throws {
    struct Slow: WebhookSender {
      func post(_ body: [UInt8], to url: String, signature: String) async -> Int? {
        try? await Task.sleep(for: .milliseconds(1))
        return 200
      }
    }
    var configuration = SandboxConfiguration()
    configuration.startsAt = 1_790_000_000
    configuration.unixTime = { 1_000_000_000 }
    configuration.endpoints = [.init(url: "http://127.0.0.1/hook")]
    configuration.sender = Slow()
    let sandbox = Sandbox(configuration)
    await sandbox.start(origin: "http://127.0.0.1")
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask {
          await sandbox.with { world in
            _ = world.newCustomer(number)
            world.advance(to: world.now + 10)
          }
        }
        group.addTask { await sandbox.tick() }
      }
    }
    #expect(await sandbox.world.now == 1_790_000_500)
    #expect(sandbox.clock.now == 1_790_000_500)
    await sandbox.stop()
  }
}

extension World {
  /// Something that is told, so that sending takes a while.
  fileprivate mutating func newCustomer(_ number: Int) -> Int {
    answer(Call("POST", "/v1/customers", body: "name=n\(number)", apiKey: ownKey)).status
  }
}

@Suite("Real time")
struct RealTimeTests {
  @Test("The machine's time is of this century") func century() {
    #expect((1_700_000_000..<4_100_000_000).contains(RealTime.unixSeconds()))
  }
}

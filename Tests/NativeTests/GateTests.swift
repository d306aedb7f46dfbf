import Foundation
import Native
import TestSupport
import Testing

@Suite("Where a transport may connect to")
struct GateTests {
  private static let closed = [
    "127.0.0.1", "127.255.255.255", "0.0.0.0", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255",
    "192.168.1.1", "100.64.0.1", "100.127.255.255", "169.254.169.254", "192.0.0.192", "192.0.2.1", "198.18.0.1",
    "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::1", "fd00::1", "fc00::1",
    "fe80::1", "fec0::1", "ff02::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "4000::1",
  ]
  private static let open = [
    "8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
    "169.253.255.255", "192.167.255.255", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "64:ff9b::8.8.8.8",
    "::ffff:8.8.8.8",
  ]

  @Test("Addresses of this machine, of private networks and of no network are told from those of the internet")
  func publicOnes() throws {
    for text in Self.closed { #expect(try #require(IPAddress(text), "\(text)").isPublic == false, "\(text)") }
    for text in Self.open { #expect(try #require(IPAddress(text), "\(text)").isPublic, "\(text)") }
    for text in ["", "localhost", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.0.0.1", "::g", "[::1]", "1.2.3.4/8"] {
      #expect(IPAddress(text) == nil, "\(text)")
    }
  }

  @Test("A range holds what begins like it, of its own version alone")
  func ranges() throws {
    for (range, inside, outside) in [
      ("10.0.0.0/8", "10.200.0.1", "11.0.0.0"), ("192.168.4.0/22", "192.168.7.255", "192.168.8.0"),
      ("127.0.0.1", "127.0.0.1", "127.0.0.2"), ("fd00::/8", "fdff::1", "fc00::1"), ("::1", "::1", "::2"),
      ("0.0.0.0/0", "255.255.255.255", "::1"), ("::/0", "ffff::", "1.2.3.4"),
    ] {
      let known = try #require(AddressRange(range))
      let (one, other) = (try #require(IPAddress(inside)), try #require(IPAddress(outside)))
      #expect(known.contains(one) && !known.contains(other), "\(range)")
    }
    for text in ["10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "fd00::1/8", "a/8", "/8", ""] {
      #expect(AddressRange(text) == nil, "\(text)")
    }
    let everything = AddressRange.everything
    for text in Self.closed + Self.open {
      let address = try #require(IPAddress(text))
      #expect(everything.contains { $0.contains(address) })
    }
  }

  private func send(_ host: String, _ gate: AddressGate) async throws -> Int {
    let transport = Local.transport { $0.gate = gate }
    let url = try Local.server.get().url("/echo", host: host)
    return try await transport.send(
      TransportRequest(method: "GET", url: url, headers: [], body: nil, timeoutMilliseconds: 10_000)
    ).status
  }

  @Test(
    "A socket is opened for no address that is not admitted, however it is written and whatever a name leads to",
    arguments: [
      ("127.0.0.1", ["127.0.0.1"]), ("localhost", ["127.0.0.1", "::1"]), ("[::1]", ["::1"]),
      ("[::ffff:127.0.0.1]", ["::ffff:127.0.0.1"]), ("2130706433", ["127.0.0.1"]), ("0x7f.1", ["127.0.0.1"]),
      ("0177.0.0.1", ["127.0.0.1"]), ("0.0.0.0", ["0.0.0.0"]), ("10.0.0.1", ["10.0.0.1"]),
      ("169.254.169.254", ["169.254.169.254"]), ("[fd00::1]", ["fd00::1"]),
    ])
  func refused(_ host: String, _ addresses: [String]) async throws {
    let gate = AddressGate()
    await #expect(throws: TransportError.couldNotConnect) { try await send(host, gate) }
    let refused = try #require(gate.takeRefused())
    #expect(addresses.contains(refused.description))
    #expect(gate.takeRefused() == nil)
  }

  @Test(
    "What is allowed is connected to, and by its other name as well",
    arguments: ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
  func allowed(_ host: String) async throws {
    let range = try #require(AddressRange("127.0.0.0/8"))
    #expect(try await send(host, AddressGate(allowed: [range])) == 200)
    #expect(try await send(host, AddressGate(allowsPublic: false, allowed: [range])) == 200)
  }

  @Test("Where only what is named is allowed, the internet is not")
  func named() throws {
    let gate = AddressGate(allowsPublic: false, allowed: [])
    #expect(!gate.admits(try #require(IPAddress("8.8.8.8"))))
    #expect(AddressGate().admits(try #require(IPAddress("8.8.8.8"))))
  }
}

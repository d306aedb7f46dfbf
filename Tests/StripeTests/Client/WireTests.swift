import Foundation
import Native
import TestSupport
import Testing

@testable import Stripe

/// The client over the transport, against a server that plays a script.
@Suite("The client on the wire")
struct WireTests {
  private static let server: Result<LocalServer, any Error> = Result { try LocalServer() }
  private let transport = CurlTransport(TransportConfiguration(allowsPlainHTTP: true))

  /// A client whose server answers by `script`, and the name by which its requests are asked for.
  private func client(_ script: String, deadlinePerTry: Duration = .seconds(5)) async throws -> (StripeClient, String) {
    let url = try Self.server.get().url("/script/\(UUID().uuidString)")
    let made = try await transport.send(
      TransportRequest(method: "POST", url: url, headers: [], body: Array(script.utf8), timeoutMilliseconds: 5000))
    #expect(made.status == 204)
    let policy = RetryPolicy(firstPause: .milliseconds(20), tryTimeout: deadlinePerTry)
    return (StripeClient(transport: transport, key: try SecretKey("sk_test_x"), base: url, policy: policy), url)
  }

  private func requests(_ url: String) async throws -> [JSONValue] {
    let answer = try await transport.send(
      TransportRequest(method: "GET", url: url, headers: [], body: nil, timeoutMilliseconds: 5000))
    return try JSONValue(scanning: answer.body).elements
  }

  @Test("A POST that meets faults goes out again, byte for byte and under the same key")
  func retries() async throws {
    let (client, url) = try await client(
      #"[{"fault": "empty"}, {"fault": "cut"}, {"status": 200, "body": "{\"id\": \"re_1\"}"}]"#)
    let answer = try await client.send(.createRefund(.charge("ch_1"), metadata: ["a": "ü b"]), idempotencyKey: "tb-7")
    #expect(answer.json["id"]?.string == "re_1")
    let sent = try await requests(url)
    #expect(sent.count == 3)
    for request in sent {
      #expect(request["target"]?.string == "/v1/refunds" && request["method"]?.string == "POST")
      #expect(request["body"]?.string == "charge=ch_1&metadata[a]=%C3%BC+b")
      let headers = request["headers"]
      #expect(headers?["idempotency-key"]?.string == "tb-7")
      #expect(headers?["authorization"]?.string == "Bearer sk_test_x")
      #expect(headers?["stripe-version"]?.string == StripeClient.pinnedVersion)
      #expect(headers?["content-type"]?.string == "application/x-www-form-urlencoded")
    }
  }

  @Test("Queries of GET and DELETE arrive as they were encoded, an empty POST has its content type")
  func queries() async throws {
    let (client, url) = try await client(#"[{"status": 200, "body": "{}"}]"#)
    _ = try await client.send(.events(types: ["invoice.paid"], deliveryFailedOnly: true, limit: 5))
    _ = try await client.send(.cancelSubscription("sub_1", invoiceNow: true, prorate: false))
    _ = try await client.send(.expireCheckout("cs_1"), idempotencyKey: "k")
    let sent = try await requests(url)
    #expect(sent[0]["target"]?.string == "/v1/events?delivery_success=false&types[0]=invoice.paid&limit=5")
    #expect(sent[1]["target"]?.string == "/v1/subscriptions/sub_1?invoice_now=true&prorate=false")
    #expect(sent[2]["headers"]?["content-type"]?.string == "application/x-www-form-urlencoded")
    #expect(sent[2]["headers"]?["content-length"]?.string == "0")
  }

  @Test("A try that takes too long is given up in time, and what became of it is unclear")
  func slow() async throws {
    let (client, _) = try await client(
      #"[{"status": 200, "body": "{}", "seconds": 20}]"#, deadlinePerTry: .milliseconds(200))
    let started = ContinuousClock.now
    do throws(StripeFailure) {
      _ = try await client.send(.endPause("sub_1"), idempotencyKey: "k", deadline: .milliseconds(500))
      Issue.record("it was answered")
    } catch { #expect(error.name == "unclear") }
    #expect(ContinuousClock.now - started < .seconds(15))
  }

  @Test("A page of events gives each event's bytes as they stand in the answer")
  func eventPage() async throws {
    let events = [
      #"{ "id":"evt_2","object":"event", "created": 1700000002, "data":{"object":{"id":"in_\u0032", "n":[1,{"a":"}"}] }}}"#,
      #"{"id":"evt_1","object":"event","created":1700000001}"#,
    ]
    let body = #"{"object":"list","data":[ \#(events.joined(separator: " ,\n"))],"has_more":true}"#
    let step = try String(decoding: JSONEncoder().encode(["body": body]), as: UTF8.self).dropLast()
    let (client, _) = try await client("[\(step), \"status\": 200}]")
    let page = try await client.eventPage(endingBefore: "evt_0")
    #expect(page.payloads.map { String(decoding: $0.body, as: UTF8.self) } == events)
    #expect(page.payloads.map(\.signedAt) == [1_700_000_002, 1_700_000_001])
    #expect(page.hasMore && page.firstID == "evt_2" && page.lastID == "evt_1")
    #expect(try StripeEvent(page.payloads[0].body).id == "evt_2")
  }

  @Test(
    "What is no list of events is no empty page",
    arguments: [
      "{}", #"{"data":[]}"#, #"{"data":[{"object":"charge","id":"ch_1"}],"has_more":false}"#,
      #"{"data":[{"object":"event"}],"has_more":false}"#, #"{"data":{},"has_more":false}"#,
    ])
  func noPage(_ body: String) async throws {
    let step = try String(decoding: JSONEncoder().encode(["body": body]), as: UTF8.self).dropLast()
    let (client, _) = try await client("[\(step), \"status\": 200}]")
    await #expect(throws: StripeFailure.self) { try await client.eventPage() }
  }

  @Test("An empty page is one")
  func emptyPage() async throws {
    let (client, _) = try await client(#"[{"status": 200, "body": "{\"data\": [], \"has_more\": false}"}]"#)
    let page = try await client.eventPage()
    #expect(page.payloads.isEmpty && !page.hasMore && page.firstID == nil)
  }

  @Test("Raw bytes of a value are those that stand in the body, quotes and escapes among them")
  func rawBytes() throws {
    let json = try JSONValue(scanning: Array(#" {"a": "x\"y", "b": [1, 2.50 ] , "c": null, "d": {"e":true}}"#.utf8))
    let raw = json.members.map { String(decoding: $0.value.rawBytes, as: UTF8.self) }
    #expect(raw == [#""x\"y""#, "[1, 2.50 ]", "null", #"{"e":true}"#])
    #expect(json.rawBytes.first == UInt8(ascii: "{") && json.rawBytes.last == UInt8(ascii: "}"))
  }
}

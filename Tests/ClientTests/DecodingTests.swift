import Foundation
import Testing

@testable import TollbridgeClient

@Suite("Client: what is read")
struct DecodingTests {
  private func read<Value: Decodable>(_ text: String) throws -> Value { try JSON.decoded(Array(text.utf8)) }

  @Test("What is new is no fault: members and words that are not known")
  func fromTheFuture() throws {
    let result: PaymentResult = try read(
      #"""
      {"id":"c","account":"ada","status":"on_hold","kind":"gift","title":"","body":"","actions":[],"slow":true,
      "x":1}
      """#
    )
    #expect(result.status == "on_hold")
    #expect(result.status != .processing)
    #expect(result.kind == "gift")
    #expect(result.slow)
  }

  @Test("A word goes out as it came in")
  func words() throws {
    let text = #"{"at":"2026-09-21T14:13:20Z","amount":80,"status":"someday"}"#
    let refill: Refill = try read(text)
    #expect(try JSON.encoded(refill) == Array(#"{"amount":80,"at":"2026-09-21T14:13:20Z","status":"someday"}"#.utf8))
  }

  @Test("Names that are data stay as they are")
  func mapKeys() throws {
    let messages: Messages = try read(#"{"locale":"en","messages":{"plans.pay_monthly":"a","one_time":"b"}}"#)
    #expect(messages.messages == ["plans.pay_monthly": "a", "one_time": "b"])
    struct Part: Decodable { let checkouts: [String: PaymentStatus] }
    let part: Part = try read(#"{"checkouts":{"cs_test_a1Xy":"succeeded"}}"#)
    #expect(part.checkouts == ["cs_test_a1Xy": .succeeded])
  }

  @Test(
    "Times are read with and without a fraction",
    arguments: ["2026-09-21T14:13:20Z", "2026-09-21T14:13:20.000Z", "2026-09-21T16:13:20+02:00"])
  func times(_ text: String) throws {
    let refill: Refill = try read(#"{"at":"\#(text)","amount":1,"status":"scheduled"}"#)
    #expect(refill.at == Date(timeIntervalSince1970: 1_790_000_000))
  }

  @Test("What is no time is no answer")
  func noTime() throws {
    #expect(throws: DecodingError.self) {
      let _: Refill = try read(#"{"at":"soon","amount":1,"status":"scheduled"}"#)
    }
  }

  @Test("Large amounts are exact")
  func large() throws {
    let money: Money = try read(#"{"amount":9223372036854775807,"currency":"usd"}"#)
    #expect(money.amount == .max)
  }

  @Test("A problem has all that it says")
  func problem() throws {
    let body = #"""
      {"type":"about:blank","title":"Not enough credits","status":402,"detail":"It takes 100.",
      "code":"not_enough_credits","request_id":"req_1","guidance":{"code":"not_enough_credits",
      "title":"t","body":"b","action":"See plans","leads_to":"plans"},
      "shortfall":20,"errors":[{"pointer":"/a","message":"m"}],"choices":["resume"],"new":1}
      """#
    let problem = Problem(HTTPAnswer(status: 402, headers: ["retry-after": "7"], body: Array(body.utf8)))
    #expect(problem.code == .notEnoughCredits)
    #expect(problem.title == "Not enough credits")
    #expect(problem.detail == "It takes 100.")
    #expect(problem.requestID == "req_1")
    #expect(problem.guidance?.leadsTo == .plans)
    #expect(problem.shortfall == 20)
    #expect(problem.errors == [Problem.Violation(pointer: "/a", message: "m")])
    #expect(problem.choices == ["resume"])
    #expect(problem.retryAfter == .seconds(7))
  }

  @Test("What a proxy answers is a problem too", arguments: ["<html>Bad gateway</html>", "", "{\"error\":1}", "[]"])
  func proxy(_ body: String) {
    let problem = Problem(HTTPAnswer(status: 502, headers: ["x-request-id": "p1"], body: Array(body.utf8)))
    #expect(problem.status == 502)
    #expect(problem.code == .unknown)
    #expect(problem.detail == body)
    #expect(problem.requestID == "p1")
    #expect(problem.retryAfter == nil)
  }

  @Test(
    "A Retry-After that is no count of seconds is none", arguments: ["-1", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"])
  func retryAfter(_ text: String) {
    #expect(Problem(HTTPAnswer(status: 503, headers: ["retry-after": text])).retryAfter == nil)
  }

  @Test("An answer in another form is told as that, and not asked for again")
  func otherForm() async throws {
    let recorder = Recorder(#"{"available":"many"}"#)
    let client = try recorder.client()
    let error = try await thrown(TransportError.self) { try await client.balance(of: "ada") }
    #expect(error.kind == .unreadable)
    #expect(recorder.requests.count == 1)
  }
}

import Testing

@testable import Billing
@testable import Bridge
@testable import Store

@Suite("How the app's own facts are stored")
struct AppFactTests {
  private static let words = [
    "plain", "", "\"quoted\" \\ /", "é 日本 \u{1F600} e\u{301}", "\u{7F}\u{80}\u{2028}",
    String(String.UnicodeScalarView((0..<0x20).compactMap { Unicode.Scalar($0) })), "\r\n",
  ]

  @Test("What is written at once is letter by letter what the encoder writes", arguments: words)
  func flat(_ text: String) throws {
    let moment = Instant(clamping: 1_800_000_000)
    for words in [text, nil] {
      let spend = Spend(id: "s\(text)", amount: -7, action: words, note: words)
      #expect(try stored(.spent(spend)) == JSONText.canonical(spend))
      let hold = Hold(id: "h\(text)", amount: .max, expiresAt: moment, action: words)
      #expect(try stored(.held(hold)) == JSONText.canonical(hold))
    }
    let capture = HoldCapture(hold: text, amount: 1)
    #expect(try stored(.holdCaptured(capture)) == JSONText.canonical(capture))
    let reversal = SpendReversal(spend: text, amount: 1)
    #expect(try stored(.spendReversed(reversal)) == JSONText.canonical(reversal))
    #expect(try stored(.holdReleased(hold: text)) == JSONText.canonical(["hold": text]))
  }

  private func stored(_ fact: AppFact) throws -> String {
    let fact = Fact(event: "f", type: "app", occurredAt: Instant(clamping: 1), body: .app(fact), sequence: 1)
    let stored = try AppFactRecord.stored(fact)
    #expect(try AppFactRecord.fact(stored).body == fact.body)
    return stored.body
  }
}

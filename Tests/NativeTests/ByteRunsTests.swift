import Native
import Testing

@Suite("Runs of bytes, eight at a time")
struct ByteRunsTests {
  private static let texts: [[UInt8]] = {
    var generator = SystemRandomNumberGenerator()
    let bytes = Array("ab \"\\\n\u{1F}\u{20}é\u{7F}".utf8) + [0x00, 0x21, 0x23, 0x5B, 0x5D, 0x80, 0xA2, 0xDC, 0xFF]
    let random = (0..<200).map { length in (0..<length % 40).map { _ in bytes.randomElement(using: &generator) ?? 0 } }
    return random + [Array(repeating: 0x61, count: 33), Array(repeating: 0x20, count: 33), []]
  }()

  @Test("Plain text ends where a byte by byte look says", arguments: texts)
  func plainText(_ text: [UInt8]) {
    for start in 0...text.count {
      let end = text[start...].firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C } ?? text.count
      #expect(ByteRuns.endOfPlainText(text.span, from: start) == end)
    }
  }

  @Test("Blanks are passed as far as they go in eights, and nothing else is", arguments: texts)
  func blanks(_ text: [UInt8]) {
    for start in 0...text.count {
      let end = text[start...].firstIndex { $0 != 0x20 } ?? text.count
      let found = ByteRuns.endOfBlanks(text.span, from: start)
      #expect(found <= end && (found == end || text.count - found < 8))
    }
  }

  @Test("ASCII ends where a byte by byte look says", arguments: texts)
  func ascii(_ text: [UInt8]) {
    for start in 0...text.count {
      let end = text[start...].firstIndex { $0 >= 0x80 } ?? text.count
      #expect(ByteRuns.endOfASCII(text.span, from: start) == end)
    }
  }

  @Test("A byte is found where a look from one to the next finds it", arguments: texts)
  func byte(_ text: [UInt8]) {
    for start in 0...text.count {
      for byte: UInt8 in [0x00, 0x22, 0x61, 0xFF] {
        #expect(ByteRuns.firstIndex(of: byte, text.span, from: start) == text[start...].firstIndex(of: byte))
      }
    }
  }

  private func has(_ part: [UInt8], _ text: [UInt8], at start: Int) -> Bool {
    ByteRuns.has(part.span, text.span, at: start)
  }

  private func contains(_ text: [UInt8], _ part: [UInt8], seldom: Int = 0) -> Bool {
    ByteRuns.contains(text.span, part.span, seldom: seldom)
  }

  @Test("A part is found wherever it stands, and what differs in one byte is not", arguments: texts)
  func parts(_ text: [UInt8]) {
    for start in 0...text.count {
      for count in 0...text.count - start {
        let part = Array(text[start..<start + count])
        #expect(has(part, text, at: start))
        #expect((0..<max(1, count)).allSatisfy { contains(text, part, seldom: $0) })
        // None of the texts has this byte.
        let others = part.indices.map { index in
          part.indices.map { $0 == index ? 0x01 : part[$0] }
        }
        #expect(!others.contains { has($0, text, at: start) || contains(text, $0) })
      }
      #expect(!has(text + [0x61], text, at: start))
    }
  }

  @Test("A word has the bytes that were asked for, the first lowest, and nothing behind them", arguments: texts)
  func words(_ text: [UInt8]) {
    for start in 0...text.count {
      for count in 0...min(8, text.count - start) {
        let word = text[start..<start + count].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        #expect(ByteRuns.word(text.span, from: start, count: count) == word)
      }
    }
  }
}

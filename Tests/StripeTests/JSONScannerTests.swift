import Foundation
import Testing

@testable import Stripe

@Suite("The strict pre-scan of JSON")
struct JSONScannerTests {
  private func scan(_ text: String) throws(JSONError) -> JSONValue { try JSONValue(scanning: Array(text.utf8)) }

  @Test(
    "What is not strict JSON is refused",
    arguments: [
      "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}", "nul", "truee", "01", "-", "1.",
      "1e", "+1", ".5", "\"a", "\"\\x\"", "\"\\u12g4\"", "\"\u{1}\"", "{} {}", "{}x", "[1 2]", "{\"a\"}", "NaN", "{,}",
      "\u{FEFF}{}", "[,1]", "tru", "\"\\u12\"", "--1", "1e+", "{\"a\":}", "// c\n{}",
    ])
  func refused(_ text: String) {
    #expect(throws: JSONError.self) { try scan(text) }
  }

  @Test(
    "What is strict JSON is taken",
    arguments: [
      "{}", "[]", " { } ", "[1,-0,0.5,1e3,1E-2,-12.5e+10]", "\"\\ud83d\\ude00\"", "null", "true", "{\"a\":{\"a\":1}}",
      "\"\\u0000\"", "[[],{},\"\"]", "\"é\"", "{\"\":1}",
    ])
  func taken(_ text: String) {
    #expect(throws: Never.self) { try scan(text) }
  }

  @Test(
    "A key that stands twice is refused, however it is spelt",
    arguments: [
      #"{"id":1,"id":2}"#, #"{"id":1,"\u0069d":2}"#, #"{"a":{"b":1,"c":2,"b":3}}"#,
    ])
  func duplicateKeys(_ text: String) {
    #expect { try scan(text) } throws: { error in
      if case JSONError.duplicateKey = error { true } else { false }
    }
  }

  @Test(
    "Keys that look alike and are not the same stand beside each other, however they are spelt",
    arguments: [
      #"{"\u00e9":1,"e\u0301":2}"#, "{\"\u{e9}\":1,\"e\u{301}\":2}", #"{"\ud800":1,"\ud801":2,"\ufffd":3}"#,
    ])
  func keysAlike(_ text: String) {
    #expect(throws: Never.self) { try scan(text) }
  }

  @Test("Many keys are compared too")
  func manyKeys() throws {
    let keys = (0..<5000).map { "\"k\($0)\":1" }
    #expect(throws: Never.self) { try scan("{" + keys.joined(separator: ",") + "}") }
    #expect(throws: JSONError.self) { try scan("{" + (keys + ["\"k77\":1"]).joined(separator: ",") + "}") }
  }

  @Test("Depth is bounded: 64 levels are taken, 65 and 10,000 are refused")
  func depth() {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(throws: Never.self) { try scan(nested(64)) }
    #expect(throws: JSONError.tooDeep(limit: 64)) { try scan(nested(65)) }
    #expect(throws: JSONError.tooDeep(limit: 64)) { try scan(nested(10_000)) }
    #expect(throws: JSONError.tooDeep(limit: 64)) { try scan(String(repeating: "{\"a\":", count: 10_000)) }
  }

  @Test(
    "Bytes that are not UTF-8 are refused",
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x7B, 0x22, 0xC3, 0x22, 0x3A, 0x31, 0x7D],
      [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00],
    ] as [[UInt8]])
  func notUTF8(_ bytes: [UInt8]) {
    #expect(throws: JSONError.notUTF8) { try JSONValue(scanning: bytes) }
  }

  @Test("A string of chance bytes is taken just where the whole of it is UTF-8")
  func chanceBytes() {
    var generator = SystemRandomNumberGenerator()
    let pieces =
      ["a", "bcdefgh", "é", "€", "😀"].map { Array($0.utf8) } + [[0x80], [0xC3], [0xE2, 0x82], [0xF0], [0xFF]]
    for length in 0..<3000 {
      let text = (0..<length % 12).flatMap { _ in pieces.randomElement(using: &generator) ?? [] }
      let isUTF8 = String(validating: text, as: UTF8.self) != nil
      let found = Result { () throws(JSONError) in try JSONValue(scanning: [0x22] + text + [0x22]) }
      #expect(isUTF8 ? (try? found.get()) != nil : found.isNotUTF8, "\(text)")
    }
  }

  @Test("A key is found to stand twice just where it does, however much alike the keys are")
  func chanceKeys() {
    var generator = SystemRandomNumberGenerator()
    let middles = ["", "x", "y", "xy", "yx", "xx", "id", "_id"]
    for count in 0..<2000 {
      let keys = (0..<count % 9).map { _ in
        let middle = middles.randomElement(using: &generator) ?? ""
        return count.isMultiple(of: 2) ? middle : "subscription_" + middle + "_details_of_item"
      }
      let text = "{" + keys.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
      #expect((try? scan(text)) != nil ? Set(keys).count == keys.count : Set(keys).count < keys.count, "\(text)")
    }
  }

  @Test(
    "Whole numbers are read to the ends of 64 bits and no further",
    arguments: [
      ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("9223372036854775808", nil),
      ("-9223372036854775809", nil), ("99999999999999999999999", nil), ("1.0", nil), ("1e3", nil), ("-0", 0),
      ("\"5\"", nil),
      ("true", nil),
    ] as [(String, Int64?)])
  func integers(_ text: String, _ value: Int64?) throws {
    #expect(try scan(text).integer == value)
    #expect(try scan(text).hasUnreadableInteger == (value == nil && text.allSatisfy { $0.isNumber || $0 == "-" }))
  }

  @Test("Strings read as what they spell")
  func strings() throws {
    #expect(try scan(#""a\"\\\/\b\f\n\r\té\u0041\ud83d\ude00z""#).string == "a\"\\/\u{8}\u{c}\n\r\té" + "A😀z")
    #expect(try scan(#""\ud83d""#).string == "\u{FFFD}")
    #expect(try scan(#"{"\u0061":"b"}"#)["a"]?.string == "b")
  }

  @Test("Every cut of a payload is refused, and every flip of a byte is answered")
  func cutsAndFlips() throws {
    let body = Array(#"{"id":"evt_1","n":[1,-2.5e3,true,null],"o":{"k":"é\n"}}"#.utf8)
    for end in 0..<body.count {
      #expect(throws: JSONError.self) { try JSONValue(scanning: Array(body[..<end])) }
    }
    for index in body.indices {
      for bit in 0..<8 {
        var flipped = body
        flipped[index] ^= 1 << bit
        _ = try? JSONValue(scanning: flipped).members
      }
    }
  }
}

extension Result<JSONValue, JSONError> {
  fileprivate var isNotUTF8: Bool {
    if case .failure(.notUTF8) = self { true } else { false }
  }
}

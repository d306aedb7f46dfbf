import Testing

@testable import Native

@Suite("OpenSSL's codes and digests")
struct CryptoTests {
  @Test("HMAC-SHA256 agrees with RFC 4231")
  func hmac() throws {
    let code = try MAC(key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8))
    #expect(code.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    let first = try MAC(key: [UInt8](repeating: 0x0b, count: 20), message: Array("Hi There".utf8))
    #expect(first.hex == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
  }

  @Test("An empty message and an empty key do not trap")
  func empty() throws {
    #expect(try MAC(key: [], message: []).hex == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }

  @Test("A key gives the code of any message, however it is cut and however often it is used")
  func keyed() throws {
    let key = MACKey(Array("Jefe".utf8))
    let whole = try key.code(of: [Array("what do ya want for nothing?".utf8)])
    let cut = try key.code(of: [Array("what do ya want".utf8), [], Array(" for nothing?".utf8)])
    #expect(whole.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(cut.hex == whole.hex)
  }

  @Test("A code matches itself alone")
  func matches() throws {
    let code = try MAC(key: [1], message: [2])
    guard let bytes = Hex.decode(Array(code.hex.utf8)[...]) else {
      Issue.record("the code's own hexadecimal must decode")
      return
    }
    #expect(code.matches(bytes))
    #expect(!code.matches([]))
    #expect(!code.matches(Array(bytes.dropLast())))
    for index in bytes.indices {
      var other = bytes
      other[index] ^= 1
      #expect(!code.matches(other))
    }
  }

  @Test("SHA-256 agrees with FIPS 180-2")
  func sha256() throws {
    #expect(try SHA256.hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(try SHA256.hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test("Hexadecimal is lowercase and in pairs", arguments: ["0", "0g", "AA", "é0", " 0"])
  func hexRefused(_ text: String) { #expect(Hex.decode(Array(text.utf8)[...]) == nil) }

  @Test("A lock that is held is refused, and free again when its holder is gone")
  func lock() throws {
    let path = "/tmp/tollbridge-lock-\(UInt64.random(in: 0 ... .max))"
    var holder: FileLock? = try FileLock(path: path)
    #expect(throws: FileLockError.self) { try FileLock(path: path) }
    withExtendedLifetime(holder) {}
    holder = nil
    #expect(throws: Never.self) { try FileLock(path: path) }
    #expect(throws: FileLockError.self) { try FileLock(path: "/nowhere/at/all") }
  }
}

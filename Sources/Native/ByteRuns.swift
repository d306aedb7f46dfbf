internal import Glibc

/// Passes over runs of bytes many at a time.
///
/// A search asks of eight bytes at once what it asks of one: in `word ^ pattern` a byte that equals the pattern's is
/// zero, and `(word - 0x01…) & ~word & 0x80…` has the high bit set in the lowest byte of `word` that is zero (Warren,
/// Hacker's Delight, 6-1). Higher bits may be set without cause, which is why only the lowest counts.
package enum ByteRuns {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// Where the first quote, backslash or control character stands at or behind `start`; the end where there is none.
  package static func endOfPlainText(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index + 8 <= bytes.count {
      let word = load(bytes, index)
      let found = zeros(word ^ (ones &* 0x22)) | zeros(word ^ (ones &* 0x5C)) | below0x20(word)
      if found != 0 { return index + found.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < bytes.count, bytes[index] >= 0x20, bytes[index] != 0x22, bytes[index] != 0x5C { index += 1 }
    return index
  }

  /// Where the first byte that is no blank stands at or behind `start`, as far as blanks come in eights.
  package static func endOfBlanks(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index + 8 <= bytes.count {
      let others = load(bytes, index) ^ (ones &* 0x20)
      if others != 0 { return index + others.trailingZeroBitCount / 8 }
      index += 8
    }
    return index
  }

  /// Where the first byte with its high bit set stands at or behind `start`; the end where there is none.
  package static func endOfASCII(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index + 32 <= bytes.count {
      let low = load(bytes, index) | load(bytes, index + 8)
      let high = load(bytes, index + 16) | load(bytes, index + 24)
      guard (low | high) & highs == 0 else { break }
      index += 32
    }
    while index + 8 <= bytes.count {
      let found = load(bytes, index) & highs
      if found != 0 { return index + found.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < bytes.count, bytes[index] < 0x80 { index += 1 }
    return index
  }

  /// Where `byte` stands first at or behind `start`; nil where it does not.
  package static func firstIndex(of byte: UInt8, _ bytes: Span<UInt8>, from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    return unsafe bytes.bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let found = unsafe memchr(base + start, Int32(byte), bytes.count - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }

  /// Whether the bytes of `wanted` stand anywhere in a row.
  ///
  /// - Parameter seldom: which of them to look for: the fewer there are of it, the sooner the answer.
  package static func contains(_ bytes: Span<UInt8>, _ wanted: Span<UInt8>, seldom: Int = 0) -> Bool {
    guard seldom < wanted.count else { return wanted.isEmpty }
    var index = seldom
    while let found = firstIndex(of: wanted[seldom], bytes, from: index) {
      if has(wanted, bytes, at: found - seldom) { return true }
      index = found + 1
    }
    return false
  }

  /// Whether the bytes of `wanted` stand at `start`.
  package static func has(_ wanted: Span<UInt8>, _ bytes: Span<UInt8>, at start: Int) -> Bool {
    let count = wanted.count
    guard start + count <= bytes.count else { return false }
    guard count >= 8 else { return word(bytes, from: start, count: count) == word(wanted, from: 0, count: count) }
    var index = 0
    while index + 8 <= count {
      guard load(bytes, start + index) == load(wanted, index) else { return false }
      index += 8
    }
    return load(bytes, start + count - 8) == load(wanted, count - 8)
  }

  /// `count` bytes, at most eight, the first of them lowest, the rest of the word zero.
  package static func word(_ bytes: Span<UInt8>, from start: Int, count: Int) -> UInt64 {
    if start + 8 <= bytes.count { return load(bytes, start) & (count < 8 ? (1 << (UInt64(count) * 8)) - 1 : .max) }
    var word: UInt64 = 0
    for index in (start..<start + count).reversed() { word = word << 8 | UInt64(bytes[index]) }
    return word
  }

  private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highs }

  private static func below0x20(_ word: UInt64) -> UInt64 { (word &- ones &* 0x20) & ~word & highs }

  /// Eight bytes, the first of them lowest.
  private static func load(_ bytes: Span<UInt8>, _ index: Int) -> UInt64 {
    UInt64(littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
  }
}

import NIOCore

/// Finds whole answers in what a connection received: their status, and their length by Content-Length.
struct AnswerScanner {
  private var received = ByteBuffer()

  mutating func append(_ bytes: ByteBuffer) {
    if received.readableBytes == 0 {
      received = bytes
    } else {
      received.writeImmutableBuffer(bytes)
    }
  }

  /// The status of the next whole answer, nil when more bytes must come.
  mutating func nextStatus() throws -> Int? {
    let head = try received.withUnsafeReadableBytes { bytes in try AnswerHead.read(bytes) }
    guard let head, received.readableBytes >= head.byteCount + head.bodyByteCount else { return nil }
    received.moveReaderIndex(forwardBy: head.byteCount + head.bodyByteCount)
    return head.status
  }
}

/// What an answer's head says, as far as it matters here.
private struct AnswerHead {
  private static let lengthName = Array("content-length:".utf8)
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  let status: Int
  /// Bytes of the head, with the empty line.
  let byteCount: Int
  let bodyByteCount: Int

  /// Nil when the head is not whole yet.
  static func read(_ bytes: UnsafeRawBufferPointer) throws -> AnswerHead? {
    guard let end = end(of: bytes) else { return nil }
    // "HTTP/1.1 200": the status stands behind nine bytes.
    guard end > 12, let status = number(bytes[9..<12]), let length = bodyByteCount(bytes[..<end]) else {
      throw LoadError.unreadable
    }
    return AnswerHead(status: status, byteCount: end, bodyByteCount: length)
  }

  /// Where the empty line ends.
  private static func end(of bytes: UnsafeRawBufferPointer) -> Int? {
    var index = 3
    while index < bytes.count {
      if bytes[index] == lineFeed, bytes[index - 2] == lineFeed, bytes[index - 1] == carriageReturn { return index + 1 }
      index += 1
    }
    return nil
  }

  private static func bodyByteCount(_ head: Slice<UnsafeRawBufferPointer>) -> Int? {
    var start = head.startIndex
    while let end = head[start...].firstIndex(of: lineFeed) {
      if isLength(head[start..<end]) { return number(head[(start + lengthName.count)..<end]) }
      start = end + 1
    }
    return nil
  }

  /// Whether a line is of that name, in capitals or not.
  private static func isLength(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
    line.count > lengthName.count && zip(line, lengthName).allSatisfy { $0 | 0x20 == $1 }
  }

  private static func number(_ text: Slice<UnsafeRawBufferPointer>) -> Int? {
    var value: Int?
    for byte in text where byte != UInt8(ascii: " ") && byte != carriageReturn {
      guard byte >= 48, byte <= 57 else { return nil }
      value = (value ?? 0) * 10 + Int(byte - 48)
    }
    return value
  }
}

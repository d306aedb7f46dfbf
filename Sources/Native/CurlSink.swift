internal import CCurl

/// Where libcurl puts an answer while it comes in.
///
/// libcurl's callbacks get it as an unretained pointer; the transfer that owns it outlives them.
final class CurlSink {
  /// The lines of the head, as they came.
  private(set) var head: [UInt8] = []
  private(set) var body: [UInt8] = []
  /// Whether the answer was cut off because it is too large.
  private(set) var isOverfull = false
  private var bytesLeft = 0
  /// How much room the last head took: the next is likely to be as long.
  private var headCount = 0

  /// Makes ready for another answer.
  func clear(bytesMax: Int) {
    headCount = head.count
    head = []
    body = []
    isOverfull = false
    bytesLeft = bytesMax
  }

  /// Takes a line of a head. Each head begins with its status line: what came before was an interim answer, or a
  /// proxy's.
  func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    guard take(line.count) else { return false }
    if unsafe line.starts(with: "HTTP/".utf8) { head.removeAll(keepingCapacity: true) }
    if head.isEmpty { head.reserveCapacity(headCount) }
    unsafe head.append(contentsOf: line)
    return true
  }

  /// Takes a piece of the body.
  func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard take(bytes.count) else { return false }
    unsafe body.append(contentsOf: bytes)
    return true
  }

  private func take(_ count: Int) -> Bool {
    isOverfull = isOverfull || count > bytesLeft
    if !isOverfull { bytesLeft -= count }
    return !isOverfull
  }
}

/// Gives libcurl the two callbacks. One that takes less than it was given ends the transfer.
enum CurlCallbacks {
  static let body: curl_write_callback = { bytes, size, count, context in
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let sink = unsafe Unmanaged<CurlSink>.fromOpaque(context).takeUnretainedValue()
    let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe sink.takeBody(piece) ? size * count : 0
  }

  static let header: curl_write_callback = { bytes, size, count, context in
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let sink = unsafe Unmanaged<CurlSink>.fromOpaque(context).takeUnretainedValue()
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe sink.takeHeader(line) ? size * count : 0
  }
}

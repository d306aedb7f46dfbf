internal import CCurl

/// Where libcurl puts an answer while it comes in.
///
/// libcurl's callbacks get it as an unretained pointer; the transfer that owns it outlives them.
final class CurlSink {
  private(set) var headers: [String] = []
  private(set) var body: [UInt8] = []
  /// Whether the answer was cut off because it is too large.
  private(set) var isOverfull = false
  private var bytesLeft = 0

  /// Makes ready for another answer.
  func clear(bytesMax: Int) {
    headers.removeAll(keepingCapacity: true)
    body = []
    isOverfull = false
    bytesLeft = bytesMax
  }

  /// Takes a line of a head. Each head begins with its status line: what came before was an interim answer, or a
  /// proxy's.
  func takeHeader(_ bytes: [UInt8]) -> Bool {
    guard take(bytes.count) else { return false }
    if bytes.starts(with: "HTTP/".utf8) {
      headers.removeAll(keepingCapacity: true)
    } else if bytes.contains(UInt8(ascii: ":")) {
      headers.append(String(decoding: bytes, as: UTF8.self))
    }
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
    let line = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: size * count))
    return sink.takeHeader(line) ? size * count : 0
  }
}

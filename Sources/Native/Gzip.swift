internal import CZlib

/// Compression for what browsers fetch (RFC 1952), by zlib.
package enum Gzip {
  /// A window of 32 KiB, and 16 more for the gzip wrapping instead of zlib's own.
  private static let windowBits: Int32 = 15 + 16
  private static let memoryLevel: Int32 = 9

  /// The same bytes come out the same: no time and no name is written.
  ///
  /// - Parameter isQuick: for what is sent once; otherwise it is made as small as can be.
  /// - Throws: `CompressionError` where zlib refuses, for want of memory.
  package static func compress(_ bytes: [UInt8], isQuick: Bool = false) throws(CompressionError) -> [UInt8] {
    var stream = unsafe z_stream()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard
      unsafe deflateInit2_(
        &stream, isQuick ? Z_BEST_SPEED : Z_BEST_COMPRESSION, Z_DEFLATED, windowBits, memoryLevel, Z_DEFAULT_STRATEGY,
        ZLIB_VERSION, size)
        == Z_OK
    else { throw CompressionError() }
    defer { unsafe deflateEnd(&stream) }
    guard let length = UInt32(exactly: bytes.count) else { throw CompressionError() }
    var (input, output) = (bytes, [UInt8](repeating: 0, count: Int(unsafe deflateBound(&stream, UInt(length)))))
    let isDone = unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        unsafe (stream.next_in, stream.avail_in) = (source.baseAddress, length)
        unsafe (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
        return unsafe deflate(&stream, Z_FINISH) == Z_STREAM_END
      }
    }
    guard isDone else { throw CompressionError() }
    return Array(output.prefix(Int(unsafe stream.total_out)))
  }
}

/// zlib could not compress.
package struct CompressionError: Error {}

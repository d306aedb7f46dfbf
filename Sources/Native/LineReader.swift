/// Reads line by line, without holding more than the line at hand and what was read with it.
package struct LineReader {
  private let file: InputFile
  private var buffer: [UInt8] = []
  /// Where the next line begins.
  private var start = 0
  /// No line ends before it.
  private var searched = 0
  private var isAtEnd = false

  package var name: String { file.name }

  package init(_ file: InputFile) { self.file = file }

  /// The next line without its end; nil behind the last.
  package mutating func next() throws(InputFileError) -> [UInt8]? {
    while true {
      if let end = ByteRuns.firstIndex(of: 0x0A, buffer.span, from: searched) {
        defer { (start, searched) = (end + 1, end + 1) }
        return Array(buffer[start..<end])
      }
      guard !isAtEnd else {
        defer { (start, searched) = (buffer.count, buffer.count) }
        return start < buffer.count ? Array(buffer[start...]) : nil
      }
      buffer.removeFirst(start)
      (start, searched) = (0, buffer.count)
      let chunk = try file.next()
      isAtEnd = chunk.isEmpty
      buffer += chunk
    }
  }
}

/// What one connection may take, so that a slow or greedy client costs the others nothing.
enum ConnectionLimits {
  /// From the first byte of a request to its last, in seconds.
  static let requestSeconds: Int64 = 10
  /// Between two requests, in seconds.
  static let idleSeconds: Int64 = 60
  /// How often a connection looks at its own age, in seconds.
  static let tickSeconds: Int64 = 2
  /// What is read and thrown away after a refusal, so that the refusal arrives before the connection is closed.
  static let discardSeconds: Int64 = 2
  /// One header field, and all of them, in bytes; how many there may be.
  static let headerFieldBytesMax = 16_384
  static let headerListBytesMax = 32_768
  static let headerCountMax = 100
}

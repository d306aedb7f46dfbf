internal import CCurl

/// libcurl's multi handle with the sockets it waits for. All of one thread.
@safe final class CurlMulti {
  let sockets = CurlSockets()
  private let handle: UnsafeMutableRawPointer?
  /// How many sockets the last wait found, which `runSockets` has not served yet.
  private(set) var eventCount = 0

  /// - Parameter connectionsMax: the most connections to one host, and the most that are kept.
  init(connectionsMax: Int) {
    unsafe handle = CurlLibrary.isReady ? curl_multi_init() : nil
    guard let handle = unsafe handle else { return }
    unsafe tb_curl_multi_set_long(handle, CURLMOPT_MAX_HOST_CONNECTIONS, max(1, connectionsMax))
    unsafe tb_curl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, max(1, connectionsMax))
    let context = unsafe Unmanaged.passUnretained(sockets).toOpaque()
    unsafe tb_curl_multi_set_pointer(handle, CURLMOPT_SOCKETDATA, context)
    unsafe tb_curl_multi_set_pointer(handle, CURLMOPT_TIMERDATA, context)
    unsafe tb_curl_multi_set_watcher(handle, CurlWaiting.want)
    unsafe tb_curl_multi_set_timer(handle, CurlWaiting.timer)
  }

  deinit { unsafe curl_multi_cleanup(handle) }

  /// Begins a transfer: its first byte goes out with the next `runTimers`.
  func add(_ transfer: CurlTransfer) throws(TransportError) {
    guard let handle = unsafe handle, unsafe curl_multi_add_handle(handle, transfer.handle) == CURLM_OK else {
      throw .other(code: Int(CURLE_FAILED_INIT.rawValue), words: "libcurl takes no transfer")
    }
  }

  /// Ends a transfer, whether it is done or not.
  func remove(_ transfer: CurlTransfer) { unsafe curl_multi_remove_handle(handle, transfer.handle) }

  /// Waits until a socket can be read or written, libcurl's moment comes or the alarm goes off, for `milliseconds` at
  /// the most.
  ///
  /// - Returns: whether any socket can be read or written.
  @discardableResult
  func wait(milliseconds: Int) -> Bool {
    var milliseconds = milliseconds
    if milliseconds > 0, let due = sockets.due { milliseconds = min(milliseconds, Self.milliseconds(until: due)) }
    eventCount = sockets.events.wait(milliseconds: milliseconds)
    return eventCount > 0
  }

  /// Reads and writes what the last wait found.
  func runSockets() {
    var runningCount: Int32 = 0
    for index in 0..<eventCount {
      guard let (descriptor, what) = sockets.event(index) else { continue }
      unsafe curl_multi_socket_action(handle, descriptor, what, &runningCount)
    }
    eventCount = 0
  }

  /// Does what is due by the clock: what was begun, and what took too long.
  func runTimers(at now: ContinuousClock.Instant) {
    guard sockets.takeDue(at: now) else { return }
    var runningCount: Int32 = 0
    unsafe curl_multi_socket_action(handle, CURL_SOCKET_TIMEOUT, 0, &runningCount)
  }

  /// The next transfer that ended since the last look; nil when there is none.
  func nextEnded() -> (transfer: CurlTransfer, code: CURLcode)? {
    var code = CURLE_OK
    guard let transfer = unsafe tb_curl_multi_next(handle, &code) else { return nil }
    return (unsafe Unmanaged<CurlTransfer>.fromOpaque(transfer).takeUnretainedValue(), code)
  }

  /// Rounded up: what is called too early waits again.
  static func milliseconds(until moment: ContinuousClock.Instant) -> Int {
    let left = moment - .now
    guard left > .zero else { return 0 }
    return 1 + Int(min(left / .milliseconds(1), Double(CurlLoop.pauseMillisecondsMax)))
  }
}

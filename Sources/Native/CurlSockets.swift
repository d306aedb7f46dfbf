internal import CCurl
internal import Glibc

/// What a multi handle waits for: sockets, and a moment.
///
/// A connection's socket stays watched from its first use to its end, although libcurl takes it back after each
/// request: a request over a kept connection then costs no call of the system for it.
///
/// libcurl's callbacks get it as an unretained pointer; the multi handle that owns it ends before.
final class CurlSockets {
  /// What is known of a descriptor, whose number is its place in the table.
  private struct Watch {
    /// What the system watches it for; 0 when it does not.
    var watched: UInt32 = 0
    /// What libcurl asks for.
    var wanted: UInt32 = 0
    /// Whether libcurl tells when it closes it. Of the pair that its name look-ups use it does not.
    var isConnection = false
  }

  let events = EventSet()
  private var watches: [Watch] = []
  /// When libcurl wants to be called although no socket does anything; nil for never.
  private(set) var due: ContinuousClock.Instant?

  // MARK: What libcurl says

  func setDue(afterMilliseconds milliseconds: Int) {
    due = milliseconds < 0 ? nil : ContinuousClock.now + .milliseconds(milliseconds)
  }

  func opened(_ descriptor: Int32) { self[descriptor] = Watch(isConnection: true) }

  func closing(_ descriptor: Int32) {
    if self[descriptor].watched != 0 { events.leave(descriptor) }
    self[descriptor] = Watch()
  }

  /// - Parameter what: libcurl's `CURL_POLL_`...
  func want(_ descriptor: Int32, _ what: Int32) {
    let watch = self[descriptor]
    let wanted = Self.mask(what)
    self[descriptor].wanted = wanted
    if wanted == 0 {
      if !watch.isConnection { ignore(descriptor) }
    } else if wanted != watch.watched {
      // Of a socket that the system does not watch libcurl learns nothing: the request's time ends it.
      self[descriptor].watched = events.watch(descriptor, for: wanted) ? wanted : 0
    }
  }

  private static func mask(_ what: Int32) -> UInt32 {
    switch what {
    case CURL_POLL_IN: EPOLLIN.rawValue
    case CURL_POLL_OUT: EPOLLOUT.rawValue
    case CURL_POLL_INOUT: EPOLLIN.rawValue | EPOLLOUT.rawValue
    default: 0
    }
  }

  private func ignore(_ descriptor: Int32) {
    if self[descriptor].watched != 0 { events.leave(descriptor) }
    self[descriptor].watched = 0
  }

  private subscript(descriptor: Int32) -> Watch {
    get { Int(descriptor) < watches.count ? watches[Int(descriptor)] : Watch() }
    set {
      while watches.count <= Int(descriptor) { watches.append(Watch()) }
      watches[Int(descriptor)] = newValue
    }
  }

  // MARK: What libcurl is told

  /// Whether the moment has come that libcurl wants to be called at; it is forgotten then.
  func takeDue(at now: ContinuousClock.Instant) -> Bool {
    guard let due, due <= now else { return false }
    self.due = nil
    return true
  }

  /// An event of the last wait, as libcurl wants it. Nil for what it does not ask about, which is watched no more: a
  /// kept connection that its peer closed would end each wait.
  func event(_ index: Int) -> (descriptor: Int32, what: Int32)? {
    guard let (descriptor, mask) = events.event(index) else { return nil }
    guard self[descriptor].wanted != 0 else {
      ignore(descriptor)
      return nil
    }
    // Of a socket that failed or was hung up libcurl finds out itself what may still be read.
    guard mask & ~(EPOLLIN.rawValue | EPOLLOUT.rawValue) == 0 else { return (descriptor, 0) }
    let (reads, writes) = (mask & EPOLLIN.rawValue != 0, mask & EPOLLOUT.rawValue != 0)
    return (descriptor, (reads ? CURL_CSELECT_IN : 0) | (writes ? CURL_CSELECT_OUT : 0))
  }
}

/// Gives libcurl the callbacks that tell what it waits for.
enum CurlWaiting {
  static let want: curl_socket_callback = { _, descriptor, what, context, _ in
    unsafe sockets(context)?.want(descriptor, what)
    return 0
  }

  static let timer: curl_multi_timer_callback = { _, milliseconds, context in
    unsafe sockets(context)?.setDue(afterMilliseconds: milliseconds)
    return 0
  }

  /// No child of this process gets the socket: it would hold the connection open.
  static let open: curl_sockopt_callback = { context, descriptor, _ in
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unsafe sockets(context)?.opened(descriptor)
    return CURL_SOCKOPT_OK
  }

  static let close: curl_closesocket_callback = { context, descriptor in
    unsafe sockets(context)?.closing(descriptor)
    return Glibc.close(descriptor)
  }

  private static func sockets(_ context: UnsafeMutableRawPointer?) -> CurlSockets? {
    unsafe context.map { unsafe Unmanaged<CurlSockets>.fromOpaque($0).takeUnretainedValue() }
  }
}

internal import CCurl
internal import Glibc

/// Descriptors that one thread waits for, by epoll, and an alarm that any other thread can end the wait with.
///
/// Unchecked, because of the events: only the thread that waits touches them.
@safe final class EventSet: @unchecked Sendable {
  /// The most events that one wait brings; others come with the next.
  static let eventsMax = 256

  private let set: Int32
  /// A counter of the system (eventfd) that ends the wait when it is written to.
  private let alarm: Int32
  private let events: UnsafeMutablePointer<epoll_event>

  init() {
    set = epoll_create1(Int32(EPOLL_CLOEXEC))
    alarm = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    unsafe events = .allocate(capacity: Self.eventsMax)
    unsafe events.initialize(repeating: epoll_event(), count: Self.eventsMax)
    // Told once for each time it goes off, so that nobody need read it.
    let isWatched = watch(alarm, for: EPOLLIN.rawValue | EPOLLET.rawValue)
    precondition(set >= 0 && alarm >= 0 && isWatched, "The system gives no descriptor")
  }

  deinit {
    close(set)
    close(alarm)
    unsafe events.deallocate()
  }

  /// Ends the wait that is going on, or else the next one. From any thread.
  func goOff() { eventfd_write(alarm, 1) }

  /// Watches a descriptor for the events of `mask`, and for those alone if it was watched before.
  ///
  /// - Returns: whether the system does.
  func watch(_ descriptor: Int32, for mask: UInt32) -> Bool {
    if tb_epoll_control(set, EPOLL_CTL_MOD, descriptor, mask) == 0 { return true }
    return errno == ENOENT && tb_epoll_control(set, EPOLL_CTL_ADD, descriptor, mask) == 0
  }

  func leave(_ descriptor: Int32) { _ = tb_epoll_control(set, EPOLL_CTL_DEL, descriptor, 0) }

  /// Waits until something happens, for `milliseconds` at the most.
  ///
  /// - Returns: how many events there are.
  func wait(milliseconds: Int) -> Int {
    max(0, Int(unsafe epoll_wait(set, events, Int32(Self.eventsMax), Int32(milliseconds))))
  }

  /// An event of the last wait; nil for the alarm.
  func event(_ index: Int) -> (descriptor: Int32, mask: UInt32)? {
    let descriptor = unsafe tb_epoll_descriptor(events, Int32(index))
    return descriptor == alarm ? nil : (descriptor, unsafe tb_epoll_events(events, Int32(index)))
  }
}

internal import CCurl
internal import Glibc
internal import Synchronization

/// A request on its way to the loop's thread, and who waits for it.
struct CurlCall: Sendable {
  typealias Continuation = CheckedContinuation<Result<TransportAnswer, TransportError>, Never>

  let token: UInt64
  let request: TransportRequest
  let continuation: Continuation
}

/// The thread that an actor runs on, which waits for libcurl's sockets as well as for the actor's jobs.
///
/// libcurl wants a multi handle and all its easy handles to stay with one thread. That is an actor's isolation: here
/// they are the same thing, and the compiler keeps the rule.
///
/// Unchecked, because of the multi handle: only the loop's own thread touches it, and there is at most one; other
/// threads set off the alarm alone.
@safe final class CurlLoop: SerialExecutor, @unchecked Sendable {
  /// What other threads left for the loop's.
  struct Work {
    fileprivate(set) var jobs: [UnownedJob] = []
    fileprivate(set) var calls: [CurlCall] = []
    fileprivate(set) var canceled: [UInt64] = []

    fileprivate var isEmpty: Bool { jobs.isEmpty && calls.isEmpty && canceled.isEmpty }

    /// Keeps the room for as much again.
    fileprivate mutating func clear() {
      jobs.removeAll(keepingCapacity: true)
      calls.removeAll(keepingCapacity: true)
      canceled.removeAll(keepingCapacity: true)
    }
  }

  private struct State {
    var work = Work()
    var thread: pthread_t?
    /// Whether the thread waits for its sockets and must be woken up.
    var isAsleep = false
    var isClosed = false
    var turn: Turn?
  }

  /// What is done after the jobs of each round. It says for how many milliseconds there will be nothing to do unless a
  /// socket or other work comes.
  typealias Turn = @Sendable (Work) -> Int

  /// The longest wait in milliseconds; libcurl shortens it to its own next deadline.
  static let pauseMillisecondsMax = 10_000

  /// A round with so many answers and calls is one of a dense stream: more follow at once.
  private static let denseCount = 8
  /// How often others are let run in a dense stream before the thread sleeps: to sleep and be woken costs more.
  private static let yieldsMax = 4

  private let state = Mutex(State())
  /// For the actor, on the loop's thread.
  let multi: CurlMulti
  private let alarm: EventSet

  init(connectionsMax: Int) {
    multi = CurlMulti(connectionsMax: connectionsMax)
    alarm = multi.sockets.events
  }

  /// Sets what is done in each round. Before the first work.
  func setTurn(_ turn: @escaping Turn) { state.withLock { $0.turn = turn } }

  /// Lets the thread end when its work is done. Work that comes later gets a thread for as long as it takes.
  func close() {
    let isAsleep = state.withLock { state in
      state.isClosed = true
      return state.isAsleep
    }
    if isAsleep { alarm.goOff() }
  }

  /// Leaves a call for the thread. From any thread, as all that hands over work.
  func hand(_ call: CurlCall) { hand { $0.calls.append(call) } }

  /// Notes that a call is wanted no more. Without a task that would have to find a thread.
  func cancel(_ token: UInt64) { hand { $0.canceled.append(token) } }

  private func hand(_ change: (inout Work) -> Void) {
    let (isAsleep, hasThread) = state.withLock { state in
      change(&state.work)
      defer { state.isAsleep = false }
      return (state.isAsleep, state.thread != nil || startThread(&state))
    }
    precondition(hasThread, "The system gives no thread")
    if isAsleep { alarm.goOff() }
  }

  // MARK: The executor

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    hand { $0.jobs.append(job) }
  }

  func checkIsolated() { precondition(isOnThread, "This is not the transport's thread") }

  private var isOnThread: Bool { state.withLock { $0.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false } }

  // MARK: The thread

  private func startThread(_ state: inout State) -> Bool {
    let body = unsafe Unmanaged.passRetained(self)
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, body.toOpaque())
    guard code == 0 else {
      unsafe body.release()
      return false
    }
    pthread_detach(thread)
    state.thread = thread
    return true
  }

  private func run() {
    unsafe tb_name_thread("transport")
    var work = Work()
    while let turn = take(&work) {
      for job in work.jobs { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
      let isDense = multi.eventCount + work.calls.count >= Self.denseCount
      let milliseconds = turn(work)
      work.clear()
      if isDense, milliseconds > 0, findsWorkAwake() { continue }
      pause(milliseconds: milliseconds)
    }
  }

  /// Exchanges what is done for what is to be done.
  ///
  /// - Returns: nil when the thread is to end, which nothing can come between: the next work finds no thread and starts
  ///   one.
  private func take(_ done: inout Work) -> Turn? {
    state.withLock { state in
      if state.work.isEmpty, state.isClosed {
        state.thread = nil
        return nil
      }
      swap(&state.work, &done)
      return state.turn ?? { _ in 0 }
    }
  }

  /// Looks what the sockets do, and waits for them if there is nothing else to do.
  private func pause(milliseconds: Int) {
    let maySleep = state.withLock { state in
      state.isAsleep = milliseconds > 0 && state.work.isEmpty && !state.isClosed
      return state.isAsleep
    }
    multi.wait(milliseconds: maySleep ? min(milliseconds, Self.pauseMillisecondsMax) : 0)
    if maySleep { state.withLock { $0.isAsleep = false } }
  }

  /// Whether there is something to do after others were let run for a moment.
  private func findsWorkAwake() -> Bool {
    for _ in 0..<Self.yieldsMax {
      if multi.wait(milliseconds: 0) || state.withLock({ !$0.work.isEmpty }) { return true }
      sched_yield()
    }
    return false
  }
}

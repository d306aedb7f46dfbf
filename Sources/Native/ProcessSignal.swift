internal import Glibc

/// Signals to this process itself.
package enum ProcessSignal {
  /// What Ctrl-C does.
  package static func interrupt() { kill(getpid(), SIGINT) }
}

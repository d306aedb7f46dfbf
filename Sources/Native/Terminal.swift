internal import Glibc

/// What is known of the terminal that the process writes to.
package enum Terminal {
  /// Whether standard error goes to a terminal, so that progress may be drawn.
  package static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether standard output goes to a terminal.
  package static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }
}

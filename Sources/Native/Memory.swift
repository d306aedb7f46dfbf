internal import CMalloc

/// How the process takes memory from the system.
package enum Memory {
  /// Lets each busy thread have a heap of its own, the event loop and the writer among them, and no more than that: by
  /// default there may be eight for each core, and each keeps what it once needed.
  package static func limitHeaps() { mallopt(M_ARENA_MAX, 4) }
}

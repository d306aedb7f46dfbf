internal import CMalloc

/// How the process takes memory from the system.
package enum Memory {
  /// Lets the threads share two heaps. By default each thread may get one of its own, and each keeps what it once
  /// needed, which for a service with few threads is memory held for nothing.
  package static func shareHeaps() { mallopt(M_ARENA_MAX, 2) }
}

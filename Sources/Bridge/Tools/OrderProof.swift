/// Replays one set of payloads in many orders, each into an empty store in memory, and compares what they come to.
package struct OrderProof {
  package enum Orders: Sendable, Equatable {
    /// Every order there is; for sets of few.
    case all
    /// So many orders of chance, seeded 1, 2, 3…
    case some(Int)
  }

  package struct Report: Encodable {
    package let orders: Int
    /// The digests that were seen, each with the seed or number of the first order that gave it. One, if all is well.
    package let digests: [String: Int]
  }

  /// The largest set of which all orders are tried: 7 have 5,040.
  package static let allMax = 7

  private let payloads: [RecordedPayload]
  private let isDoubled: Bool
  private let replay: ([RecordedPayload]) throws -> ReplayReport

  /// - Parameter replay: feeds payloads into an empty store.
  package init(
    _ payloads: [RecordedPayload], isDoubled: Bool, replay: @escaping ([RecordedPayload]) throws -> ReplayReport
  ) {
    self.payloads = payloads
    self.isDoubled = isDoubled
    self.replay = replay
  }

  package func run(_ orders: Orders, progress: (Int) -> Void) throws -> Report {
    var digests: [String: Int] = [:]
    var count = 0
    func attempt(_ order: [RecordedPayload]) throws {
      count += 1
      let digest = try replay(order).stateDigest
      if digests[digest] == nil { digests[digest] = count }
      if count.isMultiple(of: 100) { progress(count) }
    }
    switch orders {
    case .some(let number):
      for seed in 0..<number {
        var generator = SeededGenerator(seed: UInt64(seed + 1))
        try attempt((isDoubled ? payloads + payloads : payloads).shuffled(using: &generator))
      }
    case .all:
      guard payloads.count <= Self.allMax else { return Report(orders: 0, digests: [:]) }
      try Self.permutations(payloads) { try attempt(isDoubled ? $0 + $0.reversed() : $0) }
    }
    return Report(orders: count, digests: digests)
  }

  /// Heap's algorithm: every order once.
  private static func permutations<Element>(_ elements: [Element], _ body: ([Element]) throws -> Void) rethrows {
    var elements = elements
    var counters = [Int](repeating: 0, count: elements.count)
    try body(elements)
    var index = 0
    while index < elements.count {
      if counters[index] < index {
        elements.swapAt(index.isMultiple(of: 2) ? 0 : counters[index], index)
        try body(elements)
        counters[index] += 1
        index = 0
      } else {
        counters[index] = 0
        index += 1
      }
    }
  }
}

extension OrderProof.Report {
  package func json() throws -> String { try JSONText.canonical(self) }

  package var text: String {
    let seen = digests.sorted { $0.value < $1.value }.map { "\($0.key) (first seen in order \($0.value))" }
    return "\(orders) orders, \(digests.count) \(digests.count == 1 ? "state" : "states")\n"
      + seen.joined(separator: "\n")
  }
}

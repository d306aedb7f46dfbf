/// A figure that is promised, beside the one that was measured.
struct Target: Encodable {
  enum Relation: String, Encodable {
    case atLeast = ">="
    case atMost = "<="
    case below = "<"
  }

  let name: String
  let relation: Relation
  let bound: Double
  let measured: Double
  let isMet: Bool

  init(_ name: String, _ measured: Double, _ relation: Relation, _ bound: Double) {
    self.name = name
    self.relation = relation
    self.bound = bound
    self.measured = measured
    isMet =
      switch relation {
      case .atLeast: measured >= bound
      case .atMost: measured <= bound
      case .below: measured < bound
      }
  }
}

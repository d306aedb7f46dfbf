/// What a change of plan within a running refill cycle grants: credits follow money. Rules section 6.2.
struct PlanChange {
  /// The credits to grant now: the difference of the allowances for the part of the cycle still to run.
  private(set) var grant: Credits = 0
  /// What a change downwards leaves too many. It is kept, for unspent credits stay, but set against the next grant, so
  /// that nobody gains by going down and up again.
  private(set) var excess: Credits = 0

  init(from old: Plan, to new: Plan, at moment: Instant, cycle: Range<Instant>) {
    let before = Self.unused(old, at: moment, cycle: cycle)
    let after = Self.unused(new, at: moment, cycle: cycle)
    if after >= before { grant = after - before } else { excess = before - after }
  }

  mutating func settle(excess earlier: Credits) {
    let used = min(grant, earlier)
    grant -= used
    excess += earlier - used
  }

  /// The allowance for what is left of the cycle. A plan that refills by the day has nothing left over.
  static func unused(_ plan: Plan, at moment: Instant, cycle: Range<Instant>) -> Credits {
    guard plan.refill.unit != .day else { return 0 }
    return plan.refill.amount.portion(
      cycle.upperBound.since(moment), of: cycle.upperBound.since(cycle.lowerBound))
  }
}

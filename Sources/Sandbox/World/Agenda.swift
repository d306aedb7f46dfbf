/// What the world has still to do by itself, and when.
package enum Duty: Sendable, Equatable {
  /// A subscription's paid period ends.
  case endPeriod(String)
  /// A draft invoice is finalised and charged.
  case finalize(String)
  /// An invoice that was declined is charged again.
  case retry(String)
  /// A subscription's `pause_collection` reaches `resumes_at`.
  case resumeCollection(String)
  /// A checkout that nobody finished ends.
  case expireSession(String)
  /// A payment that takes days comes to its end.
  case settle(String)
  /// A refund that is under way arrives, or does not.
  case settleRefund(String)
  /// The customer's bank takes a payment back.
  case dispute(String)
  /// A change that waits for its payment is dropped.
  case dropPendingUpdate(String)
  /// Three days are left of a trial.
  case announceTrialEnd(String)
}

/// Duties in the order of their time; those of one moment in the order in which they were made.
package struct Agenda: Sendable {
  package struct Appointment: Sendable {
    package let at: Int64
    package let duty: Duty
  }

  package private(set) var appointments: [Appointment] = []

  mutating func add(_ duty: Duty, at: Int64) {
    let index = appointments.lastIndex { $0.at <= at }.map { $0 + 1 } ?? 0
    appointments.insert(Appointment(at: at, duty: duty), at: index)
  }

  mutating func cancel(_ duty: Duty) { appointments.removeAll { $0.duty == duty } }

  /// Takes the first duty that is due by `moment`.
  mutating func next(by moment: Int64) -> Appointment? {
    guard let first = appointments.first, first.at <= moment else { return nil }
    return appointments.removeFirst()
  }
}

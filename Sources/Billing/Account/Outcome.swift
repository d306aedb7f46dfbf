/// What became of an event. Rules section 4; the words of `events list --status`.
package enum Outcome: Sendable, Equatable {
  /// It took effect, or told once more what had taken effect.
  case applied
  /// It changes nothing, by rule.
  case ignored(String)
  /// It waits for something that ties it to an account or a purchase, and applies by itself then.
  case parked(String)
  /// It is for a person to look at; nothing was granted for it.
  case quarantined(String)

  package var status: String {
    switch self {
    case .applied: "applied"
    case .ignored: "ignored"
    case .parked: "parked"
    case .quarantined: "quarantined"
    }
  }

  package var reason: String? {
    switch self {
    case .applied: nil
    case .ignored(let reason), .parked(let reason), .quarantined(let reason): reason
    }
  }
}

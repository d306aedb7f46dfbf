/// What the service answers, as far as this app shows it.
struct AccountAnswer: Decodable, Sendable {
  struct Balance: Decodable, Sendable {
    let available, held, frozen, debt, plan, granted, purchased: Int64
  }

  struct Change: Decodable, Sendable {
    let plan: String
    let interval: String?
    let at: String
  }

  struct Period: Decodable, Sendable {
    let start: String
    let end: String
  }

  struct Refill: Decodable, Sendable {
    let at: String
    let amount: Int64
    let status: String
  }

  let plan: String
  let interval: String?
  let status: String
  let balance: Balance
  let scheduledChange: Change?
  let pausedUntil: String?
  let cancelAt: String?
  let period: Period?
  let nextRefill: Refill?
  let customer: String?
  let subscription: String?
}

/// Title, words and a button, for a person whom something stops.
struct GuidanceAnswer: Decodable, Sendable {
  let title: String
  let body: String
  let action: String
  let leadsTo: String
}

/// A failure, in the one form that the service has for all of them.
struct ProblemAnswer: Decodable, Sendable {
  let title: String
  let status: Int
  let detail: String
  let code: String
  let guidance: GuidanceAnswer?
}

/// The plans page.
struct PlansAnswer: Decodable, Sendable {
  struct Card: Decodable, Sendable {
    struct Price: Decodable, Sendable {
      let text: String
      let billedText: String?
      let originalText: String?
    }

    struct Button: Decodable, Sendable {
      struct Undo: Decodable, Sendable {
        let label: String
        let verb: String
      }

      struct Confirmation: Decodable, Sendable {
        let title: String?
        let body: String?
        let lost: [String]
      }

      struct Warning: Decodable, Sendable {
        let text: String
        let stay: String
        let proceed: String
      }

      let state: String
      let label: String
      let verb: String
      let dateText: String?
      let undo: Undo?
      let confirmation: Confirmation
      let warning: Warning?
    }

    let plan: String
    let name: String
    let price: Price
    let savings: String?
    let credits: String
    let highlights: [String]
    let popular: Bool
    let badge: String?
    let button: Button
  }

  struct Comparison: Decodable, Sendable {
    struct Section: Decodable, Sendable {
      struct Row: Decodable, Sendable {
        let name: String
        let values: [String]
      }

      let name: String
      let rows: [Row]
    }

    let title: String
    let sections: [Section]
  }

  struct Side: Decodable, Sendable {
    let label: String
    let selected: Bool
  }

  let interval: String
  let title: String
  let toggle: [Side]
  let cards: [Card]
  let comparison: Comparison
  let emptyText: String?
}

/// The one-time packages.
struct PackagesAnswer: Decodable, Sendable {
  struct Card: Decodable, Sendable {
    struct Price: Decodable, Sendable {
      let text: String
      let originalText: String?
      let perHundredText: String
      let payText: String
    }

    struct Reload: Decodable, Sendable {
      let price: Price
      let badge: String
      let payBadge: String
      let section: String
    }

    let package: String
    let name: String
    let creditsText: String
    let price: Price
    let autoReload: Reload?
  }

  struct Threshold: Decodable, Sendable {
    let label: String
    let minimum: Int64
    let maximum: Int64
    let value: Int64
  }

  let button: String
  let eligibility: String
  let prompt: GuidanceAnswer?
  let otherWay: String?
  let new: Bool
  let residualLabel: String
  let residual: Int64?
  let threshold: Threshold
  let cards: [Card]
  let footer: [String]
  let emptyText: String?
}

/// Auto-reload as it is set.
struct AutoReloadAnswer: Decodable, Sendable {
  let enabled: Bool
  let label: String
  let package: String?
  let threshold: Int64?
  let guidance: GuidanceAnswer?
}

/// What an action costs.
struct QuoteAnswer: Decodable, Sendable {
  let amount: Int64
}

/// An account's course in words.
struct TimelineAnswer: Decodable, Sendable {
  struct Line: Decodable, Sendable {
    let at: String
    let text: String
    let effect: String
    let balance: Int64
  }

  /// The newest first.
  let data: [Line]
}

/// What a verb came to: a page to go on at, or done.
struct VerbAnswer: Decodable, Sendable {
  let status: String?
  let id: String?
  let url: String?
  let at: String?
}

/// What a change of plan will do.
struct PreviewAnswer: Decodable, Sendable {
  let timing: String
  let at: String?
  let credits: Int64
  let refill: String
  let estimateText: String?
}

/// What a checkout came to.
struct ResultAnswer: Decodable, Sendable {
  let status: String
  let title: String
  let body: String
  let actions: [String]
}

/// What a spend took.
struct SpendAnswer: Decodable, Sendable {
  let amount: Int64
}

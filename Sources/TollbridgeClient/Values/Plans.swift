public import Foundation

/// The plans page, to be shown as it comes.
public struct Plans: Codable, Hashable, Sendable {
  /// One side of the switch between months and years.
  public struct Side: Codable, Hashable, Sendable {
    /// How it is paid.
    public let interval: Interval
    /// What it says.
    public let label: String
    /// Whether it is the one that is shown.
    public let selected: Bool
  }

  /// What the plans have, beside each other.
  public struct Comparison: Codable, Hashable, Sendable {
    /// Rows that belong together.
    public struct Section: Codable, Hashable, Sendable {
      /// A feature.
      public struct Row: Codable, Hashable, Sendable {
        /// Its key in the catalogue.
        public let feature: String
        /// Its name for people.
        public let name: String
        /// One for each card, in their order.
        public let values: [String]
      }

      /// Its headline.
      public let name: String
      /// Its rows.
      public let rows: [Row]
    }

    /// Its headline.
    public let title: String
    /// Its parts.
    public let sections: [Section]
  }

  /// How the shown prices are paid.
  public let interval: Interval
  /// The page's headline.
  public let title: String
  /// The switch between months and years.
  public let toggle: [Side]
  /// The plans.
  public let cards: [PlanCard]
  /// What they have, beside each other.
  public let comparison: Comparison
  /// What is said where there is no card.
  public let emptyText: String?
}

/// One plan as it is offered.
public struct PlanCard: Codable, Hashable, Sendable {
  /// What it costs.
  public struct Price: Codable, Hashable, Sendable {
    /// What is charged at once.
    public let billed: Money
    /// The same for a month.
    public let perMonth: Money
    /// For people, for a month.
    public let text: String
    /// For people, what is charged at once where that is not a month's.
    public let billedText: String?
    /// What it would cost without the offer.
    public let original: Money?
    /// The same for people, to be struck through.
    public let originalText: String?
    /// The offer's key in the catalogue.
    public let offer: String?
    /// What the offer is called.
    public let offerText: String?
  }

  /// Its key in the catalogue.
  public let plan: String
  /// Its name for people.
  public let name: String
  /// Its rank among the plans; 0 is the least.
  public let tier: Int
  /// What it costs.
  public let price: Price
  /// What is saved by the year, for people.
  public let savings: String?
  /// The credits that it gives, for people.
  public let credits: String
  /// What it has, for people.
  public let highlights: [String]
  /// Whether it is the one to be pointed out.
  public let popular: Bool
  /// What is said of it.
  public let badge: String?
  /// The link to the other interval.
  public let switchText: String?
  /// Its one button.
  public let button: PlanButton
}

/// The one button of a plan's card.
public struct PlanButton: Codable, Hashable, Sendable {
  /// What a click leads to.
  public struct Verb: OpenValue {
    /// As the service writes it.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The app's page to sign in.
    public static let signIn: Self = "sign_in"
    /// ``TollbridgeClient/openCheckout(for:buying:successURL:cancelURL:locale:idempotencyKey:)``.
    public static let checkout: Self = "checkout"
    /// ``TollbridgeClient/changePlan(of:to:interval:acknowledging:returnURL:idempotencyKey:)``.
    public static let change: Self = "change"
    /// ``TollbridgeClient/cancelSubscription(of:idempotencyKey:)``.
    public static let cancel: Self = "cancel"
    /// ``TollbridgeClient/resumeSubscription(of:idempotencyKey:)``.
    public static let resume: Self = "resume"
    /// ``TollbridgeClient/uncancelSubscription(of:idempotencyKey:)``.
    public static let uncancel: Self = "uncancel"
    /// ``TollbridgeClient/undoScheduledChange(of:idempotencyKey:)``.
    public static let undoScheduledChange: Self = "undo_scheduled_change"
    /// Nothing: it cannot be clicked.
    public static let none: Self = "none"
  }

  /// The link beside the current plan that takes back what will follow it.
  public struct Undo: Codable, Hashable, Sendable {
    /// What it says.
    public let label: String
    /// What it leads to.
    public let verb: Verb
  }

  /// What a person is asked before anything happens.
  public struct Confirmation: Codable, Hashable, Sendable {
    /// `none`, `confirm` or `notice`.
    public let kind: String
    /// The headline of the question.
    public let title: String?
    /// The question.
    public let body: String?
    /// The features of which there will be less.
    public let lost: [String]
  }

  /// Leaving a plan that is sold no more is for ever.
  public struct Warning: Codable, Hashable, Sendable {
    /// What is said.
    public let text: String
    /// The button that stays.
    public let stay: String
    /// The button that goes.
    public let proceed: String
    /// What the verb wants acknowledged.
    public let acknowledge: [Acknowledgement]
  }

  /// `sign_in`, `current`, `upgrade`, `downgrade`, `change`, `scheduled` or `resume`.
  public let state: String
  /// What it says.
  public let label: String
  /// What a click leads to.
  public let verb: Verb
  /// When what it speaks of takes effect.
  public let date: Date?
  /// The same for people.
  public let dateText: String?
  /// The link beside it.
  public let undo: Undo?
  /// What a person is asked before.
  public let confirmation: Confirmation
  /// Whether it leaves a plan that is sold no more.
  public let irreversible: Bool
  /// What is said then.
  public let warning: Warning?
}

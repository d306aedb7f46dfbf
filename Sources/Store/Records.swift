package import Billing

/// A received event as the inbox keeps it.
package struct StoredEvent: Sendable {
  package let seq: Int64
  package let id: String
  package let type: String?
  package let apiVersion: String?
  package let created: Int64?
  package let livemode: Bool?
  package let receivedAt: Int64
  package let status: String
  package let reason: String?
  package let account: String?
  package let attempts: Int64
  package let body: [UInt8]
}

/// A received event on its way into the inbox.
package struct NewEvent: Sendable {
  package let id: String
  package let type: String?
  package let apiVersion: String?
  package let created: Int64?
  package let livemode: Bool?
  package let providerAccount: String
  package let receivedAt: Int64
  package let body: [UInt8]

  package init(
    id: String, type: String?, apiVersion: String?, created: Int64?, livemode: Bool?, providerAccount: String,
    receivedAt: Int64, body: [UInt8]
  ) {
    self.id = id
    self.type = type
    self.apiVersion = apiVersion
    self.created = created
    self.livemode = livemode
    self.providerAccount = providerAccount
    self.receivedAt = receivedAt
    self.body = body
  }
}

/// An entry of the ledger as it is booked.
package struct StoredEntry: Sendable {
  package let number: Int64
  package let cause: String
  package let revision: Int64
  package let source: String
  package let target: String
  package let amount: Credits
  package let effectiveAt: Int64
  package let event: String?
  package let note: String
  package let bookedAt: Int64
  package let chain: [UInt8]
}

/// The end of an account's chain of entries.
package struct LedgerHead: Sendable, Equatable {
  package var entries: Int64
  package var chain: [UInt8]

  package static let empty = LedgerHead(entries: 0, chain: [])
}

/// The columns of `accounts`: a cache of the fold, for listings.
package struct AccountRow: Sendable {
  package let account: String
  package let plan: String
  package let status: String
  package let customer: String?
  package let subscription: String?
  package let head: LedgerHead
  /// How often the app was told of the account.
  package let sequence: Int64

  package init(
    account: String, plan: String, status: String, customer: String?, subscription: String?, head: LedgerHead,
    sequence: Int64
  ) {
    self.account = account
    self.plan = plan
    self.status = status
    self.customer = customer
    self.subscription = subscription
    self.head = head
    self.sequence = sequence
  }
}

import Testing

@testable import Billing

@Suite("What the provider's events oblige us to")
struct DutyTests {
  private func account(_ policy: Policies.SecondSubscription, ended: Bool = false) throws -> Account {
    var builder = FactBuilder()
    builder.subscribe("micro_month", newYear)
    builder.subscribe("macro_month", newYear.days(2), id: "sub_2", invoice: "in_2")
    if ended {
      builder.subscription(
        "macro_month", newYear.days(3), from: newYear.days(2), to: newYear.days(33), began: newYear.days(2),
        id: "sub_2", status: "canceled"
      ) { $0.endedAt = newYear.days(3) }
    }
    return try builder.account(at: newYear.days(4), Example.catalog(policies: Policies(secondSubscription: policy)))
  }

  @Test("A second live subscription grants nothing, and is ended and refunded where the policy says so")
  func second() throws {
    let account = try account(.cancelAndRefund)
    #expect((account.state.plan, account.state.balance.plan) == ("micro", 5000))
    #expect(account.duties == [.endSubscription("sub_2"), .refund(invoice: "in_2", request: nil)])
    #expect(try self.account(.flag).duties.isEmpty)
    #expect(try self.account(.cancelAndRefund, ended: true).duties == [.refund(invoice: "in_2", request: nil)])
  }
}

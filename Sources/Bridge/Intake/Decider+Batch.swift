internal import Billing
internal import Store

/// What waited together, taken in one transaction.
extension Decider {
  /// What a commit brought about, for those outside.
  struct Aftermath: Sendable {
    let accounts: [AccountID: AccountNews]
    /// Whether something is to be carried out that nobody was told of yet.
    let hasIntents: Bool
  }

  mutating func takeAftermath() -> Aftermath {
    defer { (news, hasNewIntents) = ([:], false) }
    return Aftermath(accounts: news, hasIntents: hasNewIntents)
  }

  /// Takes a batch in the order in which it came. What it gives back tells those who wait, after COMMIT.
  mutating func take(
    _ batch: [Inbox.Work], _ transaction: WriteTransaction
  ) throws -> [@Sendable () -> Void] {
    var tell: [@Sendable () -> Void] = []
    tell.reserveCapacity(batch.count)
    var rest = batch[...]
    while let first = rest.first {
      if case .job(let job) = first {
        tell.append(try job.run(&self, transaction))
        rest.removeFirst()
      } else {
        tell += try takeDeliveries(&rest, transaction)
      }
    }
    return tell
  }

  /// Takes the deliveries that follow on each other, as one: each account is folded once for them.
  private mutating func takeDeliveries(
    _ batch: inout ArraySlice<Inbox.Work>, _ transaction: WriteTransaction
  ) throws -> [@Sendable () -> Void] {
    var deliveries: [Delivery] = []
    var completions: [Inbox.Completion] = []
    while case .delivery(let delivery, let completion)? = batch.first {
      deliveries.append(delivery)
      completions.append(completion)
      batch.removeFirst()
    }
    return zip(completions, try take(deliveries, transaction)).map { completion, receipt in
      { completion(.success(receipt)) }
    }
  }
}

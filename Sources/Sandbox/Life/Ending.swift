/// The end of a subscription.
extension World {
  /// Ends it now and tells so. What is still owed stays owed.
  mutating func end(_ id: String, reason: String) {
    let now = now
    guard let subscription = self["subscription", id], !subscription.isOver else { return }
    for duty in [Duty.endPeriod(id), .resumeCollection(id), .dropPendingUpdate(id), .announceTrialEnd(id)] {
      cancel(duty)
    }
    for invoice in all("invoice") where invoice[path: "parent.subscription_details.subscription"].id == id {
      cancel(.retry(invoice.word("id")))
      cancel(.finalize(invoice.word("id")))
      change("invoice", invoice.word("id")) {
        guard ["open", "draft"].contains($0.word("status")) else { return }
        $0["auto_advance"] = false
        $0["next_payment_attempt"] = nil
      }
    }
    if let schedule = subscription["schedule"].id { closeSchedule(schedule, as: "canceled") }
    change("subscription", id, telling: "customer.subscription.deleted") {
      $0["status"] = "canceled"
      $0["ended_at"] = .integer(now)
      if $0["canceled_at"].isNull { $0["canceled_at"] = .integer(now) }
      $0["cancel_at_period_end"] = false
      $0["cancel_at"] = nil
      $0["schedule"] = nil
      $0["pending_update"] = nil
      $0["cancellation_details"]["reason"] = .text(reason)
    }
  }
}

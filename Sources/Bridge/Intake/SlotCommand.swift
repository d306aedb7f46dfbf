internal import Billing
internal import Store

/// A change of an account's slots, decided on what is taken in the transaction that writes it, so that no two can take
/// the last one. Slots move no credits: there is no fact of them.
struct SlotCommand: Sendable {
  enum Change: Sendable {
    /// Takes a slot, or gives the one that has this id already.
    case acquire(feature: String, id: String, seconds: Int64?)
    case renew(id: String, seconds: Int64?)
    case release(id: String)
  }

  /// Nil where the slot's own account is meant, whichever that is. With an account, another's slots are not found.
  let account: AccountID?
  let change: Change

  init(_ change: Change, account: AccountID?) {
    self.change = change
    self.account = account
  }

  /// Takes a slot.
  ///
  /// - Parameter seconds: how long a lease lasts; nil takes the feature's own.
  static func acquire(_ feature: String, id: String, seconds: Int64? = nil, for account: AccountID) -> SlotCommand {
    SlotCommand(.acquire(feature: feature, id: id, seconds: seconds), account: account)
  }

  /// Makes a lease last from now on; one whose time is over is refused, `slot_expired`, and must be acquired again.
  static func renew(_ id: String, seconds: Int64? = nil, of account: AccountID?) -> SlotCommand {
    SlotCommand(.renew(id: id, seconds: seconds), account: account)
  }

  /// Gives a slot back.
  static func release(_ id: String, of account: AccountID?) -> SlotCommand {
    SlotCommand(.release(id: id), account: account)
  }
}

extension SlotCommand: Decidable {
  /// The slot as it stands; one that was given back, as it stood.
  func decided(by decider: inout Decider, _ transaction: WriteTransaction) throws -> Result<StoredSlot, Refusal> {
    let known = try transaction.reading.slot(id)
    guard let owner = known?.owner ?? account else { return .failure(.slotNotFound(id)) }
    guard account == nil || account == owner else {
      // Whose a slot is, is told to nobody.
      if case .acquire = change { return .failure(.mismatch("Slot \(id)")) }
      return .failure(.slotNotFound(id))
    }
    let taken = try transaction.reading.slots(of: owner.value)
    return try decider.look(at: owner, transaction) { account, moment in
      let result = Result { () throws(Refusal) in try changed(known, taken, account, of: owner) }
      if case .success(let slot) = result { try write(slot, instead: known, at: moment, transaction) }
      return result
    }
  }

  private var id: String {
    switch change {
    case .acquire(_, let id, _), .renew(let id, _), .release(let id): id
    }
  }

  private func changed(
    _ known: StoredSlot?, _ taken: [StoredSlot], _ current: Account, of owner: AccountID
  ) throws(Refusal) -> StoredSlot {
    switch (change, known) {
    case (.acquire(let feature, let id, let seconds), _):
      if let known, known.feature != feature, known.slot.isTaken(at: current.moment) { throw .mismatch("Slot \(id)") }
      let slot = try current.acquire(feature, id: id, seconds: seconds, slots: taken.map(\.slot))
      return StoredSlot(slot, of: owner, since: known?.slot == slot ? known : nil, current.moment)
    case (.renew(_, let seconds), let known?):
      let slot = try current.renew(known.slot, seconds: seconds)
      return StoredSlot(slot, of: owner, since: known, current.moment)
    case (.release, let known?): return known
    case (_, nil): throw .slotNotFound(id)
    }
  }

  private func write(
    _ slot: StoredSlot, instead known: StoredSlot?, at moment: Instant, _ transaction: WriteTransaction
  ) throws {
    if case .release = change { try transaction.deleteSlot(slot.id) }
    try transaction.deleteExpiredSlots(of: slot.account, at: moment.seconds)
    switch change {
    case .acquire where slot != known: try transaction.insert(slot)
    case .renew: try transaction.renew(slot.id, expiresAt: slot.expiresAt)
    case .acquire, .release: break
    }
  }
}

extension Inbox {
  /// The slots that an account has now.
  func slots(of account: AccountID) throws(StoreError) -> [StoredSlot] {
    let moment = Instant(seconds: now()) ?? .latest
    return try store.read { try $0.slots(of: account.value) }.filter { $0.slot.isTaken(at: moment) }
  }
}

extension StoredSlot {
  var owner: AccountID? { AccountID(account) }

  var slot: Slot { Slot(id: id, feature: feature, expiresAt: expiresAt.flatMap { Instant(seconds: $0) }) }

  init(_ slot: Slot, of account: AccountID, since known: StoredSlot?, _ moment: Instant) {
    self.init(
      id: slot.id, account: account.value, feature: slot.feature, takenAt: known?.takenAt ?? moment.seconds,
      expiresAt: slot.expiresAt?.seconds)
  }
}

extension Refusal {
  fileprivate static func slotNotFound(_ id: String) -> Refusal {
    Refusal(.notFound, "slot_not_found", "There is no slot \(id) of this account, or its time is over.")
  }
}

internal import Billing
internal import Store

/// Finds whose a fact is, and what else becomes known by it. Rules section 4, attribution.
///
/// Nearly always one account is in question: the fact names it, or its links lead to it. Where two are named within one
/// web of links, the whole web is looked at and each fact goes where the set of them says (`Attribution`).
struct Ownership {
  struct Member {
    let seq: Int64
    let fact: Fact
  }

  /// Which facts each account gains and loses by a fact.
  struct Assignment {
    var gained: [AccountID: [Member]] = [:]
    var lost: [AccountID: Set<Int64>] = [:]
    var waiting: [Member] = []
    /// Facts that no longer wait.
    var released: [Member] = []
    /// What each key is linked to from now on: one account, or several that claim it.
    var links: [String: [AccountID]] = [:]
  }

  let transaction: WriteTransaction

  func assign(_ member: Member) throws -> Assignment {
    let keys = member.fact.links.keys
    let known = try owners(keys)
    var accounts = Set(known.values.flatMap(\.self))
    if let named = member.fact.links.account { accounts.insert(named) }
    guard let account = accounts.first else { return Assignment(waiting: [member]) }
    guard accounts.count == 1 else { return try assignWeb(member, accounts) }
    return try assign(member, to: account, newKeys: keys.filter { known[$0] == nil })
  }

  /// The accounts that claim each key; a key that nobody claims is absent.
  private func owners(_ keys: [String]) throws -> [String: [AccountID]] {
    guard !keys.isEmpty else { return [:] }
    return try transaction.links(keys).mapValues { $0.split(separator: " ").compactMap { AccountID(String($0)) } }
  }

  /// One account: it gains the fact, and whatever waited for the keys that are new.
  private func assign(_ member: Member, to account: AccountID, newKeys: [String]) throws -> Assignment {
    var assignment = Assignment(gained: [account: [member]])
    var seen: Set<Int64> = [member.seq]
    var open = newKeys
    while !open.isEmpty {
      for key in open { assignment.links[key] = [account] }
      let released = try waiting(for: open).filter { seen.insert($0.seq).inserted }
      for waiting in released {
        if let named = waiting.fact.links.account, named != account { return try assignWeb(member, [account, named]) }
      }
      assignment.gained[account, default: []] += released
      assignment.released += released
      let keys = Set(released.flatMap(\.fact.links.keys)).filter { assignment.links[$0] == nil }.sorted()
      let known = try owners(keys)
      let others = Set(known.values.flatMap(\.self)).subtracting([account])
      guard others.isEmpty else { return try assignWeb(member, others.union([account])) }
      open = keys.filter { known[$0] == nil }
    }
    return assignment
  }

  private func waiting(for keys: [String]) throws -> [Member] {
    try transaction.waiting(for: keys).compactMap { event in
      try event.fact().map { Member(seq: event.seq, fact: $0) }
    }
  }

  // MARK: Several accounts

  /// Every fact that is tied to `member` by links, with the account that it belongs to now.
  private struct Web {
    var members: [Int64: Member] = [:]
    var accountOf: [Int64: AccountID] = [:]
    var accounts: Set<AccountID> = []
    var keys: Set<String> = []
  }

  private func assignWeb(_ member: Member, _ accounts: Set<AccountID>) throws -> Assignment {
    let web = try web(around: member, accounts)
    let owners = Attribution.accounts(web.members.values.map(\.fact), opened: try checkouts(of: web.accounts))
    var assignment = Assignment()
    for (seq, member) in web.members.sorted(by: { $0.key < $1.key }) {
      let (before, after) = (web.accountOf[seq], owners[member.fact.event])
      guard before != after || after == nil else { continue }
      if let before { assignment.lost[before, default: []].insert(seq) }
      if let after {
        assignment.gained[after, default: []].append(member)
        if before == nil { assignment.released.append(member) }
      } else {
        assignment.waiting.append(member)
      }
    }
    let claimants = web.accounts.union(owners.values).sorted()
    for key in web.keys { assignment.links[key] = claimants }
    return assignment
  }

  /// The accounts of the checkouts that we opened, by their sessions.
  private func checkouts(of accounts: Set<AccountID>) throws -> [String: AccountID] {
    var opened: [String: AccountID] = [:]
    for account in accounts {
      for stored in try transaction.reading.appFacts(of: account.value) where stored.name == "checkout_opened" {
        guard case .app(.checkoutOpened(let opening)) = try AppFactRecord.fact(stored).body else { continue }
        opened[opening.session] = account
      }
    }
    return opened
  }

  private func web(around member: Member, _ accounts: Set<AccountID>) throws -> Web {
    var web = Web()
    var openAccounts = Array(accounts)
    var openKeys = member.fact.links.keys
    web.members[member.seq] = member
    while !openAccounts.isEmpty || !openKeys.isEmpty {
      if let account = openAccounts.popLast() {
        guard web.accounts.insert(account).inserted else { continue }
        for event in try transaction.facts(of: account.value) {
          guard let fact = try event.fact() else { continue }
          web.members[event.seq] = Member(seq: event.seq, fact: fact)
          web.accountOf[event.seq] = account
          openKeys += fact.links.keys
        }
      } else if let key = openKeys.popLast(), web.keys.insert(key).inserted {
        openAccounts += try owners([key])[key] ?? []
        for waiting in try waiting(for: [key]) where web.members[waiting.seq] == nil {
          web.members[waiting.seq] = waiting
          openKeys += waiting.fact.links.keys
          if let named = waiting.fact.links.account { openAccounts.append(named) }
        }
      }
    }
    return web
  }
}

/// What a setting says of the most that reloads may cost in a month, in the currency's minor unit.
package enum ReloadMaximum: Sendable, Equatable {
  /// Nothing: it stays as it was set.
  case asSet
  case none
  case amount(Int64)

  fileprivate func amount(since known: Int64?) -> Int64? {
    switch self {
    case .asSet: known
    case .none: nil
    case .amount(let amount): amount
    }
  }
}

/// Setting auto-reload from the profile. Rules sections 7.3 and 7.4.
extension Account {
  /// What the person is told where a failed reload switched it off.
  package var autoReloadGuidance: Guidance? {
    let state = state
    return state.autoReload?.guidance(creditsLeft: state.balance.available).map { guidance($0) }
  }

  /// Turns auto-reload on, or changes its threshold, package or maximum; nothing is charged.
  ///
  /// - Parameters:
  ///   - turnsOn: whether the person means to turn it on; else what is off stays off.
  ///   - package: nil keeps the one that was set.
  ///   - maximum: of what reloads may cost in a month.
  ///   - threshold: within the catalogue's bounds; nil keeps the one that was set, or takes the default.
  ///   - hasCard: whether a card is on file that may be charged without the person.
  ///   - consent: the version of the text that the person agreed to.
  package mutating func setAutoReload(
    turnsOn: Bool = true, package key: String? = nil, threshold: Credits? = nil, maximum: ReloadMaximum = .asSet,
    hasCard: Bool,
    consent: String, id: String, at moment: Instant
  ) throws(Refusal) -> Decision<AutoReload?> {
    let known = history.autoReload
    guard turnsOn || known?.enabled == true else {
      throw .conflict("auto_reload_off", "Auto-reload is off: say enabled to turn it on.")
    }
    guard let key = key ?? known?.package else { throw .invalid("package", "Say which package to buy.") }
    guard let package = catalog.package(key) else { throw .invalid("package", "The catalogue has no package \(key).") }
    guard package.autoReloadDiscountPercent != nil else { throw .notReloadable(package) }
    try checkMayBuyPackages()
    guard !consent.isEmpty else { throw .invalid("consent", "Say which version of the text was agreed to.") }
    let threshold = threshold ?? known?.threshold ?? catalog.policies.autoReload.thresholdDefault
    try catalog.check(threshold: threshold)
    let monthlyMaximum = maximum.amount(since: known?.monthlyMaximum)
    if let monthlyMaximum, monthlyMaximum < 0 { throw .invalid("monthly_maximum", "Write 0 or more.") }
    guard hasCard else {
      throw Refusal(
        .conflict(choices: ["update_payment_method"]), "payment_method_missing",
        "No card is on file: add one in the billing portal.")
    }
    let setting = AutoReloadSetting(
      isOn: true, package: key, threshold: threshold, monthlyMaximum: monthlyMaximum, consent: consent)
    return try set(setting, id, moment)
  }

  package mutating func disableAutoReload(id: String, at moment: Instant) throws(Refusal) -> Decision<AutoReload?> {
    guard history.autoReload?.enabled == true else { return Decision(answer: history.autoReload) }
    return try set(AutoReloadSetting(isOn: false), id, moment)
  }

  private mutating func set(
    _ setting: AutoReloadSetting, _ id: String, _ moment: Instant
  ) throws(Refusal) -> Decision<AutoReload?> {
    if try isKnown(id, as: .autoReloadSet(setting)) { return Decision(answer: history.autoReload) }
    try begin(at: moment)
    return try accept(fact(id, .autoReloadSet(setting))) { $0.history.autoReload }
  }
}

extension Catalog {
  /// - Throws: `Min: 1,000` or `Max: 9,999` for a threshold outside the catalogue's bounds.
  package func check(threshold: Credits, messages: MessageCatalog = .english) throws(Refusal) {
    let terms = policies.autoReload
    if threshold < terms.thresholdMin {
      throw .invalid("threshold", messages.text(.autoReloadMin, ["count": messages.number(terms.thresholdMin)]))
    }
    if threshold > terms.thresholdMax {
      throw .invalid("threshold", messages.text(.autoReloadMax, ["count": messages.number(terms.thresholdMax)]))
    }
  }
}

extension Refusal {
  static func notReloadable(_ package: Package) -> Refusal {
    .invalid("package", "Auto-reload cannot buy package \(package.name).")
  }
}

public import Foundation

/// What auto-reload is to be. What is nil is left as it was set.
public struct AutoReloadSettings: Hashable, Sendable {
  /// What reloads may cost in a month.
  public enum MonthlyMaximum: Hashable, Sendable {
    /// So much, in the currency's minor unit.
    case amount(Int)
    /// Whatever comes.
    case unbounded
  }

  /// The package that it buys.
  public var package: String?
  /// It buys when fewer credits than this can be spent.
  public var threshold: Int?
  /// What reloads may cost in a month.
  public var monthlyMaximum: MonthlyMaximum?
  /// The version of the text that the person agreed to, 1 to 200 characters.
  public var consent: String?

  /// - Parameters:
  ///   - package: the package that it buys.
  ///   - threshold: in credits.
  ///   - monthlyMaximum: what reloads may cost in a month.
  ///   - consent: the version of the text that the person agreed to.
  public init(
    package: String? = nil, threshold: Int? = nil, monthlyMaximum: MonthlyMaximum? = nil, consent: String? = nil
  ) {
    self.package = package
    self.threshold = threshold
    self.monthlyMaximum = monthlyMaximum
    self.consent = consent
  }
}

/// Buying a package by itself when the balance falls.
extension TollbridgeClient {
  /// Auto-reload as it is set.
  public func autoReload(of account: String) async throws -> AutoReload {
    try await send(.get(["v1", "accounts", account, "auto-reload"]))
  }

  /// Turns it on, or changes package, threshold or maximum; nothing is charged by that.
  ///
  /// - Throws: ``Problem`` 403 where packages are not for this account, 409 `payment_method_missing`, 422.
  public func setAutoReload(
    of account: String, to settings: AutoReloadSettings, idempotencyKey: String = UUID().uuidString
  ) async throws -> AutoReload {
    let body = ReloadBody(settings: settings)
    return try await send(.put(["v1", "accounts", account, "auto-reload"], body, key: idempotencyKey))
  }

  /// Turns it off.
  @discardableResult
  public func turnOffAutoReload(
    of account: String, idempotencyKey: String = UUID().uuidString
  ) async throws -> AutoReload {
    try await send(.delete(["v1", "accounts", account, "auto-reload"], key: idempotencyKey))
  }
}

private struct ReloadBody: Encodable, Sendable {
  let settings: AutoReloadSettings

  private enum CodingKeys: String, CodingKey {
    case enabled, package, threshold, monthlyMaximum, consent
  }

  func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(true, forKey: .enabled)
    try members.encodeIfPresent(settings.package, forKey: .package)
    try members.encodeIfPresent(settings.threshold, forKey: .threshold)
    try members.encodeIfPresent(settings.consent, forKey: .consent)
    switch settings.monthlyMaximum {
    case .amount(let amount)?: try members.encode(amount, forKey: .monthlyMaximum)
    case .unbounded?: try members.encodeNil(forKey: .monthlyMaximum)
    case nil: break
    }
  }
}

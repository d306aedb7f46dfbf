internal import Billing
internal import Foundation
internal import Store
internal import Stripe

/// The stored form of the app's own facts: a name and a JSON object. It is read for as long as the store lives, so that
/// a test holds each of them letter by letter; a new member must be one that may be missing.
enum AppFactRecord {
  static func stored(_ fact: Fact) throws -> StoredAppFact {
    guard case .app(let body) = fact.body else { throw StoreError.inconsistent("\(fact.event) is no fact of the app") }
    return StoredAppFact(
      sequence: fact.sequence, id: fact.event, name: body.name, occurredAt: fact.occurredAt.seconds,
      body: try encode(body))
  }

  static func fact(_ stored: StoredAppFact) throws -> Fact {
    guard let moment = Instant(seconds: stored.occurredAt) else {
      throw StoreError.inconsistent("fact \(stored.id) has no moment")
    }
    let body = stored.name == "spent" ? .spent(try spend(stored)) : try decode(stored.name, Data(stored.body.utf8))
    return Fact(
      event: stored.id, type: "app.\(stored.name)", occurredAt: moment, body: .app(body), sequence: stored.sequence)
  }

  private static func encode(_ fact: AppFact) throws -> String {
    switch fact {
    case .touched(let it): try JSONText.canonical(it)
    case .spent(let it):
      FlatJSON([
        ("action", .init(it.action)), ("amount", .integer(it.amount)), ("id", .text(it.id)), ("note", .init(it.note)),
      ]).text
    case .spendReversed(let it): FlatJSON([("amount", .integer(it.amount)), ("spend", .text(it.spend))]).text
    case .held(let it):
      FlatJSON([
        ("action", .init(it.action)), ("amount", .integer(it.amount)), ("expiresAt", .integer(it.expiresAt.seconds)),
        ("id", .text(it.id)),
      ]).text
    case .holdCaptured(let it): FlatJSON([("amount", .integer(it.amount)), ("hold", .text(it.hold))]).text
    case .holdReleased(let hold): FlatJSON([("hold", .text(hold))]).text
    case .granted(let it): try JSONText.canonical(it)
    case .debtForgiven(let it): try JSONText.canonical(it)
    case .autoReloadSet(let it): try JSONText.canonical(it)
    case .reloadStarted(let it): try JSONText.canonical(it)
    case .reloadFailed(let it): try JSONText.canonical(it)
    case .packagesSeen: "{}"
    case .refundRequested(let it): try JSONText.canonical(it)
    case .refundDecided(let it): try JSONText.canonical(it)
    case .checkoutOpened(let it): try JSONText.canonical(it)
    case .checkoutCanceled(let session): try JSONText.canonical(["session": session])
    }
  }

  private static func decode(_ name: String, _ body: Data) throws -> AppFact {
    switch name {
    case "touched": .touched(try read(body))
    case "spend_reversed": .spendReversed(try read(body))
    case "held": .held(try read(body))
    case "hold_captured": .holdCaptured(try read(body))
    case "hold_released": .holdReleased(hold: try member("hold", body))
    case "granted": .granted(try read(body))
    case "debt_forgiven": .debtForgiven(try read(body))
    case "auto_reload_set": .autoReloadSet(try read(body))
    case "reload_started": .reloadStarted(try read(body))
    case "reload_failed": .reloadFailed(try read(body))
    case "packages_seen": .packagesSeen
    case "refund_requested": .refundRequested(try read(body))
    case "refund_decided": .refundDecided(try read(body))
    case "checkout_opened": .checkoutOpened(try read(body))
    case "checkout_canceled": .checkoutCanceled(session: try member("session", body))
    default: throw StoreError.inconsistent("no fact is named \(name); start the newer program")
    }
  }

  /// Nearly all facts of an account that is in use are spends: a decoder would take a third of the time of reading it.
  private static func spend(_ stored: StoredAppFact) throws -> Spend {
    let json = try JSONValue(scanning: Array(stored.body.utf8))
    guard let id = json["id"]?.string, let amount = json["amount"]?.integer else {
      throw StoreError.inconsistent("fact \(stored.id) is no spend")
    }
    return Spend(id: id, amount: amount, action: json["action"]?.string, note: json["note"]?.string)
  }

  private static func read<Value: Decodable>(_ body: Data) throws -> Value {
    try JSONDecoder().decode(Value.self, from: body)
  }

  private static func member(_ key: String, _ body: Data) throws -> String {
    let members: [String: String] = try read(body)
    guard let value = members[key] else { throw StoreError.inconsistent("a fact has no \(key)") }
    return value
  }
}

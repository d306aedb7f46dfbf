/// The metadata keys by which our own checkouts, subscriptions and payments carry what they are for.
///
/// Every key is also read in its short form (`tb_…`).
package enum Metadata {
  /// The app's account id.
  package static let account = ["tollbridge_account", "tb_account", "tb_user"]
  /// The catalogue keys of the plan that a phase of a schedule leads to, and how it is billed.
  package static let plan = ["tollbridge_plan", "tb_plan"]
  package static let interval = ["tollbridge_interval", "tb_interval"]
  /// The catalogue key of the package that was bought.
  package static let package = ["tollbridge_package", "tb_package"]
  /// The threshold in credits, where auto-reload was turned on by the purchase.
  package static let autoReload = ["tollbridge_auto_reload", "tb_auto_reload"]
  /// The id of what we set out to do when we made the object.
  package static let intent = "tollbridge_intent"
  /// The id of the auto-reload that a payment intent carries out.
  package static let reload = ["tollbridge_reload", "tb_reload"]

  package static func value(_ keys: [String], in metadata: [String: String]) -> String? {
    for key in keys {
      if let value = metadata[key], !value.isEmpty { return value }
    }
    return nil
  }
}

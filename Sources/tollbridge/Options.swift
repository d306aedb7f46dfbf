import ArgumentParser
import Billing
import Bridge
import Foundation
import Native
import Store

/// What every command that looks into a store takes.
struct StoreOptions: ParsableArguments {
  @Option(help: "The store, as in sqlite:./tollbridge.sqlite. Default: DATABASE_URL.")
  var store: String?

  @Option(help: "The catalogue file. Default: TOLLBRIDGE_CATALOG, else the example catalogue.")
  var catalog: String?

  func settings() throws -> Settings {
    var settings = try Settings(environment: ProcessInfo.processInfo.environment, isInteractive: Terminal.isInteractive)
    if let store { settings.store = try StoreLocation(store) }
    if let catalog { settings.catalogPath = catalog }
    return settings
  }

  /// The accounts of the store, for reading only: a running service is not disturbed.
  func ledgers() throws -> Ledgers {
    let settings = try settings()
    return Ledgers(
      store: try SQLiteStore(path: settings.store.path, access: .readOnly),
      catalog: try CatalogFile.load(settings.catalogPath))
  }
}

extension Settings {
  /// The settings of this process, with the signing secret that a command was given, if any.
  init(ofProcessWith secret: String?) throws {
    var environment = ProcessInfo.processInfo.environment
    if let secret {
      environment["STRIPE_WEBHOOK_SECRET"] = secret
      environment["STRIPE_WEBHOOK_SECRET_FILE"] = nil
    }
    try self.init(environment: environment)
  }
}

/// A moment on the command line: RFC 3339, a date, or unix seconds.
extension Instant: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

/// The clock of the machine, unix seconds.
enum Clock {
  static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }
}

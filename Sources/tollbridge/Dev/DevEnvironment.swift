import Bridge
import Foundation
import Native
import Sandbox

/// The whole product on one machine, without a network and without an account: the service, a stand-in for the provider
/// and a demo app, each on a port of its own, with keys made up for this run.
struct DevEnvironment {
  struct Ports {
    var service = 8080
    var stripe = 8081
    var app = 8082
  }

  let ports: Ports
  let store: String
  let apiKey = DevEnvironment.made("tb_test_sk_")
  let operatorKey = DevEnvironment.made("tb_test_sk_")
  let tokenSecret = DevEnvironment.made("")
  let webhookSecret = DevEnvironment.made("whsec_")
  let secretKey = DevEnvironment.made("sk_test_")

  var serviceURL: String { "http://127.0.0.1:\(ports.service)" }
  var appURL: String { "http://127.0.0.1:\(ports.app)" }
  var stripeURL: String { "http://127.0.0.1:\(ports.stripe)" }

  /// - Parameter ports: one that is taken already gives way to the next free one.
  init(ports: Ports, store: String) {
    var taken: Set<Int> = []
    func free(_ wanted: Int) -> Int {
      var port = wanted
      while taken.contains(port) || Self.isTaken(port), port < wanted + 100 { port += 1 }
      taken.insert(port)
      return port
    }
    self.ports = Ports(service: free(ports.service), stripe: free(ports.stripe), app: free(ports.app))
    self.store = store
  }

  /// What the service is configured by, as any service is.
  func settings(catalog: String?) throws -> Settings {
    var environment = [
      "STRIPE_SECRET_KEY": secretKey, "STRIPE_API_BASE": stripeURL, "STRIPE_WEBHOOK_SECRET": webhookSecret,
      "TOLLBRIDGE_API_KEYS": apiKey, "TOLLBRIDGE_OPERATOR_KEYS": operatorKey, "TOLLBRIDGE_TOKEN_SECRET": tokenSecret,
      "TOLLBRIDGE_PUBLIC_URL": serviceURL,
      "TOLLBRIDGE_ALLOWED_ORIGINS": origins,
      "DATABASE_URL": store,
      "PORT": String(ports.service), "LOG_LEVEL": "warning", "LOG_FORMAT": "text",
    ]
    environment["TOLLBRIDGE_CATALOG"] = catalog
    // What the app is told of, wherever it listens on this machine.
    for (name, value) in ProcessInfo.processInfo.environment where name.hasPrefix("TOLLBRIDGE_HOOK_") {
      environment[name] = value
    }
    return try Settings(environment: environment, isInteractive: true)
  }

  /// The demo app's own pages, and those of whoever tries pages of their own.
  private var origins: String {
    let more = ProcessInfo.processInfo.environment["TOLLBRIDGE_ALLOWED_ORIGINS"].map { [$0] } ?? []
    return (["\(appURL)", "http://localhost:\(ports.app)"] + more).joined(separator: ",")
  }

  private static func isTaken(_ port: Int) -> Bool { LocalPort.isTaken(port) }

  private static func made(_ prefix: String) -> String {
    prefix + (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
  }
}

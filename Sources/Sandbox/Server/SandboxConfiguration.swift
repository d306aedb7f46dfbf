/// What a sandbox starts with.
package struct SandboxConfiguration: Sendable {
  /// An endpoint that is there from the start.
  package struct Endpoint: Sendable {
    package var url: String
    /// The signing secret; made up where it is nil.
    package var secret: String?
    package var version: APIVersion
    package var events: [String]

    package init(url: String, secret: String? = nil, version: APIVersion = .newest, events: [String] = ["*"]) {
      self.url = url
      self.secret = secret
      self.version = version
      self.events = events
    }
  }

  package var settings = WorldSettings()
  /// The world's time at the start, in unix seconds; the real one where it is nil.
  package var startsAt: Int64?
  /// Whether time stands still unless it is moved.
  package var isFrozen = false
  package var endpoints: [Endpoint] = []
  package var goods = Good.example
  package var deliveries = DeliveryKnobs()
  /// Whether webhooks may go to other machines.
  package var allowsRemoteDeliveries = false
  /// What brings webhooks to their receivers.
  package var sender: (any WebhookSender)?
  /// The real time in unix seconds: what deliveries are signed at.
  package var unixTime: @Sendable () -> Int64 = RealTime.unixSeconds

  package init() {}
}

/// A product with a price that the sandbox sells from the start.
package struct Good: Sendable {
  package var name: String
  package var lookupKey: String
  package var amount: Int64
  package var currency: String
  /// `month` or `year`; nil for what is bought once.
  package var interval: String?
  package var priceID: String
  package var productID: String

  package init(
    _ name: String, lookupKey: String, amount: Int64, currency: String = "usd", interval: String? = nil,
    priceID: String, productID: String
  ) {
    self.name = name
    self.lookupKey = lookupKey
    self.amount = amount
    self.currency = currency
    self.interval = interval
    self.priceID = priceID
    self.productID = productID
  }

  /// The plans and packages of the example catalogue.
  package static let example: [Good] = {
    var goods: [Good] = []
    for (key, month, year) in [("micro", 1500, 7200), ("macro", 4000, 19_200), ("mega", 20_000, 96_000)] {
      for (interval, amount) in [("month", month), ("year", year)] {
        goods.append(
          Good(
            key.prefix(1).uppercased() + key.dropFirst(), lookupKey: "\(key)_\(interval)", amount: Int64(amount),
            interval: interval,
            priceID: "price_\(key)_\(interval.prefix(1))", productID: "prod_\(key)"))
      }
    }
    for (key, amount) in [("nano", 1200), ("micro", 1500), ("macro", 4000), ("mega", 20_000)] {
      goods.append(
        Good(
          "\(key.prefix(1).uppercased() + key.dropFirst()) package", lookupKey: "package_\(key)", amount: Int64(amount),
          priceID: "price_package_\(key)", productID: "prod_package_\(key)"))
    }
    return goods
  }()
}

/// A package as a scenario buys it.
struct Bought: Sendable {
  let key: String
  let amount: Int64
  var threshold: Int64?
}

extension Play {
  /// The plan to begin with: the one that was asked for, else the usual one of the scenario.
  func plan(_ usual: String) throws(PlayError) -> JSON {
    let key = cast.plan.flatMap { $0.hasPrefix("package_") ? nil : $0 } ?? usual
    guard let price = world.price(lookupKey: key), !price["recurring"].isNull else {
      throw PlayError(description: "no plan has the lookup key \(key)")
    }
    return price
  }

  /// Another interval of the same product.
  func twin(of price: JSON, _ interval: String) throws(PlayError) -> JSON {
    let found = world.all("price").last {
      $0["product"] == price["product"] && $0["recurring"]["interval"].text == interval && $0.isTrue("active")
    }
    guard let found else { throw PlayError(description: "\(name(price)) has no price a \(interval)") }
    return found
  }

  /// The next dearer plan of the same interval, or the next cheaper one.
  func neighbour(of price: JSON, dearer: Bool) throws(PlayError) -> JSON {
    let amount = price.number("unit_amount")
    let others = world.all("price").filter {
      $0["recurring"] == price["recurring"] && $0["currency"] == price["currency"] && $0.isTrue("active")
        && !$0["lookup_key"].isNull && (dearer ? $0.number("unit_amount") > amount : $0.number("unit_amount") < amount)
    }
    .sorted { $0.number("unit_amount") < $1.number("unit_amount") }
    guard let found = dearer ? others.first : others.last else {
      throw PlayError(description: "there is no \(dearer ? "dearer" : "cheaper") plan than \(name(price))")
    }
    return found
  }

  /// The package to buy; by the lookup key of its price.
  func package(_ usual: String) throws(PlayError) -> Bought {
    let key = cast.plan.flatMap { $0.hasPrefix("package_") ? $0 : nil } ?? "package_\(usual)"
    guard let price = world.price(lookupKey: key) else {
      throw PlayError(description: "no package has the lookup key \(key)")
    }
    return Bought(key: String(key.dropFirst("package_".count)), amount: price.number("unit_amount"))
  }

  /// The package with auto-reload, at the example catalogue's discounts; others at their full price.
  func packageWithReload(_ usual: String) throws(PlayError) -> Bought {
    let full = try package(usual)
    let percent: Int64 = ["macro": 10, "mega": 30][full.key] ?? 0
    return Bought(
      key: full.key, amount: Money.share(full.amount, 100 - percent, of: 100), threshold: cast.threshold)
  }
}

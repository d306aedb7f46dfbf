/// `/v1/products`.
enum Products {
  static func create(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let id = call.text("id")
    if let id, world["product", id] != nil {
      throw .invalid("Product already exists.", code: "resource_already_exists", param: "id")
    }
    var product = world.newProduct(
      id: id, name: try call.required("name"), metadata: try MetadataRules.merged([:], call.form["metadata"]),
      active: call.flag("active") ?? true)
    product["description"] = JSON(call.text("description"))
    world.keep(product)
    world.tell("product.created", product)
    return product
  }

  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("product", call.id)
  }

  static func update(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let before = try world.find("product", call.id)
    var after = before
    if let name = call.text("name") { after["name"] = .text(name) }
    if let active = call.flag("active") { after["active"] = JSON(active) }
    if call.has("description") { after["description"] = JSON(call.text("description")) }
    after["metadata"] = try MetadataRules.merged(before["metadata"], call.form["metadata"])
    after["updated"] = .integer(world.now)
    world.keep(after)
    world.tell("product.updated", after, before: before)
    return after
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let ids = call.form["ids"].elements.compactMap(\.text)
    return try world.page("product", call) { product in
      (call.flag("active").map { product.isTrue("active") == $0 } ?? true)
        && (ids.isEmpty || ids.contains(product.word("id")))
    }
  }
}

/// `/v1/prices`.
enum Prices {
  static let amountMax: Int64 = 99_999_999

  static func create(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    if let key = call.text("lookup_key") {
      try free(key, in: &world, transfers: call.flag("transfer_lookup_key") ?? false)
    }
    let price = try make(&world, call.form, path: "", lookupKey: call.text("lookup_key"))
    world.tell("price.created", price)
    return price
  }

  /// A price of `price_data`, or of a request for one. `path` says where it stands in the request; a price that is made
  /// on the way is not for sale again.
  static func make(_ world: inout World, _ data: JSON, path: String, lookupKey: String? = nil) throws(APIError) -> JSON
  {
    func param(_ name: String) -> String { path.isEmpty ? name : "\(path)[\(name)]" }
    guard let currency = data["currency"].text, currency.count == 3 else { throw .missing(param("currency")) }
    let decimal = data["unit_amount_decimal"].text.flatMap { Int64($0) }
    guard let amount = data["unit_amount"].integer ?? decimal else { throw .missing(param("unit_amount")) }
    try check(amount, param: param("unit_amount"))
    var recurring: (String, Int64)?
    if let interval = data["recurring"]["interval"].text {
      guard ["day", "week", "month", "year"].contains(interval) else {
        throw .invalid("Invalid interval: must be one of day, week, month, or year", param: param("recurring"))
      }
      let count = data["recurring"]["interval_count"].integer ?? 1
      guard (1...36).contains(count) else {
        throw .invalid("Invalid interval_count", code: "parameter_invalid_integer", param: param("recurring"))
      }
      recurring = (interval, count)
    }
    return world.newPrice(
      product: try product(&world, data, param), amount: amount, currency: currency.lowercased(), recurring: recurring,
      lookupKey: lookupKey, metadata: try MetadataRules.merged([:], data["metadata"]), nickname: data["nickname"].text,
      active: data["active"].flag ?? path.isEmpty)
  }

  private static func product(_ world: inout World, _ data: JSON, _ param: (String) -> String) throws(APIError)
    -> String
  {
    if let id = data["product"].text { return try world.find("product", id, param: param("product")).word("id") }
    guard let name = data["product_data"]["name"].text, !name.isEmpty else { throw .missing(param("product")) }
    return world.newProduct(name: name, metadata: try MetadataRules.merged([:], data["product_data"]["metadata"]))
      .word("id")
  }

  static func check(_ amount: Int64, param: String, least: Int64 = 0) throws(APIError) {
    guard amount >= least else {
      throw .invalid(
        least > 0 ? "Amount must be at least \(least) cents" : "This value must be greater than or equal to \(least).",
        code: least > 1 ? "amount_too_small" : "parameter_invalid_integer", param: param)
    }
    guard amount <= amountMax else {
      throw .invalid("Amount must be no more than $999,999.99", code: "amount_too_large", param: param)
    }
  }

  private static func free(_ key: String, in world: inout World, transfers: Bool) throws(APIError) {
    for holder in world.all("price") where holder["lookup_key"].text == key {
      guard transfers else {
        throw .invalid(
          "A price (`\(holder.word("id"))`) already uses that lookup key.", code: "resource_already_exists",
          param: "lookup_key")
      }
      world.change("price", holder.word("id"), telling: "price.updated") { $0["lookup_key"] = nil }
    }
  }

  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("price", call.id)
  }

  static func update(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let before = try world.find("price", call.id)
    if let key = call.text("lookup_key"), before["lookup_key"].text != key {
      try free(key, in: &world, transfers: call.flag("transfer_lookup_key") ?? false)
    }
    var after = before
    if let active = call.flag("active") { after["active"] = JSON(active) }
    if call.has("lookup_key") { after["lookup_key"] = JSON(call.text("lookup_key")) }
    if call.has("nickname") { after["nickname"] = JSON(call.text("nickname")) }
    after["metadata"] = try MetadataRules.merged(before["metadata"], call.form["metadata"])
    world.keep(after)
    world.tell("price.updated", after, before: before)
    return after
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let keys = call.form["lookup_keys"].elements.compactMap(\.text)
    return try world.page("price", call) { price in
      (call.flag("active").map { price.isTrue("active") == $0 } ?? true)
        && (call.text("product").map { price["product"].id == $0 } ?? true)
        && (call.text("type").map { price.word("type") == $0 } ?? true)
        && (call.text("currency").map { price.word("currency") == $0 } ?? true)
        && (keys.isEmpty || price["lookup_key"].text.map(keys.contains) == true)
    }
  }
}

/// `/v1/coupons`.
enum Coupons {
  static func create(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    let id = call.text("id") ?? world.newID("coupon")
    guard world["coupon", id] == nil else {
      throw .invalid("Coupon already exists.", code: "resource_already_exists", param: "id")
    }
    let hundredths = try call.text("percent_off").map { text throws(APIError) in try percent(text) }
    guard (hundredths == nil) != (call.integer("amount_off") == nil) else {
      throw .invalid("You must pass either percent_off or amount_off.", code: "parameter_missing", param: "percent_off")
    }
    if call.integer("amount_off") != nil { _ = try call.required("currency") }
    let duration = call.text("duration") ?? "once"
    let coupon = world.keep([
      "id": .text(id), "object": "coupon", "amount_off": JSON(call.integer("amount_off")),
      "created": .integer(world.now),
      "currency": JSON(call.text("currency")), "duration": .text(duration),
      "duration_in_months": duration == "repeating" ? JSON(call.integer("duration_in_months") ?? 1) : nil,
      "livemode": false, "max_redemptions": JSON(call.integer("max_redemptions")),
      "metadata": try MetadataRules.merged([:], call.form["metadata"]), "name": JSON(call.text("name")),
      "percent_off": hundredths.map(number) ?? nil, "redeem_by": JSON(call.integer("redeem_by")), "times_redeemed": 0,
      "valid": true, "_percent_hundredths": JSON(hundredths),
    ])
    world.tell("coupon.created", coupon)
    return coupon
  }

  /// A percentage in hundredths: `12.5` is 1250.
  private static func percent(_ text: String) throws(APIError) -> Int64 {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? (parts[1] + "00").prefix(2) : "00"
    guard parts.count <= 2, let whole = Int64(parts[0]), let part = Int64(fraction), (0...100).contains(whole),
      (1...10_000).contains(whole * 100 + part)
    else { throw .invalid("Invalid percent_off: \(text)", param: "percent_off") }
    return whole * 100 + part
  }

  private static func number(_ hundredths: Int64) -> JSON {
    guard hundredths % 100 != 0 else { return .integer(hundredths / 100) }
    let fraction = String(hundredths % 100 + 100).dropFirst()
    return .decimal("\(hundredths / 100).\(fraction.hasSuffix("0") ? fraction.dropLast() : fraction)")
  }

  static func retrieve(_ world: inout World, _ call: Call) throws(APIError) -> JSON {
    try world.find("coupon", call.id)
  }

  static func list(_ world: inout World, _ call: Call) throws(APIError) -> JSON { try world.page("coupon", call) }
}

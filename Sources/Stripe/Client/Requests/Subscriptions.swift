package import Billing

/// Why a customer leaves, in the words that Stripe has for it.
package enum CancellationFeedback: String, Sendable, CaseIterable {
  case customerService = "customer_service"
  case lowQuality = "low_quality"
  case missingFeatures = "missing_features"
  case other
  case switchedService = "switched_service"
  case tooComplex = "too_complex"
  case tooExpensive = "too_expensive"
  case unused
}

extension StripeRequest {
  package static func subscription(_ id: String) -> StripeRequest { get("subscriptions", id) }

  /// Subscriptions in every status, ended ones too.
  package static func subscriptions(
    customer: String? = nil, createdFrom: Instant? = nil, startingAfter: String? = nil, limit: Int = StripeList.limitMax
  ) -> StripeRequest {
    get("subscriptions") {
      $0.add("customer", customer)
      $0.add("status", "all")
      $0.page(createdFrom: createdFrom, startingAfter: startingAfter, limit: limit)
    }
  }

  // MARK: Changes

  /// Moves a subscription to another price at once: the difference is invoiced now, and the change takes hold when that
  /// is paid. The invoice comes with the answer.
  ///
  /// - Parameters:
  ///   - item: the subscription's item; without it Stripe would add a second one.
  ///   - quantity: is always sent, since a new price without it goes back to 1.
  ///   - prorationDate: the moment that a preview was made for, so that its amount holds.
  package static func changeSubscription(
    _ id: String, item: String, price: String, quantity: Int64 = 1, prorationDate: Instant? = nil
  ) -> StripeRequest {
    post("subscriptions", id) {
      $0.add("items[0][id]", item)
      $0.add("items[0][price]", price)
      $0.add("items[0][quantity]", quantity)
      $0.add("proration_behavior", "always_invoice")
      $0.add("proration_date", prorationDate)
      $0.add("payment_behavior", "pending_if_incomplete")
      $0.add("expand", ["latest_invoice"])
    }
  }

  /// The invoice that `changeSubscription` would make; it changes nothing. By its method a POST, so it takes a key too.
  package static func previewChange(
    customer: String? = nil, subscription: String, item: String, price: String, quantity: Int64 = 1,
    prorationDate: Instant? = nil, coupon: String? = nil
  ) -> StripeRequest {
    post("invoices", "create_preview") {
      let details = "subscription_details"
      $0.add("customer", customer)
      $0.add("subscription", subscription)
      $0.add("\(details)[items][0][id]", item)
      $0.add("\(details)[items][0][price]", price)
      $0.add("\(details)[items][0][quantity]", quantity)
      $0.add("\(details)[proration_behavior]", "always_invoice")
      $0.add("\(details)[proration_date]", prorationDate)
      $0.add("discounts[0][coupon]", coupon)
    }
  }

  // MARK: The end

  package static func cancelAtPeriodEnd(
    _ id: String, comment: String? = nil, feedback: CancellationFeedback? = nil, metadata: [String: String] = [:]
  ) -> StripeRequest {
    post("subscriptions", id) {
      $0.add("cancel_at_period_end", true)
      $0.add("cancellation_details[comment]", comment)
      $0.add("cancellation_details[feedback]", feedback?.rawValue)
      $0.add("metadata", metadata)
    }
  }

  package static func undoCancellation(_ id: String) -> StripeRequest {
    post("subscriptions", id) { $0.add("cancel_at_period_end", false) }
  }

  /// Ends a subscription at once.
  ///
  /// - Parameters:
  ///   - invoiceNow: whether what is still unbilled is invoiced.
  ///   - prorate: whether the unused time is credited.
  package static func cancelSubscription(_ id: String, invoiceNow: Bool, prorate: Bool) -> StripeRequest {
    delete("subscriptions", id) {
      $0.add("invoice_now", invoiceNow)
      $0.add("prorate", prorate)
    }
  }

  // MARK: Pauses

  /// Voids every invoice until then: the subscription stays active, its periods go on, nobody pays.
  ///
  /// - Parameter resumesAt: nil is until `endPause`.
  package static func pauseCollection(_ id: String, resumesAt: Instant? = nil) -> StripeRequest {
    post("subscriptions", id) {
      $0.add("pause_collection[behavior]", "void")
      $0.add("pause_collection[resumes_at]", resumesAt)
    }
  }

  package static func endPause(_ id: String) -> StripeRequest {
    post("subscriptions", id) { $0.clear("pause_collection") }
  }

  /// Starts a subscription of status `paused` again with a period that begins now, once it is paid for.
  package static func resumeSubscription(_ id: String) -> StripeRequest {
    post("subscriptions", id, "resume") {
      $0.add("billing_cycle_anchor[type]", "now")
      $0.add("proration_behavior", "none")
      $0.add("payment_behavior", "resume_on_payment_success")
    }
  }
}

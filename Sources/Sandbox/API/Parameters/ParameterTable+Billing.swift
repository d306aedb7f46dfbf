extension ParameterTable {
  /// The parameters of subscriptions, invoices, checkouts and the portal,
  /// by Stripe's specification of 2026-10-28.endive.
  static let billing = """
    DELETE /v1/subscriptions/{}:
      cancellation_details(comment feedback feedback_option) expand[] invoice_now? prorate?
    GET /v1/billing_portal/configurations/{}:
      expand[]
    GET /v1/billing_portal/configurations:
      active? ending_before expand[] is_default? limit# starting_after
    GET /v1/checkout/sessions/{}/line_items:
      ending_before expand[] limit# starting_after
    GET /v1/checkout/sessions/{}:
      expand[]
    GET /v1/checkout/sessions:
      created(gt# gte# lt# lte#) customer customer_account customer_details* ending_before expand[] limit#
      payment_intent payment_link starting_after status subscription
    GET /v1/invoice_payments/{}:
      expand[]
    GET /v1/invoice_payments:
      created(gt# gte# lt# lte#) ending_before expand[] invoice limit# payment(payment_intent payment_record
      type) starting_after status
    GET /v1/invoices/{}:
      expand[]
    GET /v1/invoices:
      collection_method created(gt# gte# lt# lte#) customer customer_account due_date(gt# gte# lt# lte#)
      ending_before expand[] limit# starting_after status subscription
    GET /v1/subscription_schedules/{}:
      expand[]
    GET /v1/subscription_schedules:
      canceled_at(gt# gte# lt# lte#) completed_at(gt# gte# lt# lte#) created(gt# gte# lt# lte#) customer
      customer_account ending_before expand[] limit# released_at(gt# gte# lt# lte#) scheduled? starting_after
    GET /v1/subscriptions/{}:
      expand[]
    GET /v1/subscriptions:
      automatic_tax* collection_method created(gt# gte# lt# lte#) current_period_end(gt# gte# lt# lte#)
      current_period_start(gt# gte# lt# lte#) customer customer_account ending_before expand[] limit# plan price
      starting_after status test_clock
    POST /v1/billing_portal/configurations/{}:
      active? business_profile* default_return_url expand[] features* login_page* metadata* name
    POST /v1/billing_portal/configurations:
      business_profile* default_return_url expand[] features*! login_page* metadata* name
    POST /v1/billing_portal/sessions:
      after_expiration* configuration customer customer_account expand[]
      flow_data(after_completion(hosted_confirmation(custom_message) redirect(return_url) type)
      subscription_cancel(retention(coupon_offer(coupon) type) subscription) subscription_pause(subscription)
      subscription_update(subscription) subscription_update_confirm(discounts[](coupon promotion_code)
      items[](id price quantity#) subscription) type) locale on_behalf_of return_url
    POST /v1/checkout/sessions/{}/expire:
      expand[]
    POST /v1/checkout/sessions/{}:
      collected_information(shipping_details(address* name)) expand[] line_items[](adjustable_quantity(enabled?
      maximum# minimum#) id metadata* price price_data(currency product product_data(description images[]
      metadata* name tax_code tax_details(performance_location tax_code) unit_label) recurring(interval
      interval_count#) tax_behavior unit_amount# unit_amount_decimal) quantity# tax_rates[]) metadata*
      payment_intent_data(description metadata* setup_future_usage statement_descriptor
      statement_descriptor_suffix) shipping_options*
    POST /v1/checkout/sessions:
      adaptive_pricing* after_expiration* allow_promotion_codes? allowed_payment_method_types[] automatic_tax*
      billing_address_collection branding_settings* cancel_url client_reference_id consent_collection* currency
      custom_fields* custom_text* customer customer_account customer_creation customer_email customer_update*
      discounts[](coupon promotion_code) excluded_payment_method_types[] expand[] expires_at#
      integration_identifier invoice_creation* line_items[](adjustable_quantity(enabled? maximum# minimum#)
      metadata* price price_data(currency product product_data(description images[] metadata* name tax_code
      tax_details(performance_location tax_code) unit_label) recurring(interval interval_count#) tax_behavior
      unit_amount# unit_amount_decimal) quantity# tax_rates[]) locale managed_payments* metadata* mode
      name_collection* optional_items* origin_context payment_intent_data(application_fee_amount# capture_method
      description metadata* on_behalf_of receipt_email setup_future_usage shipping* statement_descriptor
      statement_descriptor_suffix transfer_data* transfer_group) payment_method_collection
      payment_method_configuration payment_method_data* payment_method_options* permissions*
      phone_number_collection* redirect_on_completion return_url saved_payment_method_options*
      setup_intent_data* shipping_address_collection* shipping_options* submit_type
      subscription_data(application_fee_percent billing_cycle_anchor# billing_cycle_anchor_config(day_of_month#
      hour# minute# month# second#) billing_mode* default_tax_rates[] description invoice_settings* metadata*
      on_behalf_of pending_invoice_item_interval(interval interval_count#) proration_behavior transfer_data*
      trial_end# trial_period_days# trial_settings*) success_url tax_id_collection* ui_mode wallet_options*
    POST /v1/invoices/create_preview:
      automatic_tax* currency customer customer_account customer_details* discounts[](coupon discount
      promotion_code) expand[] invoice_items* issuer(account type) on_behalf_of preview_mode schedule
      schedule_details* subscription subscription_details(billing_cycle_anchor(timestamp# type) billing_mode*
      billing_schedules* cancel_at cancel_at_period_end? cancel_now? default_tax_rates[]
      items[](billing_thresholds* clear_usage? current_trial(trial_offer) deleted? discounts[](coupon discount
      promotion_code) id metadata* plan price price_data(currency product recurring(interval interval_count#)
      tax_behavior unit_amount# unit_amount_decimal) quantity# tax_rates[]) metadata* pause(bill_for*
      invoicing_behavior type) proration_behavior proration_date# resume_at start_date# trial_end)
    POST /v1/invoices/{}/pay:
      expand[] forgive? mandate off_session? paid_out_of_band? payment_method source
    POST /v1/invoices/{}/void:
      expand[]
    POST /v1/subscription_schedules/{}/cancel:
      expand[] invoice_now? prorate?
    POST /v1/subscription_schedules/{}/release:
      expand[] preserve_cancel_date?
    POST /v1/subscription_schedules/{}:
      default_settings* end_behavior expand[] metadata* pause_schedules* phases[](add_invoice_items*
      application_fee_percent automatic_tax* billing_cycle_anchor billing_thresholds* collection_method currency
      default_payment_method default_tax_rates[] description discounts[](coupon discount promotion_code)
      duration(interval interval_count#) end_date invoice_settings* items[](billing_thresholds*
      discounts[](coupon discount promotion_code) metadata* plan price price_data(currency product
      recurring(interval interval_count#) tax_behavior unit_amount# unit_amount_decimal) quantity# tax_rates[])
      metadata* on_behalf_of proration_behavior start_date transfer_data* trial? trial_end) proration_behavior
    POST /v1/subscription_schedules:
      billing_mode* customer customer_account default_settings* end_behavior expand[] from_subscription
      metadata* pause_schedules* phases[](add_invoice_items* application_fee_percent automatic_tax*
      billing_cycle_anchor billing_thresholds* collection_method currency default_payment_method
      default_tax_rates[] description discounts[](coupon discount promotion_code) duration(interval
      interval_count#) end_date# invoice_settings* items[](billing_thresholds* discounts[](coupon discount
      promotion_code) metadata* plan price price_data(currency product recurring(interval interval_count#)
      tax_behavior unit_amount# unit_amount_decimal) quantity# tax_rates[]) metadata* on_behalf_of
      proration_behavior transfer_data* trial? trial_end#) start_date
    POST /v1/subscriptions/{}/pause:
      bill_for* expand[] invoicing_behavior type
    POST /v1/subscriptions/{}/resume:
      billing_cycle_anchor(type) expand[] payment_behavior proration_behavior proration_date#
    POST /v1/subscriptions/{}:
      add_invoice_items* application_fee_percent automatic_tax* billing_cycle_anchor(type) billing_schedules*
      billing_thresholds* cancel_at cancel_at_period_end? cancellation_details(comment feedback feedback_option)
      collection_method days_until_due# default_payment_method default_source default_tax_rates[] description
      discounts[](coupon discount promotion_code) expand[] invoice_settings* items[](billing_thresholds*
      clear_usage? current_trial(trial_offer) deleted? discounts[](coupon discount promotion_code) id metadata*
      plan price price_data(currency product recurring(interval interval_count#) tax_behavior unit_amount#
      unit_amount_decimal) quantity# tax_rates[]) metadata* off_session? on_behalf_of pause_collection(behavior
      resumes_at#) payment_behavior payment_settings* pending_invoice_item_interval(interval interval_count#)
      proration_behavior proration_date# transfer_data* trial_end trial_from_plan? trial_settings*
    POST /v1/subscriptions:
      add_invoice_items* application_fee_percent automatic_tax* backdate_start_date# billing_cycle_anchor#
      billing_cycle_anchor_config(day_of_month# hour# minute# month# second#) billing_mode* billing_schedules*
      billing_thresholds* cancel_at cancel_at_period_end? collection_method currency customer customer_account
      days_until_due# default_payment_method default_source default_tax_rates[] description discounts[](coupon
      discount promotion_code) expand[] invoice_settings* items[](billing_thresholds* current_trial(trial_offer)
      discounts[](coupon discount promotion_code) metadata* plan price price_data(currency product
      recurring(interval interval_count#) tax_behavior unit_amount# unit_amount_decimal) quantity# tax_rates[])
      metadata* off_session? on_behalf_of payment_behavior payment_settings*
      pending_invoice_item_interval(interval interval_count#) proration_behavior transfer_data* trial_end
      trial_from_plan? trial_period_days# trial_settings*
    """
}

extension ParameterTable {
  /// The parameters of customers, goods, payments, events and endpoints,
  /// by Stripe's specification of 2026-10-28.endive.
  static let objects = """
    DELETE /v1/customers/{}:
    DELETE /v1/test_helpers/test_clocks/{}:
    DELETE /v1/webhook_endpoints/{}:
    GET /v1/charges/{}:
      expand[]
    GET /v1/charges:
      created(gt# gte# lt# lte#) customer ending_before expand[] limit# payment_intent starting_after
      transfer_group
    GET /v1/coupons/{}:
      expand[]
    GET /v1/coupons:
      created(gt# gte# lt# lte#) ending_before expand[] limit# starting_after
    GET /v1/customers/{}/payment_methods:
      allow_redisplay ending_before expand[] limit# starting_after type
    GET /v1/customers/{}:
      expand[]
    GET /v1/customers:
      created(gt# gte# lt# lte#) email ending_before expand[] limit# starting_after test_clock
    GET /v1/disputes/{}:
      expand[]
    GET /v1/disputes:
      charge created(gt# gte# lt# lte#) ending_before expand[] limit# payment_intent starting_after
    GET /v1/events/{}:
      expand[]
    GET /v1/events:
      created(gt# gte# lt# lte#) delivery_success? ending_before expand[] limit# starting_after type types[]
    GET /v1/payment_intents/{}:
      client_secret expand[]
    GET /v1/payment_intents:
      created(gt# gte# lt# lte#) customer customer_account ending_before expand[] limit# starting_after
    GET /v1/payment_methods/{}:
      expand[]
    GET /v1/payment_methods:
      allow_redisplay customer customer_account ending_before expand[] limit# starting_after type
    GET /v1/prices/{}:
      expand[]
    GET /v1/prices:
      active? created(gt# gte# lt# lte#) currency ending_before expand[] limit# lookup_keys[] product
      recurring(interval meter usage_type) starting_after type
    GET /v1/products/{}:
      expand[]
    GET /v1/products:
      active? created(gt# gte# lt# lte#) ending_before expand[] ids[] limit# shippable? starting_after type url
    GET /v1/promotion_codes:
      code customer expand[] limit# starting_after ending_before active?
    GET /v1/refunds/{}:
      expand[]
    GET /v1/refunds:
      charge created(gt# gte# lt# lte#) ending_before expand[] limit# payment_intent starting_after
    GET /v1/test_helpers/test_clocks/{}:
      expand[]
    GET /v1/test_helpers/test_clocks:
      ending_before expand[] limit# starting_after
    GET /v1/webhook_endpoints/{}:
      expand[]
    GET /v1/webhook_endpoints:
      ending_before expand[] limit# starting_after
    POST /v1/coupons:
      amount_off# applies_to(products[]) currency currency_options* duration duration_in_months# expand[] id
      max_redemptions# metadata* name percent_off redeem_by#
    POST /v1/customers/{}:
      address* balance# business_name cash_balance* default_source description email expand[] individual_name
      invoice_prefix invoice_settings* metadata* name next_invoice_sequence# phone preferred_locales[] shipping*
      source tax* tax_exempt validate?
    POST /v1/customers:
      address* balance# business_name cash_balance* description email expand[] individual_name invoice_prefix
      invoice_settings* metadata* name next_invoice_sequence# payment_method phone preferred_locales[] shipping*
      source tax* tax_exempt tax_id_data* test_clock validate?
    POST /v1/payment_intents/{}/cancel:
      cancellation_reason expand[]
    POST /v1/payment_intents/{}/confirm:
      allowed_payment_method_types[] amount_details* amount_to_confirm# capture_method confirmation_token
      error_on_requires_action? excluded_payment_method_types[] expand[] hooks* mandate mandate_data*
      off_session payment_details* payment_method payment_method_data* payment_method_options* radar_options*
      receipt_email return_url setup_future_usage shipping* use_stripe_sdk?
    POST /v1/payment_intents/{}:
      allowed_payment_method_types[] amount# amount_details* application_fee_amount# capture_method currency
      customer customer_account description excluded_payment_method_types[] expand[] hooks* metadata*
      payment_details* payment_method payment_method_configuration payment_method_data* payment_method_options*
      receipt_email setup_future_usage shipping* statement_descriptor statement_descriptor_suffix transfer_data*
      transfer_group
    POST /v1/payment_intents:
      allowed_payment_method_types[] amount#! amount_details* application_fee_amount# automatic_payment_methods*
      capture_method confirm? confirmation_method confirmation_token currency! customer customer_account
      description error_on_requires_action? excluded_payment_method_types[] expand[] hooks* mandate
      mandate_data* metadata* off_session on_behalf_of payment_details* payment_method
      payment_method_configuration payment_method_data* payment_method_options* radar_options* receipt_email
      return_url setup_future_usage shipping* statement_descriptor statement_descriptor_suffix transfer_data*
      transfer_group use_stripe_sdk?
    POST /v1/payment_methods/{}/attach:
      customer customer_account expand[]
    POST /v1/payment_methods/{}/detach:
      expand[]
    POST /v1/prices/{}:
      active? currency_options* expand[] lookup_key metadata* nickname tax_behavior transfer_lookup_key?
    POST /v1/prices:
      active? billing_scheme currency! currency_options* custom_unit_amount(enabled? maximum# minimum# preset#)
      expand[] lookup_key metadata* nickname product product_data(active? id metadata* name statement_descriptor
      tax_code tax_details(performance_location tax_code) unit_label) recurring(interval interval_count# meter
      trial_period_days# usage_type) tax_behavior tiers* tiers_mode transfer_lookup_key? transform_quantity*
      unit_amount# unit_amount_decimal
    POST /v1/products/{}:
      active? description expand[] metadata* name
    POST /v1/products:
      active? default_price_data* description expand[] id images[] marketing_features[](name) metadata* name!
      package_dimensions* shippable? statement_descriptor tax_code tax_details(performance_location tax_code)
      type unit_label url
    POST /v1/refunds/{}/cancel:
      expand[]
    POST /v1/refunds/{}:
      expand[] metadata*
    POST /v1/refunds:
      amount# charge currency customer expand[] instructions_email metadata* origin payment_intent reason
      refund_application_fee? reverse_transfer?
    POST /v1/test_helpers/test_clocks/{}/advance:
      expand[] frozen_time#!
    POST /v1/test_helpers/test_clocks:
      customer expand[] frozen_time#! name
    POST /v1/webhook_endpoints/{}:
      description disabled? enabled_events[] expand[] metadata* url
    POST /v1/webhook_endpoints:
      api_version connect? description enabled_events[]! expand[] metadata* url!
    """
}

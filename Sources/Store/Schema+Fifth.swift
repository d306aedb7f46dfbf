extension Schema {
  /// Requests for money back are found over all accounts; there are few of them among the facts.
  static let fifth = """
    CREATE INDEX app_facts_refund_requests ON app_facts (occurred_at, fact_id) WHERE name = 'refund_requested';
    CREATE INDEX app_facts_refunds ON app_facts (account) WHERE name IN ('refund_requested', 'refund_decided');
    """
}

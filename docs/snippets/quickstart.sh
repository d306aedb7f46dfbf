# Every step of the quick start by curl. It takes TOLLBRIDGE_URL, TOLLBRIDGE_KEY and APP_URL from the environment.
set -eu

# step: ask
ask() {
  curl --silent --show-error --header "Authorization: Bearer $TOLLBRIDGE_KEY" \
    --header "Content-Type: application/json" "$@"
}
id() { sed 's/.*"id":"\([^"]*\)".*/\1/'; }

# step: account
ask --request PUT "$TOLLBRIDGE_URL/v1/accounts/user_42"

# step: plans
ask "$TOLLBRIDGE_URL/v1/plans?account=user_42&interval=month"

# step: checkout
checkout=$(ask "$TOLLBRIDGE_URL/v1/accounts/user_42/checkouts" --header "Idempotency-Key: click-1" --data '{
  "plan": "micro", "interval": "month",
  "success_url": "'"$APP_URL"'/done?checkout={CHECKOUT_SESSION_ID}", "cancel_url": "'"$APP_URL"'/plans"}')
echo "$checkout"

# step: result
ask "$TOLLBRIDGE_URL/v1/checkouts/$(echo "$checkout" | id)?wait=25"

# step: quote
ask "$TOLLBRIDGE_URL/v1/quote?action=video&quantity=1"

# step: hold
hold=$(ask "$TOLLBRIDGE_URL/v1/accounts/user_42/holds" --header "Idempotency-Key: video-1-hold" \
  --data '{"action": "video", "expected_amount": 100, "ttl": 600}')
echo "$hold"

# step: capture
ask "$TOLLBRIDGE_URL/v1/holds/$(echo "$hold" | id)/capture" --header "Idempotency-Key: video-1-capture" \
  --data '{"amount": 80}'

# step: spend
ask "$TOLLBRIDGE_URL/v1/accounts/user_42/spends" --header "Idempotency-Key: image-7" --data '{"action": "image"}'

# step: too-much
ask "$TOLLBRIDGE_URL/v1/accounts/user_42/spends" --header "Idempotency-Key: film-1" \
  --data '{"action": "video", "quantity": 60}'

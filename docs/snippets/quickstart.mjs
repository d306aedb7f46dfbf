const { TOLLBRIDGE_URL, TOLLBRIDGE_KEY, APP_URL } = process.env;

async function ask(method, path, { key, body } = {}) {
  const headers = { Authorization: `Bearer ${TOLLBRIDGE_KEY}` };
  if (key) headers["Idempotency-Key"] = key;
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(TOLLBRIDGE_URL + path, { method, headers, body: body && JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(json.detail), { problem: json });
  return json;
}

const account = await ask("PUT", "/v1/accounts/user_42");
console.log(`${account.plan_name}: ${account.balance.available} credits`);

for (const card of (await ask("GET", "/v1/plans?account=user_42&interval=month")).cards) {
  console.log(`${card.name} ${card.price.text}, ${card.credits}: ${card.button.label}`);
}

const checkout = await ask("POST", "/v1/accounts/user_42/checkouts", {
  key: "click-1",
  body: {
    plan: "micro",
    interval: "month",
    success_url: `${APP_URL}/done?checkout={CHECKOUT_SESSION_ID}`,
    cancel_url: `${APP_URL}/plans`,
  },
});
console.log(`pay at ${checkout.url}`);

let result;
do {
  result = await ask("GET", `/v1/checkouts/${checkout.id}?wait=25`);
} while (result.status === "processing");
console.log(`${result.status}: ${result.title}`);

const quote = await ask("GET", "/v1/quote?action=video&quantity=1");
console.log(`${quote.name}: ${quote.amount} credits`);

const hold = await ask("POST", "/v1/accounts/user_42/holds", {
  key: "video-1-hold",
  body: { action: "video", expected_amount: quote.amount, ttl: 600 },
});
console.log(`held ${hold.amount}, ${hold.balance.available} left`);

const job = await ask("POST", `/v1/holds/${hold.id}/capture`, { key: "video-1-capture", body: { amount: 80 } });
console.log(`took ${job.amount}, ${job.balance.available} left`);

const spend = await ask("POST", "/v1/accounts/user_42/spends", { key: "image-7", body: { action: "image" } });
console.log(`took ${spend.amount}, ${spend.balance.available} left`);

try {
  await ask("POST", "/v1/accounts/user_42/spends", { key: "film-1", body: { action: "video", quantity: 60 } });
} catch (error) {
  if (error.problem?.status !== 402) throw error;
  const { shortfall, guidance } = error.problem;
  console.log(`${shortfall} credits are missing`);
  if (guidance) console.log(`${guidance.title}. ${guidance.body} [${guidance.action}]`);
}

// The operator's console: a client of the HTTP API with an operator key, which stays in this tab. No cookie is set, so
// no other site can act in its name.
import { account, accounts } from "./accounts.js";
import { event, events } from "./events.js";
import { begin } from "./frame.js";
import { refunds } from "./refunds.js";

const places = [
  ["events", "Events"],
  ["parked", "Waiting"],
  ["quarantined", "Quarantined"],
  ["failed", "Failed"],
  ["accounts", "Accounts"],
  ["refunds", "Refund requests"],
];

function content(place, id, asked) {
  if (place === "accounts") return id ? account(id) : accounts(asked);
  if (place === "refunds") return refunds();
  return place === "events" && id ? event(id) : events(place, asked);
}

await begin(places, content);

// Tollbridge's elements: plain custom elements over the HTTP API. They show what it says and hold no rule.
//
//   <script type="module" src="https://billing.example/ui/tollbridge.js"></script>
//   <tollbridge-balance></tollbridge-balance>
//   <tollbridge-plans overlay></tollbridge-plans>
//
// configure({ token }) says who is signed in: a token from the app's backend, or a function that asks it for one.
import { Account } from "./account.js";
import { Balance, Upgrade } from "./balance.js";
import { Guidance } from "./guidance.js";
import { Packages } from "./packages.js";
import { Plans } from "./plans.js";
import { Result } from "./result.js";
import { session } from "./session.js";

const elements = {
  "tollbridge-account": Account,
  "tollbridge-balance": Balance,
  "tollbridge-guidance": Guidance,
  "tollbridge-packages": Packages,
  "tollbridge-plans": Plans,
  "tollbridge-result": Result,
  "tollbridge-upgrade": Upgrade,
};
for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** Says where the API is and who asks: `{ api, token, resultURL }`. */
export const configure = (settings) => session.configure(settings);

/** Reads the account again, for every element of the page. */
export const refresh = () => session.refresh();

export { session };

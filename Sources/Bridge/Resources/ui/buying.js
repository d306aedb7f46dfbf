// Checkouts: opening one, and what a page must remember of it until the person is back.
import { session } from "./session.js";

const orderKey = "tollbridge.order";
const choiceKey = "tollbridge.choice";

/** Opens a checkout at the provider and goes there. The order is kept: Retry opens it anew. */
export async function buy(element, order) {
  const answer = await session.post(`${session.path}/checkouts`, {
    ...order,
    success_url: leadBack("checkout"),
    cancel_url: leadBack("canceled"),
    locale: session.words.locale.split("-")[0],
  });
  keep(orderKey, { order, checkout: answer.id });
  element.go(answer.url, "checkout");
}

/** The last order of this tab, with its checkout; null where there is none. */
export const lastOrder = () => read(orderKey);

/** What somebody chose who must sign in first. */
export const keepChoice = (choice) => keep(choiceKey, choice);

/** The same, once. */
export function takeChoice() {
  const choice = read(choiceKey);
  sessionStorage.removeItem(choiceKey);
  return choice;
}

/** The address that the provider's page leads back to; `what` came to an end is in its query. */
export function leadBack(what) {
  const page = session.resultURL ?? location.href.split(/[?#]/)[0];
  const value = what === "checkout" ? "{CHECKOUT_SESSION_ID}" : "1";
  return `${page}${page.includes("?") ? "&" : "?"}tollbridge_${what}=${value}`;
}

function keep(key, value) {
  sessionStorage.setItem(key, JSON.stringify(value));
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

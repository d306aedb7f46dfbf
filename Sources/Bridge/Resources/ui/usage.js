// What the account has left: the credits, when they are refilled, and auto-reload.
import { button, facts, h } from "./dom.js";
import { consent } from "./packages.js";
import { session } from "./session.js";

const tickMilliseconds = 1000;
/** Reading the account again rests so long, where the refill is late. */
const dueMilliseconds = 5000;

/** The panel of an element of the account. */
export function usage(account) {
  const { words } = account;
  const say = (key) => account.say(key);
  const { balance, next_refill: refill, refill_text: refillText } = session.account;
  return account.panel("usage", say("usage.title"),
    h("div", {},
      h("p", { class: "quiet" }, say("usage.remaining")),
      h("p", { class: "figure" }, words.credits(balance.available))),
    facts([
      [say("usage.next_refill"), refill && nextRefill(account, refill)],
      [say("usage.refill_amount"), refillText],
      [say("usage.cap"), balance.cap > 0 && words.credits(balance.cap)],
      [say("usage.held"), balance.held > 0 && words.credits(balance.held)],
      [say("usage.debt"), balance.debt > 0 && words.credits(balance.debt)],
    ]),
    autoReload(account),
    waysToPlans(account));
}

function waysToPlans(account) {
  const way = (key, reason, words, style) =>
    button({ class: style, "data-key": key, click: () => account.openPlans(reason) }, account.say(words));
  return h("footer", {},
    way("more", "credits", "profile.buy_more_credits", "main"),
    way("change", "plan", "plan.change"));
}

// The next refill

function nextRefill(account, refill) {
  if (refill.status === "refilling") return h("span", { role: "status" }, account.say("usage.refilling"));
  return [
    `${account.words.credits(refill.amount)} · `,
    h("time", { id: "countdown", datetime: refill.at, "aria-live": "off" }, timeLeft(refill)),
  ];
}

function timeLeft(refill) {
  return session.words.duration((Date.parse(refill.at) - session.now) / 1000);
}

/** Counts down to the next refill by the server's clock; when it is over the account is read again. */
export class Countdown {
  #root;
  #clock = null;
  #isDue = false;

  constructor(root) {
    this.#root = root;
  }

  start() {
    this.#clock = setInterval(() => this.#tick(), tickMilliseconds);
  }

  stop() {
    clearInterval(this.#clock);
  }

  #tick() {
    const shown = this.#root.querySelector("#countdown");
    const refill = session.account?.next_refill;
    if (!shown || !refill) return;
    shown.textContent = timeLeft(refill);
    if (Date.parse(refill.at) <= session.now && !this.#isDue) this.#readAgain();
  }

  #readAgain() {
    const rest = () => setTimeout(() => (this.#isDue = false), dueMilliseconds);
    this.#isDue = true;
    session.refresh().catch(() => {}).finally(rest);
  }
}

// Auto-reload

function autoReload(account) {
  const reload = session.account.auto_reload;
  const toggle = () => (reload.enabled ? turnOff(account) : turnOn(account, reload));
  return h("div", { class: "row spread reload" },
    h("span", {},
      h("span", { id: "reload" }, account.say("auto_reload.name")),
      reload.enabled && terms(account, reload)),
    h("span", { class: "row" },
      button({ "data-key": "manage", "aria-describedby": "reload", click: () => manage(account) },
        account.say("auto_reload.manage")),
      button({
        role: "switch", "data-key": "reload", "aria-checked": String(reload.enabled), "aria-labelledby": "reload",
        click: account.pressing(toggle),
      })));
}

/** What it waits for. */
function terms(account, { threshold }) {
  const words = `${account.say("auto_reload.threshold")} ${account.words.number(threshold)}`;
  return [h("br"), h("span", { class: "quiet" }, words)];
}

async function manage(account) {
  await account.openPackages({ manage: true });
  await account.attempt(() => session.refresh());
}

async function turnOff(account) {
  await session.delete(`${session.path}/auto-reload`);
  await session.refresh();
  account.toast(account.say("auto_reload.disabled"));
}

/** What it buys was chosen before, else it is chosen now; either way the person agrees to it. */
async function turnOn(account, reload) {
  if (!reload.package) return manage(account);
  const { cards } = await session.get("/v1/packages");
  const card = cards.find((card) => card.package === reload.package);
  if (!card?.auto_reload) return manage(account);
  if (!(await agree(account, card))) return;
  await session.put(`${session.path}/auto-reload`, { enabled: true, consent });
  await session.refresh();
  account.toast(account.say("auto_reload.enabled"));
}

function agree(account, card) {
  const terms = { package: card.name, price: card.auto_reload.price.text };
  return account.confirm(account.say("auto_reload.name"), [h("p", {}, account.say("auto_reload.consent", terms))], {
    stay: account.say("ui.close"), proceed: account.say("auto_reload.turn_on"),
  });
}

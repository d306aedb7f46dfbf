import { h } from "./dom.js";
import { TollbridgeElement } from "./element.js";
import { style } from "./look.js";
import { session } from "./session.js";

/** `<tollbridge-balance>`: `20,000 credits`, read again at a click; `--` before it is known. */
export class Balance extends TollbridgeElement {
  static sheet = style(`
    :host { display: inline-block; }
    button { min-inline-size: 9.5rem; padding-inline: .75rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
  `);

  async load() {
    await session.known();
    return {};
  }

  get available() {
    return session.account?.balance.available;
  }

  render() {
    const count = this.available;
    const shown = h("output", { part: "balance", "aria-live": "polite" }, this.words.credits(count));
    const name = count == null ? this.say("balance.not_loaded") : this.say("balance.refresh", { balance: this.words.credits(count) });
    return h("button", {
      type: "button", part: "button", "data-key": "balance", "aria-label": name,
      click: ({ currentTarget }) => this.press(currentTarget, () => session.refresh()),
    }, shown);
  }
}

/** `<tollbridge-upgrade>`: the header's way to the plans, `Upgrade` or, signed out, `Pricing`. */
export class Upgrade extends TollbridgeElement {
  static sheet = style(":host { display: inline-block; }");

  async load() {
    return {};
  }

  render() {
    const label = this.say(session.isSignedIn ? "header.upgrade" : "header.pricing");
    return h("button", { type: "button", class: "main", part: "button main", "data-key": "upgrade", click: () => this.openPlans("header") }, label);
  }
}

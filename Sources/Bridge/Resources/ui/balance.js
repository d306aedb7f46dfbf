import { button, h, mainButton } from "./dom.js";
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

  /** A balance that changed is heard; the button itself is drawn anew, and would not be. */
  accountChanged() {
    const balance = this.words.credits(this.available);
    if (this.#heard && this.#heard !== balance) this.announce(balance);
    this.#heard = balance;
    this.update();
  }

  #heard = null;

  render() {
    const balance = this.words.credits(this.available);
    return button({
      part: "button",
      "data-key": "balance",
      "aria-label": this.available == null ? this.say("balance.not_loaded") : this.say("balance.refresh", { balance }),
      click: this.pressing(() => session.refresh()),
    }, h("output", { part: "balance", "aria-live": "polite" }, balance));
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
    return mainButton({ "data-key": "upgrade", click: () => this.openPlans("header") }, label);
  }
}

import { h } from "./dom.js";
import { TollbridgeElement } from "./element.js";
import { style } from "./look.js";
import { buy, lastOrder } from "./buying.js";
import { session } from "./session.js";

const waitSeconds = 25;
const turnsMax = 20;

/**
 * `<tollbridge-result>`: what a payment came to. It shows a dialog when the provider's page led back to this one, which it
 * sees by the address; `next` is where Continue and Close go.
 */
export class Result extends TollbridgeElement {
  static sheet = style(`
    .state { display: flex; gap: .75rem; align-items: center; }
    .note { font-size: .875rem; color: var(--quiet); }
  `);

  #isShown = false;

  async load() {
    const asked = new URLSearchParams(location.search);
    const checkout = asked.get("tollbridge_checkout");
    if (this.#isShown || !session.isSignedIn) return {};
    if (checkout) this.show(() => this.#checkout(checkout));
    else if (asked.has("tollbridge_canceled")) this.show(() => this.#canceled());
    else if (asked.has("tollbridge_change")) this.show(() => session.get(`${session.path}/subscription/change?wait=${waitSeconds}`));
    return {};
  }

  render() {
    return null;
  }

  #checkout(id) {
    return session.get(`/v1/checkouts/${encodeURIComponent(id)}?wait=${waitSeconds}`);
  }

  /** The person came back without paying: the page at the provider is closed, so that nobody pays there any more. */
  async #canceled() {
    const checkout = lastOrder()?.checkout;
    if (!checkout) return this.#unknown();
    await session.post(`/v1/checkouts/${encodeURIComponent(checkout)}/cancel`);
    return this.#checkout(checkout);
  }

  #unknown() {
    const text = ["result.canceled.title", "result.canceled.body", "result.close"].map((key) => this.say(key));
    return { status: "canceled", title: text[0], body: text[1], actions: [text[2]] };
  }

  /**
   * Shows a result and waits on for it.
   *
   * @param {() => Promise<object>} ask reads it, waiting on the server's side.
   */
  async show(ask) {
    this.#isShown = true;
    const place = h("div", { class: "content", role: "status" });
    const buttons = h("footer");
    const title = this.say("result.processing.title");
    const closed = this.ask(title, (close, dialog) => {
      this.#draw(dialog, place, buttons, { status: "processing", title, body: this.say("result.processing.body"), actions: [] }, close);
      this.attempt(() => this.#follow(ask, (result) => this.#draw(dialog, place, buttons, result, close)));
      return [place, buttons];
    }, { style: "result" });
    const wish = await closed;
    this.#clean();
    if (wish === "retry") return this.attempt(() => buy(this, lastOrder().order));
    await this.attempt(() => session.refresh());
    if (this.getAttribute("next")) this.go(this.getAttribute("next"), "result");
  }

  async #follow(ask, draw) {
    for (let turn = 0; turn < turnsMax; turn += 1) {
      const result = await ask();
      draw(result);
      if (result.status !== "processing") {
        this.emit("result", { result });
        return session.refresh();
      }
    }
  }

  #draw(dialog, place, buttons, result, close) {
    dialog.querySelector("h2")?.replaceChildren(result.title);
    place.replaceChildren(
      h("p", { class: "state" }, result.status === "processing" && h("span", { class: "spinner" }), h("span", {}, result.body)),
      ...(result.note ? [h("p", { class: "note" }, result.note)] : []));
    const [first, second] = result.actions;
    const mayRetry = result.actions.length > 1 && lastOrder();
    buttons.replaceChildren(...[
      second && h("button", { type: "button", "data-key": "close", click: () => close("close") }, second),
      first && (mayRetry || !second) && h("button", { type: "button", class: "main", "data-key": "first", click: () => close(mayRetry ? "retry" : "continue") }, first),
    ].filter(Boolean));
  }

  /** The address as it was before the provider's page; a page that is loaded again shows no old result. */
  #clean() {
    const url = new URL(location.href);
    for (const name of ["tollbridge_checkout", "tollbridge_canceled", "tollbridge_change"]) url.searchParams.delete(name);
    history.replaceState(history.state, "", url);
  }
}

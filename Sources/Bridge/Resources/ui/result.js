import { button, h } from "./dom.js";
import { TollbridgeElement } from "./element.js";
import { style } from "./look.js";
import { buy, lastOrder } from "./buying.js";
import { session } from "./session.js";

/** What the provider's page leaves in the address. */
const marks = ["tollbridge_checkout", "tollbridge_canceled", "tollbridge_change"];
const waitSeconds = 25;
const turnsMax = 20;

/**
 * `<tollbridge-result>`: what a payment came to. It shows a dialog when the provider's page led back to this one, which
 * it sees by the address; `next` is where Continue and Close go.
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
    else if (asked.has("tollbridge_change")) this.show(() => this.#change());
    return {};
  }

  render() {
    return null;
  }

  #checkout(id) {
    return session.get(`/v1/checkouts/${encodeURIComponent(id)}?wait=${waitSeconds}`);
  }

  #change() {
    return session.get(`${session.path}/subscription/change?wait=${waitSeconds}`);
  }

  /** The person came back without paying: the page at the provider is closed, so that nobody pays there any more. */
  async #canceled() {
    const checkout = lastOrder()?.checkout;
    if (!checkout) return this.#unknown();
    await session.post(`/v1/checkouts/${encodeURIComponent(checkout)}/cancel`);
    return this.#checkout(checkout);
  }

  #unknown() {
    return {
      status: "canceled",
      title: this.say("result.canceled.title"),
      body: this.say("result.canceled.body"),
      actions: [this.say("result.close")],
    };
  }

  /**
   * Shows a result and waits on for it.
   *
   * @param {() => Promise<object>} ask reads it, waiting on the server's side.
   */
  async show(ask) {
    this.#isShown = true;
    const waiting = this.#processing();
    const wish = await this.ask(waiting.title, (close, dialog) => {
      const place = h("div", { class: "content", role: "status" });
      const buttons = h("footer");
      const draw = (result) => {
        dialog.querySelector("h2")?.replaceChildren(result.title);
        place.replaceChildren(...this.#words(result));
        buttons.replaceChildren(...this.#buttons(result, close));
      };
      draw(waiting);
      this.attempt(() => this.#waitFor(ask, draw));
      return [place, buttons];
    }, { style: "result" });
    this.#clean();
    if (wish === "retry") return this.attempt(() => buy(this, lastOrder().order));
    await this.attempt(() => session.refresh());
    if (this.getAttribute("next")) this.go(this.getAttribute("next"), "result");
  }

  #processing() {
    const [title, body] = [this.say("result.processing.title"), this.say("result.processing.body")];
    return { status: "processing", title, body, actions: [this.say("result.continue")] };
  }

  /** Draws each answer, until one is the last; where none can be had the person is told what follows by itself. */
  async #waitFor(ask, draw) {
    for (let turn = 0; turn < turnsMax; turn += 1) {
      const result = await ask().catch((problem) => {
        draw({ ...this.#processing(), status: "unread", body: this.say("result.unread") });
        throw problem;
      });
      draw(result);
      if (result.status !== "processing") {
        this.emit("result", { result });
        return session.refresh();
      }
    }
  }

  #words({ status, body, note }) {
    const spinner = status === "processing" && h("span", { class: "spinner" });
    const state = h("p", { class: "state" }, spinner, h("span", {}, body));
    return note ? [state, h("p", { class: "note" }, note)] : [state];
  }

  /** Retry and Close where there is an order to repeat, else the one that leads on. */
  #buttons({ actions: [first, second] }, close) {
    const mayRetry = second !== undefined && lastOrder();
    const goOn = () => close(mayRetry ? "retry" : "continue");
    return [
      second && button({ "data-key": "close", click: () => close("close") }, second),
      first && (mayRetry || !second) && button({ class: "main", "data-key": "first", click: goOn }, first),
    ].filter(Boolean);
  }

  /** The address as it was before the provider's page; a page that is loaded again shows no old result. */
  #clean() {
    const url = new URL(location.href);
    for (const mark of marks) url.searchParams.delete(mark);
    history.replaceState(history.state, "", url);
  }
}

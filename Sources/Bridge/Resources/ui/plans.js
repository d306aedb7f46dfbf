import { h, loading } from "./dom.js";
import { TollbridgeElement } from "./element.js";
import { style } from "./look.js";
import { bar, barStyle } from "./plansbar.js";
import { takeChoice } from "./buying.js";
import { choose } from "./choosing.js";
import { comparison, comparisonStyle } from "./comparison.js";
import { cardStyle, shelf } from "./plancard.js";
import { session } from "./session.js";

const phone = matchMedia("(max-width: 640px)");
// All above the upper third of the window: who jumps past the title has reached it too.
const reached = "1000000px 0px -67% 0px";

const overlayStyle = `
  :host([overlay]) > .content { display: none; }
  dialog.overlay {
    inline-size: 100vw; block-size: 100dvh; max-inline-size: none; max-block-size: none;
    margin: 0; border: 0; border-radius: 0; padding: 1.5rem clamp(1rem, 4vw, 4rem) 4rem;
  }
  dialog.overlay > .top { justify-content: center; }
  dialog.overlay > .top h2 { flex: 1; text-align: center; font-size: 2rem; padding-inline-start: 2.75rem; }
  dialog.overlay > .content { inline-size: 100%; max-inline-size: 78rem; margin-inline: auto; }
`;

/**
 * `<tollbridge-plans>`: the plans as a page of its own, or with `overlay` as what `open()` shows above the page.
 * `page` is where a phone goes in place of the overlay.
 */
export class Plans extends TollbridgeElement {
  static observedAttributes = [...TollbridgeElement.observedAttributes, "overlay"];
  static sheet = style(barStyle + cardStyle + comparisonStyle + overlayStyle);

  #interval = "month";
  #isStale = true;
  #seen;
  #compared = false;
  #isOpen = false;
  #left = null;

  /** `month` or `year`. */
  get interval() {
    return this.#interval;
  }

  set interval(interval) {
    if (interval === this.#interval) return;
    this.#interval = interval;
    this.update();
    if (this.page) this.announce(this.#prices());
  }

  /** The side of the toggle that is shown; undefined before it came. */
  get page() {
    return this.data?.[this.#interval];
  }

  // Loading

  async load() {
    const known = session.known();
    const [month, year, packages] = await Promise.all([
      session.get("/v1/plans?interval=month"),
      session.get("/v1/plans?interval=year"),
      session.get("/v1/packages"),
      known,
    ]);
    const choice = session.isSignedIn && takeChoice();
    if (choice) queueMicrotask(() => this.#resume(choice));
    return { month, year, packages };
  }

  /** Goes on with what was chosen before signing in. */
  async #resume({ plan, interval }) {
    await Promise.resolve();
    this.interval = interval;
    const card = this.page?.cards.find((card) => card.plan === plan);
    if (!card) return;
    if (this.hasAttribute("overlay")) this.open();
    await choose(this, card);
  }

  async begin() {
    this.#isStale = true;
    await super.begin();
    this.#isStale = false;
  }

  /** The account changed elsewhere: buttons follow it. */
  accountChanged() {
    if (this.data && session.account && !this.#isStale) {
      this.#isStale = true;
      queueMicrotask(() => this.reload().finally(() => (this.#isStale = false)));
    }
  }

  // Opening and closing

  /** Shows the overlay; on a phone the page of the plans where there is one. */
  async open() {
    if (!this.hasAttribute("overlay")) return this.scrollIntoView();
    if (phone.matches && this.#page) return this.go(this.#page, "plans");
    if (this.#isOpen) return;
    this.#isOpen = true;
    await this.#left;
    const left = new AbortController();
    const opened = this.ask(this.say("plans.title"), () => [this.content], { style: "overlay" });
    // Back closes it, so there is a place in the history to go back from.
    history.pushState({ ...history.state, tollbridge: "plans" }, "");
    addEventListener("popstate", () => this.close(), { signal: left.signal });
    this.update();
    opened.then(() => {
      left.abort();
      this.#isOpen = false;
      this.shadowRoot.prepend(this.content);
      if (history.state?.tollbridge === "plans") this.#left = this.#goBack();
    });
  }

  /** Going back takes a moment; what is opened meanwhile waits for it. */
  #goBack() {
    return new Promise((done) => {
      addEventListener("popstate", done, { once: true });
      history.back();
    });
  }

  /** Closes the overlay and whatever asks above it. */
  close() {
    this.dismiss();
  }

  /** Where a phone goes in place of the overlay; nothing where it is there already. */
  get #page() {
    const page = this.getAttribute("page");
    return page && new URL(page, location.href).pathname !== location.pathname ? page : null;
  }

  // Showing

  render() {
    if (!this.data) return loading(this.say("plans.loading"));
    if (this.page.empty_text) return [this.#bar(), this.#empty()];
    queueMicrotask(() => this.#watch());
    return [this.#bar(), shelf(this), comparison(this)];
  }

  #bar() {
    return bar(this, this.#compared);
  }

  #empty() {
    return h("div", { class: "empty", role: "status" },
      h("p", {}, this.page.empty_text),
      h("p", { class: "quiet" }, this.say("plans.empty_hint")));
  }

  /** Once the comparison is reached its title stands beside the toggle, which is pinned. */
  #watch() {
    this.#seen?.disconnect();
    const title = this.shadowRoot.querySelector("#compare");
    if (!title) return;
    this.#seen = new IntersectionObserver(([entry]) => {
      if (entry.isIntersecting === this.#compared || !phone.matches) return;
      this.#compared = entry.isIntersecting;
      this.shadowRoot.querySelector(".bar")?.replaceWith(this.#bar());
    }, { rootMargin: reached });
    this.#seen.observe(title);
  }

  /** What is announced when the toggle moves. */
  #prices() {
    const { toggle, cards } = this.page;
    const { label } = toggle.find((side) => side.interval === this.#interval);
    return `${label}: ${cards.map((card) => `${card.name} ${card.price.text}`).join(", ")}`;
  }
}

import { h, hidden, icon } from "./dom.js";
import { TollbridgeElement, loading } from "./element.js";
import { style } from "./look.js";
import { buy, takeChoice, keepChoice, leadBack } from "./buying.js";
import { session } from "./session.js";

const phone = matchMedia("(max-width: 640px)");
const scrollFrom = 5;
// All above the upper third of the window: who jumps past the title has reached it too.
const reached = "1000000px 0px -67% 0px";

/**
 * `<tollbridge-plans>`: the plans as a page of its own, or with `overlay` as what `open()` shows above the page.
 * `page` is where a phone goes in place of the overlay.
 */
export class Plans extends TollbridgeElement {
  static observedAttributes = [...TollbridgeElement.observedAttributes, "overlay"];

  static sheet = style(`
    :host([overlay]) > .content { display: none; }
    .bar {
      position: sticky; inset-block-start: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center;
      justify-content: center; padding-block: .75rem; background: var(--surface);
    }
    .bar .compared { flex-basis: 100%; text-align: center; font-weight: 700; }
    fieldset { display: inline-flex; margin: 0; padding: .25rem; border: 1px solid var(--line); border-radius: 999px; background: var(--raised); }
    fieldset label { position: relative; cursor: pointer; }
    fieldset input { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; opacity: 0; cursor: pointer; }
    fieldset span { display: block; padding: .5rem 1.25rem; border-radius: 999px; font-weight: 600; font-size: .9375rem; line-height: 1.75; }
    fieldset input:checked + span { background: var(--accent); color: var(--on-accent); }
    fieldset input:focus-visible + span { outline: 3px solid var(--accent); outline-offset: 2px; }
    .once { position: relative; }
    .dot { position: absolute; inset-block-start: .375rem; inset-inline-end: .375rem; inline-size: .625rem; block-size: .625rem; border-radius: 50%; background: #d92d20; border: 1px solid var(--surface); }
    .shelf { position: relative; padding-block: 1rem 2.5rem; }
    .cards { display: grid; grid-template-rows: repeat(5, auto); grid-auto-flow: column; grid-auto-columns: minmax(14rem, 1fr); gap: 1rem; padding: 1rem .25rem .25rem; overflow-x: auto; scroll-snap-type: x proximity; }
    .cards.many { grid-auto-columns: calc((100% - 3rem) / 4); }
    .card { position: relative; grid-row: 1 / -1; grid-template-rows: subgrid; scroll-snap-align: start; }
    .card.popular { border: 2px solid var(--accent); }
    .card .flag { position: absolute; inset-block-start: -.875rem; inset-inline-start: 1.25rem; }
    .price { display: grid; gap: .125rem; align-content: start; }
    .price strong { font-size: 2rem; line-height: 1.2; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
    .grant { font-weight: 600; }
    .act { display: grid; gap: .25rem; justify-items: stretch; align-content: start; text-align: center; }
    .act .link { justify-self: center; }
    .arrows { display: flex; justify-content: end; gap: .5rem; }
    .arrows button { border-color: var(--edge); }
    .compare { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; }
    .compare h2 { text-align: center; scroll-margin-block-start: 8rem; }
    .scroll { position: relative; overflow-x: auto; border: 1px solid var(--line); border-radius: var(--radius); }
    table { inline-size: 100%; border-collapse: collapse; font-size: .9375rem; }
    th, td { padding: .75rem 1rem; text-align: start; border-block-end: 1px solid var(--line); min-inline-size: 7rem; }
    thead th { font-size: 1rem; vertical-align: top; }
    thead .quiet { display: block; font-weight: 500; }
    tbody th[scope="rowgroup"] { background: var(--raised); font-size: .8125rem; text-transform: uppercase; letter-spacing: .06em; }
    th[scope="row"], thead th:first-child { position: sticky; inset-inline-start: 0; background: var(--surface); font-weight: 500; min-inline-size: 9rem; }
    tbody:last-child tr:last-child > * { border-block-end: 0; }
    td .icon.tick { color: var(--good); vertical-align: middle; }
    dialog.overlay { inline-size: 100vw; block-size: 100dvh; max-inline-size: none; max-block-size: none; margin: 0; border: 0; border-radius: 0; padding: 1.5rem clamp(1rem, 4vw, 4rem) 4rem; }
    dialog.overlay > .top { justify-content: center; }
    dialog.overlay > .top h2 { flex: 1; text-align: center; font-size: 2rem; padding-inline-start: 2.75rem; }
    dialog.overlay > .content { inline-size: 100%; max-inline-size: 78rem; margin-inline: auto; }
    @media (max-width: 640px) {
      .cards, .cards.many { grid-template-rows: none; grid-auto-flow: row; grid-auto-columns: auto; overflow: visible; gap: 1.5rem; }
      .card { grid-row: auto; grid-template-rows: none; }
      .arrows { display: none; }
      .once .label { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
      .once { inline-size: 2.75rem; padding: 0; }
      fieldset span { padding-inline: .75rem; }
      .bar { flex-wrap: wrap; justify-content: space-between; }
      th, td { padding: .625rem .75rem; min-inline-size: 6rem; }
      th[scope="row"], thead th:first-child { min-inline-size: 7.5rem; }
    }
    @media (forced-colors: active) { .dot { background: Highlight; forced-color-adjust: none; } fieldset input:checked + span { background: Highlight; color: HighlightText; forced-color-adjust: none; } }
  `);

  #interval = "month";
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

  async load() {
    const known = session.known();
    const [month, year, packages] = await Promise.all([
      session.get("/v1/plans?interval=month"), session.get("/v1/plans?interval=year"), session.get("/v1/packages"), known,
    ]);
    const choice = session.isSignedIn && takeChoice();
    if (choice) queueMicrotask(() => this.#resume(choice));
    return { month, year, packages };
  }

  async #resume({ plan, interval }) {
    await Promise.resolve();
    this.interval = interval;
    const card = this.page?.cards.find((card) => card.plan === plan);
    if (!card) return;
    if (this.hasAttribute("overlay")) this.open();
    await this.#choose(card);
  }

  /** The account changed elsewhere: buttons follow it. */
  accountChanged() {
    if (this.data && session.account && !this.#isStale) {
      this.#isStale = true;
      queueMicrotask(() => this.reload().finally(() => (this.#isStale = false)));
    }
  }

  #isStale = true;

  async begin() {
    this.#isStale = true;
    await super.begin();
    this.#isStale = false;
  }

  // Opening and closing

  /** Shows the overlay; on a phone the page of the plans where there is one. */
  async open() {
    if (!this.hasAttribute("overlay")) return this.scrollIntoView();
    if (phone.matches && this.getAttribute("page")) return this.go(this.getAttribute("page"), "plans");
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
    for (const dialog of [...this.shadowRoot.querySelectorAll("dialog[open]")].reverse()) dialog.close();
  }

  // Showing

  render() {
    if (!this.data) return loading(this.say("plans.loading"));
    const parts = [this.#bar()];
    if (this.page.empty_text) return [...parts, this.#empty()];
    parts.push(this.#shelf(), this.#comparison());
    queueMicrotask(() => this.#watch());
    return parts;
  }

  #empty() {
    return h("div", { class: "empty", role: "status" }, h("p", {}, this.page.empty_text), h("p", { class: "quiet" }, this.say("plans.empty_hint")));
  }

  #bar() {
    const sides = this.page.toggle.map((side) => h("label", {},
      h("input", {
        type: "radio", name: "interval", "data-key": `interval-${side.interval}`, checked: side.interval === this.#interval,
        change: () => (this.interval = side.interval),
      }), h("span", { part: "side" }, side.label)));
    return h("div", { class: "bar", part: "bar" },
      h("fieldset", { role: "radiogroup", "aria-label": this.say("plans.interval") }, sides),
      this.#once(),
      this.#compared && h("div", { class: "compared", "aria-hidden": "true" }, this.page.comparison.title));
  }

  /** The way to one-time packages, with the red dot. */
  #once() {
    const { button, new: isNew } = this.data.packages;
    return h("button", { type: "button", class: "once", part: "button", "data-key": "one-time", click: () => this.#openPackages() },
      icon("card"), h("span", { class: "label" }, button),
      isNew && [h("span", { class: "dot", part: "dot" }), hidden(`(${this.say("one_time.new")})`)]);
  }

  #openPackages() {
    const own = document.querySelector("tollbridge-packages") ?? this.#packages();
    own.open().then(() => this.reload());
  }

  #packages() {
    const element = this.shadowRoot.querySelector("tollbridge-packages") ?? h("tollbridge-packages");
    this.shadowRoot.append(element);
    return element;
  }

  #shelf() {
    const cards = this.page.cards.map((card) => this.#card(card));
    const isMany = cards.length >= scrollFrom;
    const shelf = h("div", { class: isMany ? "cards many" : "cards", part: "cards", role: "group", "aria-label": this.say("plans.title"), tabindex: isMany ? "0" : null }, cards);
    return h("div", { class: "shelf" }, isMany && this.#arrows(shelf), shelf);
  }

  #arrows(shelf) {
    const arrow = (way, key, drawing) => h("button", {
      type: "button", class: "round", "data-key": key,
      click: () => shelf.scrollBy({ left: way * shelf.clientWidth * (getComputedStyle(shelf).direction === "rtl" ? -1 : 1), behavior: "smooth" }),
    }, icon(drawing), hidden(this.say(key)));
    return h("div", { class: "arrows", part: "arrows" }, arrow(-1, "plans.scroll_back", "back"), arrow(1, "plans.scroll_on", "on"));
  }

  #card(card) {
    const id = `plan-${card.plan}`;
    return h("article", { class: card.popular ? "panel card popular" : "panel card", part: card.popular ? "card popular" : "card", "aria-labelledby": id },
      card.badge && h("p", { class: "badge full flag", part: "badge" }, card.badge),
      h("h2", { id, class: "name" }, card.name),
      this.#price(card),
      h("p", { class: "grant" }, card.credits),
      this.#action(card, id),
      h("ul", { class: "ticks" }, card.highlights.map((words) => h("li", {}, icon("tick"), h("span", {}, words)))));
  }

  #price({ price, savings }) {
    return h("div", { class: "price" },
      price.original_text && h("s", {}, hidden(`${this.say("plans.original_price")} `), price.original_text),
      h("strong", {}, price.text),
      price.billed_text && h("span", { class: "quiet" }, price.billed_text),
      price.offer_text && h("span", { class: "badge" }, price.offer_text),
      savings && h("span", { class: "badge", part: "savings" }, savings));
  }

  #action(card, id) {
    const { button } = card;
    const rests = button.verb === "none";
    const label = button.state === "scheduled" && button.date ? this.timed("plan.start_at", button.date) : button.label;
    return h("div", { class: "act" },
      h("button", {
        type: "button", class: rests ? "wide" : "main wide", part: rests ? "button" : "button main", "data-key": `choose-${card.plan}`,
        "aria-disabled": rests ? "true" : null, "aria-describedby": id,
        click: ({ currentTarget }) => !rests && this.press(currentTarget, () => this.#choose(card)),
      }, label),
      button.state === "resume" && button.date && h("span", { class: "quiet" }, this.timed("plan.paused_until", button.date)),
      button.undo && h("button", {
        type: "button", class: "link", "data-key": `undo-${card.plan}`,
        click: ({ currentTarget }) => this.press(currentTarget, () => this.#carryOut(button.undo.verb)),
      }, button.undo.label),
      card.switch_text && h("button", {
        type: "button", class: "link", "data-key": `switch-${card.plan}`, "aria-describedby": id,
        click: () => (this.interval = this.#interval === "year" ? "month" : "year"),
      }, card.switch_text));
  }

  #comparison() {
    const { comparison, cards } = this.page;
    const heads = cards.map((card) => h("th", { scope: "col" }, card.name, h("span", { class: "quiet" }, card.price.text)));
    const id = "compare";
    return h("div", { class: "compare", part: "comparison" },
      h("h2", { id }, comparison.title),
      h("div", { class: "scroll", role: "region", tabindex: "0", "aria-labelledby": id },
        h("table", {},
          h("caption", { class: "hidden" }, comparison.title),
          h("thead", {}, h("tr", {}, h("th", { scope: "col" }, this.say("compare.feature")), heads)),
          comparison.sections.map((section) => this.#section(section, cards.length)))));
  }

  #section({ name, rows }, count) {
    return h("tbody", {},
      h("tr", {}, h("th", { scope: "rowgroup", colspan: count + 1 }, name)),
      rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.name), row.values.map((value) => h("td", {}, this.#value(value))))));
  }

  #value(value) {
    if (value === this.say("compare.included")) return [icon("tick"), hidden(value)];
    if (value === this.say("compare.not_included")) return [h("span", { "aria-hidden": "true" }, "–"), hidden(value)];
    return value;
  }

  /** Once the table is reached its title stands beside the toggle, which is pinned. */
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

  #prices() {
    const label = this.page.toggle.find((side) => side.interval === this.#interval).label;
    return `${label}: ${this.page.cards.map((card) => `${card.name} ${card.price.text}`).join(", ")}`;
  }

  // Choosing

  async #choose(card) {
    const { verb } = card.button;
    if (verb === "sign_in") return this.#signIn(card);
    if (verb === "checkout") return this.#checkout(card);
    if (verb === "change") return this.#change(card);
    if (verb === "cancel") return this.#cancel(card);
    await this.#carryOut(verb);
  }

  /** Nobody buys: who signs in goes on with what was chosen. */
  async #signIn(card) {
    keepChoice({ plan: card.plan, interval: this.#interval });
    if (!this.emit("sign-in", { plan: card.plan, interval: this.#interval })) return;
    await this.ask(this.say("sign_in.title"), (close) => [
      h("p", {}, this.say("sign_in.body")),
      h("footer", {}, h("button", { type: "button", class: "main", click: () => close() }, this.say("ui.close"))),
    ]);
  }

  async #checkout(card) {
    await buy(this, { plan: card.plan, interval: this.#interval });
  }

  async #change(card) {
    const order = { plan: card.plan, interval: this.#interval };
    const preview = await session.post(`${session.path}/subscription/change/preview`, order);
    if (!(await this.#agree(card, this.#consequences(card, preview)))) return;
    const before = session.account;
    const acknowledge = card.button.warning?.acknowledge ?? [];
    const answer = await session.post(`${session.path}/subscription/change`, {
      ...order, ...(acknowledge.length && { acknowledge }), return_url: leadBack("change"),
    });
    if (answer.url) return this.go(answer.url, "change");
    await session.settle(before);
  }

  /** What follows the free plan's button: the subscription ends with its period. */
  async #cancel(card) {
    const preview = await session.post(`${session.path}/subscription/cancel/preview`);
    if (await this.#agree(card, this.#consequences(card, preview))) await this.#carryOut("cancel");
  }

  /** Asks before anything happens; leaving a legacy plan is warned of as well. */
  #agree(card, body) {
    const { confirmation, warning } = card.button;
    const title = confirmation.title ?? this.say("confirm.title");
    const words = [confirmation.body && h("p", {}, confirmation.body), ...body, warning && h("p", { role: "note" }, h("strong", {}, warning.text))];
    return this.confirm(title, words, warning?.stay ?? this.say("confirm.keep"), warning?.proceed ?? this.say("confirm.proceed"));
  }

  #consequences(card, preview) {
    const effect = preview.at ? h("time", { datetime: preview.at }, this.words.date(preview.at)) : this.say("confirm.after_payment");
    const rows = [
      [this.say("confirm.plan"), card.name],
      [this.say("confirm.due"), preview.estimate_text],
      [this.say("confirm.effect"), preview.timing === "now" ? this.say("confirm.after_payment") : effect],
      [this.say("confirm.refill"), preview.refill],
    ].filter(([, value]) => value);
    return [
      h("dl", { class: "facts" }, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
      preview.lost.length > 0 && h("div", {}, h("p", {}, this.say("confirm.lost")), h("ul", { class: "plain" }, preview.lost.map((name) => h("li", {}, name)))),
      ...(preview.takes_back ?? []).map((what) => h("p", { role: "note" }, this.say(`confirm.takes_back.${what}`))),
    ];
  }

  /** A verb of the subscription that needs no page. */
  async #carryOut(verb) {
    const before = session.account;
    const path = `${session.path}/subscription`;
    if (verb === "undo_scheduled_change") await session.delete(`${path}/scheduled-change`);
    else await session.post(`${path}/${verb}`);
    await session.settle(before);
  }
}

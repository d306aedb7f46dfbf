import { button, facts, h, hidden, loading } from "./dom.js";
import { TollbridgeElement } from "./element.js";
import { style } from "./look.js";
import { session } from "./session.js";
import { Countdown, usage } from "./usage.js";

const phone = matchMedia("(max-width: 640px)");

/** `<tollbridge-account>`: usage, plan, billing and what a person may do about them. */
export class Account extends TollbridgeElement {
  static sheet = style(`
    .content { container-type: inline-size; }
    .panels { display: grid; gap: 1rem; }
    @container (min-width: 44rem) {
      .panels { grid-template-columns: 1fr 1fr; grid-template-rows: auto 1fr; }
      .usage { grid-row: span 2; }
      .notice { grid-column: 1 / -1; }
    }
    .notice { border-color: var(--bad); }
    .figure {
      font-size: 2rem; font-weight: 700; letter-spacing: -.02em; font-variant-numeric: tabular-nums;
      min-block-size: 3rem;
    }
    .reload { padding-block-start: 1rem; border-block-start: 1px solid var(--line); }
    footer { display: flex; flex-wrap: wrap; gap: .75rem; }
    @media (max-width: 640px) { footer button { flex: 1 1 100%; } }
  `);

  #countdown = new Countdown(this.shadowRoot);

  connectedCallback() {
    super.connectedCallback();
    this.#countdown.start();
    phone.addEventListener("change", this.#redraw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#countdown.stop();
    phone.removeEventListener("change", this.#redraw);
  }

  #redraw = () => this.update();

  async load() {
    const account = await session.known();
    const refund = account?.billing ? await session.get(`${session.path}/refund-eligibility`) : null;
    return { refund };
  }

  // Showing

  render() {
    if (this.data && !session.isSignedIn) return this.#signedOut();
    if (!session.account) return loading(this.say("plans.loading"));
    const { billing, notices } = session.account;
    return h("div", { class: "panels" },
      notices.map((notice) => this.#notice(notice)),
      usage(this),
      this.#plan(),
      billing && this.#billing(billing));
  }

  #signedOut() {
    return h("div", { class: "empty" }, h("p", {}, this.say("sign_in.body")));
  }

  #notice(notice) {
    const key = `notice-${notice.code}`;
    return h("section", { class: "panel notice", role: "status" },
      h("strong", {}, notice.title),
      h("p", {}, notice.body),
      h("footer", {},
        button({ class: "main", "data-key": key, click: () => this.follow(notice) }, notice.action)));
  }

  /** A part of the account under a title of its own. */
  panel(name, title, ...content) {
    const id = `title-${name}`;
    return h("section", { class: `panel ${name}`, part: "panel", "aria-labelledby": id },
      h("h2", { id }, title),
      content);
  }

  #plan() {
    const { plan_name: name, status, status_text: words, limits } = session.account;
    const counted = limits.filter((use) => use.used != null && use.kind === "limit");
    return this.panel("plan", this.say("account.plan"),
      h("div", { class: "row" },
        h("h3", {}, name),
        words && h("span", { class: `badge pill ${status}`, part: "pill" }, words)),
      facts(counted.map((use) => [use.name, `${this.words.number(use.used)} / ${this.words.number(use.limit)}`])),
      !phone.matches && this.#actions((verb) => verb !== "manage_payment"));
  }

  #billing(billing) {
    const date = (moment) => moment && this.dated(moment);
    const { cancel_at: end, paused_until: until } = session.account;
    return this.panel("billing", billing.title,
      facts([
        [this.say("billing.price"), billing.price_text],
        [this.say("billing.period"), this.say(billing.interval === "year" ? "billing.yearly" : "billing.monthly")],
        [this.say("billing.renews"), date(billing.renews_at)],
        [this.say("billing.ends"), date(end)],
        [this.say("billing.paused_until"), date(until)],
        [billing.changing_to_label, billing.changing_to && [billing.changing_to, " · ", date(billing.changes_at)]],
      ]),
      this.#actions((verb) => verb === "manage_payment" || phone.matches),
      this.#refund());
  }

  // Changing the subscription

  /** The buttons of what may be done; a phone has them in one place. */
  #actions(isHere) {
    const actions = session.account.billing?.actions.filter(({ verb }) => isHere(verb)) ?? [];
    const change = phone.matches && isHere("change")
      && button({ "data-key": "change-plan", click: () => this.openPlans("plan") }, this.say("plan.change"));
    return actions.length > 0 && h("footer", {}, actions.map((action) => this.#action(action)), change);
  }

  #action(action) {
    const { verb, label } = action;
    return button({ "data-key": verb, click: this.pressing(() => this.#act(action)) },
      label, verb === "manage_payment" && hidden(` (${this.say("billing.new_tab")})`));
  }

  async #act({ verb, label, confirm: question }) {
    if (verb === "manage_payment") return this.openPortal();
    if (question && !(await this.#agree(verb, label, question))) return;
    const before = session.account;
    await session.post(`${session.path}/subscription/${verb}`);
    await session.settle(before);
    this.reload();
  }

  /** Asks first; who cancels or pauses is told what goes with it, who cancels also until when the plan stays. */
  async #agree(verb, label, question) {
    const { at, lost = [] } = await session.post(`${session.path}/subscription/cancel/preview`);
    const isCancel = verb === "cancel";
    const body = [isCancel && at && h("p", {}, this.timed("cancel.until", at)), this.losses(lost)];
    return this.confirm(question, body, { stay: this.say(isCancel ? "cancel.keep" : "ui.close"), proceed: label });
  }

  // Refunds

  #refund() {
    if (!this.data?.refund?.eligible) return null;
    const click = this.pressing(() => this.#askBack());
    return h("footer", {}, button({ class: "link", "data-key": "refund", click }, this.say("refund.request")));
  }

  async #askBack() {
    const request = this.say("refund.request");
    const answers = { stay: this.say("ui.close"), proceed: request };
    if (!(await this.confirm(request, [h("p", {}, this.say("refund.body"))], answers))) return;
    await session.post(`${session.path}/refund-requests`);
    this.toast(this.say("refund.requested"));
    this.reload();
  }
}

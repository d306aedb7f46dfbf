import { h, hidden } from "./dom.js";
import { TollbridgeElement, loading } from "./element.js";
import { style } from "./look.js";
import { consent } from "./packages.js";
import { session } from "./session.js";

const phone = matchMedia("(max-width: 640px)");

/** `<tollbridge-account>`: usage, plan, billing and what a person may do about them. */
export class Account extends TollbridgeElement {
  static sheet = style(`
    .content { container-type: inline-size; }
    .panels { display: grid; gap: 1rem; }
    @container (min-width: 44rem) { .panels { grid-template-columns: 1fr 1fr; grid-template-rows: auto 1fr; } .usage { grid-row: span 2; } .notice { grid-column: 1 / -1; } }
    .notice { border-color: var(--bad); }
    .figure { font-size: 2rem; font-weight: 700; letter-spacing: -.02em; font-variant-numeric: tabular-nums; min-block-size: 3rem; }
    .reload { padding-block-start: 1rem; border-block-start: 1px solid var(--line); }
    footer { display: flex; flex-wrap: wrap; gap: .75rem; }
    @media (max-width: 640px) { footer button { flex: 1 1 100%; } }
  `);

  #clock = null;

  connectedCallback() {
    super.connectedCallback();
    this.#clock = setInterval(() => this.#tick(), 1000);
    phone.addEventListener("change", this.#redraw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#clock);
    phone.removeEventListener("change", this.#redraw);
  }

  #redraw = () => this.update();

  async load() {
    const account = await session.known();
    const refund = account?.billing ? await session.get(`${session.path}/refund-eligibility`) : null;
    return { refund };
  }

  get #account() {
    return session.account;
  }

  render() {
    if (this.data && !session.isSignedIn) return this.#signedOut();
    if (!this.#account) return loading(this.say("plans.loading"));
    const { billing, notices } = this.#account;
    return h("div", { class: "panels" }, notices.map((notice) => this.#notice(notice)), this.#usage(), this.#plan(), billing && this.#billing(billing));
  }

  #signedOut() {
    return h("div", { class: "empty" }, h("p", {}, this.say("sign_in.body")));
  }

  #panel(name, title, ...content) {
    const id = `title-${name}`;
    return h("section", { class: `panel ${name}`, part: "panel", "aria-labelledby": id }, h("h2", { id }, title), content);
  }

  #facts(rows) {
    return h("dl", { class: "facts" }, rows.filter(([, value]) => value != null && value !== false)
      .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
  }

  #notice(notice) {
    return h("section", { class: "panel notice", role: "status" }, h("strong", {}, notice.title), h("p", {}, notice.body),
      h("footer", {}, h("button", {
        type: "button", class: "main", "data-key": `notice-${notice.code}`,
        click: () => (notice.leads_to === "billing_portal" ? this.openPortal("payment_method_update") : this.openPlans(notice.code)),
      }, notice.action)));
  }

  // Usage details

  #usage() {
    const { balance, next_refill: refill, refill_text: refillText } = this.#account;
    return this.#panel("usage", this.say("usage.title"),
      h("div", {}, h("p", { class: "quiet" }, this.say("usage.remaining")), h("p", { class: "figure" }, this.words.credits(balance.available))),
      this.#facts([
        [this.say("usage.next_refill"), refill && this.#next(refill)],
        [this.say("usage.refill_amount"), refillText],
        [this.say("usage.cap"), balance.cap > 0 && this.words.credits(balance.cap)],
        [this.say("usage.held"), balance.held > 0 && this.words.credits(balance.held)],
        [this.say("usage.debt"), balance.debt > 0 && this.words.credits(balance.debt)],
      ]),
      this.#autoReload(),
      h("footer", {},
        h("button", { type: "button", class: "main", "data-key": "more", click: () => this.openPlans("credits") }, this.say("profile.buy_more_credits")),
        h("button", { type: "button", "data-key": "change", click: () => this.openPlans("plan") }, this.say("plan.change"))));
  }

  #next(refill) {
    if (refill.status === "refilling") return h("span", { role: "status" }, this.say("usage.refilling"));
    return [`${this.words.credits(refill.amount)} · `, h("time", { id: "countdown", datetime: refill.at, "aria-live": "off" }, this.#left(refill))];
  }

  #left(refill) {
    return this.words.duration((Date.parse(refill.at) - session.now) / 1000);
  }

  /** The countdown by the server's clock; when it is over the account is read again. */
  #tick() {
    const countdown = this.shadowRoot.querySelector("#countdown");
    const refill = this.#account?.next_refill;
    if (!countdown || !refill) return;
    countdown.textContent = this.#left(refill);
    if (Date.parse(refill.at) <= session.now && !this.#isDue) {
      this.#isDue = true;
      session.refresh().catch(() => {}).finally(() => setTimeout(() => (this.#isDue = false), 5000));
    }
  }

  #isDue = false;

  // Auto-reload

  #autoReload() {
    const reload = this.#account.auto_reload;
    return h("div", { class: "row spread reload" },
      h("span", { id: "reload" }, this.say("auto_reload.name")),
      h("span", { class: "row" },
        h("button", { type: "button", "data-key": "manage", "aria-describedby": "reload", click: () => this.#openPackages(true) }, this.say("auto_reload.manage")),
        h("button", {
          type: "button", role: "switch", "data-key": "reload", "aria-checked": String(reload.enabled), "aria-labelledby": "reload",
          click: ({ currentTarget }) => this.press(currentTarget, () => (reload.enabled ? this.#turnOff() : this.#turnOn(reload))),
        })));
  }

  async #openPackages(manage) {
    const own = document.querySelector("tollbridge-packages") ?? this.#ownPackages();
    await own.open({ manage });
    await this.attempt(() => session.refresh());
  }

  #ownPackages() {
    const element = this.shadowRoot.querySelector("tollbridge-packages") ?? h("tollbridge-packages");
    this.shadowRoot.append(element);
    return element;
  }

  async #turnOff() {
    await session.delete(`${session.path}/auto-reload`);
    await session.refresh();
    this.toast(this.say("auto_reload.disabled"));
  }

  /** What it buys was chosen before, else it is chosen now; either way the person agrees to it. */
  async #turnOn(reload) {
    if (!reload.package) return this.#openPackages(true);
    const { cards } = await session.get("/v1/packages");
    const card = cards.find((card) => card.package === reload.package);
    if (!card?.auto_reload) return this.#openPackages(true);
    const body = h("p", {}, this.say("auto_reload.consent", { package: card.name, price: card.auto_reload.price.text }));
    if (!(await this.confirm(this.say("auto_reload.name"), [body], this.say("ui.close"), this.say("auto_reload.turn_on")))) return;
    await session.put(`${session.path}/auto-reload`, { enabled: true, consent });
    await session.refresh();
    this.toast(this.say("auto_reload.enabled"));
  }

  // Plan and billing

  #plan() {
    const { plan_name: name, status, status_text: statusText, limits } = this.#account;
    const counted = limits.filter((use) => use.used != null && use.kind === "limit");
    const heading = h("div", { class: "row" }, h("h3", {}, name), statusText && h("span", { class: `badge pill ${status}`, part: "pill" }, statusText));
    return this.#panel("plan", this.say("account.plan"), heading,
      this.#facts(counted.map((use) => [use.name, `${this.words.number(use.used)} / ${this.words.number(use.limit)}`])),
      !phone.matches && this.#actions((verb) => verb !== "manage_payment"));
  }

  #billing(billing) {
    const interval = this.say(billing.interval === "year" ? "billing.yearly" : "billing.monthly");
    const date = (moment) => moment && h("time", { datetime: moment }, this.words.date(moment));
    const { cancel_at: end, paused_until: until } = this.#account;
    return this.#panel("billing", billing.title,
      this.#facts([
        [this.say("billing.price"), billing.price_text],
        [this.say("billing.period"), interval],
        [this.say("billing.renews"), date(billing.renews_at)],
        [this.say("billing.ends"), date(end)],
        [this.say("billing.paused_until"), date(until)],
        [billing.changing_to_label, billing.changing_to && [billing.changing_to, " · ", date(billing.changes_at)]],
      ]),
      this.#actions((verb) => verb === "manage_payment" || phone.matches),
      this.#refund());
  }

  #actions(isHere) {
    const actions = this.#account.billing?.actions.filter((action) => isHere(action.verb)) ?? [];
    return actions.length > 0 && h("footer", {}, actions.map((action) => h("button", {
      type: "button", "data-key": action.verb, click: ({ currentTarget }) => this.press(currentTarget, () => this.#act(action)),
    }, action.label, action.verb === "manage_payment" && hidden(` (${this.say("billing.new_tab")})`))));
  }

  async #act({ verb, label, confirm }) {
    if (verb === "manage_payment") return this.openPortal();
    if (confirm && !(await this.#agree(verb, label, confirm))) return;
    const before = this.#account;
    await session.post(`${session.path}/subscription/${verb}`);
    await session.settle(before);
    this.reload();
  }

  async #agree(verb, label, question) {
    const preview = verb === "cancel" ? await session.post(`${session.path}/subscription/cancel/preview`) : null;
    const lost = preview?.lost ?? [];
    return this.confirm(question, [
      preview?.at && h("p", {}, this.timed("cancel.until", preview.at)),
      lost.length > 0 && h("div", {}, h("p", {}, this.say("confirm.lost")), h("ul", { class: "plain" }, lost.map((name) => h("li", {}, name)))),
    ], this.say(verb === "cancel" ? "cancel.keep" : "ui.close"), label);
  }

  // Refunds

  #refund() {
    if (!this.data?.refund?.eligible) return null;
    return h("footer", {}, h("button", {
      type: "button", class: "link", "data-key": "refund",
      click: ({ currentTarget }) => this.press(currentTarget, () => this.#askBack()),
    }, this.say("refund.request")));
  }

  async #askBack() {
    const body = h("p", {}, this.say("refund.body"));
    if (!(await this.confirm(this.say("refund.request"), [body], this.say("ui.close"), this.say("refund.request")))) return;
    await session.post(`${session.path}/refund-requests`);
    this.toast(this.say("refund.requested"));
    this.reload();
  }
}

import { button, h, hidden, icon, loading, mainButton, replace } from "./dom.js";
import { TollbridgeElement } from "./element.js";
import { style } from "./look.js";
import { buy } from "./buying.js";
import { choices, choiceStyle, struck } from "./packagechoice.js";
import { session } from "./session.js";
import { Threshold, thresholdStyle } from "./threshold.js";

/** The text that a person agrees to who turns auto-reload on, by the version under which the consent is recorded. */
export const consent = "2026-11";

/** `<tollbridge-packages>`: the dialog of one-time packages with auto-reload, shown by `open()`. */
export class Packages extends TollbridgeElement {
  static sheet = style(`${choiceStyle}${thresholdStyle}
    .reload { gap: .75rem; background: var(--raised); }
    .reload label { font-weight: 600; }
    .promises { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; justify-content: center; }
    .promises li { display: flex; gap: .375rem; align-items: center; }
    .promises .icon { inline-size: 1rem; block-size: 1rem; }
    button.pay s { color: inherit; font-weight: 400; }
  `);

  #body = h("div", { class: "content" });
  #selected = null;
  #isManaging = false;
  #wantsReload = true;
  #threshold = new Threshold(this);

  async load() {
    await session.known();
    return session.get("/v1/packages");
  }

  /** Nothing is asked and nothing drawn before the dialog is opened. */
  async begin() {
    this.data = null;
    if (this.#body.isConnected) await this.reload();
  }

  update() {
    if (this.#body.isConnected) replace(this.shadowRoot, this.#body, this.#content());
  }

  render() {
    return null;
  }

  get #reload() {
    return session.account?.auto_reload;
  }

  get #card() {
    return this.data.cards.find((card) => card.package === this.#selected);
  }

  /** Whether what is selected is what auto-reload buys. */
  get #isActive() {
    return Boolean(this.#reload?.enabled) && this.#reload.package === this.#selected;
  }

  /** @param {{manage?: boolean}} way `manage` goes to auto-reload at once. */
  async open({ manage = false } = {}) {
    if (!this.data) await this.reload();
    if (this.data?.prompt) return this.#prompt();
    this.#begin(manage);
    const dialog = this.ask(this.say("one_time.title"), () => [this.#body], { style: "sheet" });
    this.update();
    if (this.data?.new) await this.attempt(() => session.post(`${session.path}/seen`, { what: "one_time" }));
    await dialog;
    this.data = null;
  }

  /** Selects what is there at first: what auto-reload buys, what it could buy, or the first package. */
  #begin(manage) {
    const cards = this.data?.cards ?? [];
    this.#isManaging = manage && Boolean(this.#reload?.enabled);
    const eligible = cards.find((card) => card.auto_reload)?.package;
    this.#wantsReload = true;
    this.#threshold.reset();
    this.#select(this.#isManaging ? this.#reload.package : (manage && eligible) || cards[0]?.package);
  }

  #select(key) {
    this.#selected = key;
    this.update();
  }

  /** Who may not buy is told how to. */
  async #prompt() {
    const { prompt, other_way: other } = this.data;
    const way = await this.ask(prompt.title, (close) => [
      h("p", {}, prompt.body),
      h("footer", {},
        other && button({ click: () => close("month") }, other),
        button({ class: "main", click: () => close("year") }, prompt.action)),
    ], { style: "guidance" });
    if (!way) return;
    const plans = document.querySelector("tollbridge-plans");
    if (plans && prompt.code === "one_time_upsell") plans.interval = way;
    this.openPlans(prompt.code);
  }

  // Showing

  #content() {
    if (!this.data) return [loading(this.say("plans.loading"))];
    const { empty_text: empty, cards } = this.data;
    if (empty) return [this.#residual(), h("p", { class: "empty" }, empty)];
    return [
      this.#residual(),
      this.#reload?.enabled && !this.#isManaging && this.#enabled(),
      choices(this, cards, this.#selected, (card) => this.#select(card.package)),
      this.#showsReload && this.#section(),
      this.#button(),
      this.#promises(),
    ];
  }

  /** What is left, and a button that reads it again. */
  #residual() {
    const balance = this.words.credits(session.account?.balance.available);
    const click = this.pressing(() => session.refresh());
    return h("div", { class: "row spread", part: "residual" },
      h("span", {}, `${this.data.residual_label} `, h("strong", {}, balance)),
      button({ class: "round", "data-key": "refresh", click }, icon("refresh"), hidden(this.say("one_time.refresh"))));
  }

  #enabled() {
    const threshold = `${this.data.threshold.label} ${this.words.number(this.#reload.threshold)}`;
    return h("div", { class: "panel reload row spread" },
      h("span", {}, h("strong", {}, this.#reload.label), h("br"), h("span", { class: "quiet" }, threshold)),
      button({ "data-key": "manage", click: () => this.#manage() }, this.say("auto_reload.manage")));
  }

  #manage() {
    this.#isManaging = true;
    this.#wantsReload = true;
    this.#threshold.reset();
    this.#select(this.#reload.package);
    this.shadowRoot.querySelector("#threshold")?.focus();
  }

  #promises() {
    const promises = [...this.data.footer, this.#card?.auto_reload?.footer].filter(Boolean);
    return h("ul", { class: "promises quiet" }, promises.map((words) => h("li", {}, icon("tick"), words)));
  }

  // Auto-reload

  get #showsReload() {
    return this.#card?.auto_reload && (!this.#reload?.enabled || this.#isManaging || !this.#isActive);
  }

  #section() {
    const { auto_reload: terms, name } = this.#card;
    const consented = this.say("auto_reload.consent", { package: name, price: terms.price.text });
    return h("section", { class: "panel reload", "aria-label": terms.section, part: "auto-reload" },
      h("label", { class: "row" }, this.#wish(), terms.section),
      this.#wantsReload && [
        this.#threshold.field(this.#isManaging && this.#isActive && this.#updater()),
        h("p", { class: "quiet" }, consented),
      ]);
  }

  #wish() {
    const change = ({ target }) => {
      this.#wantsReload = target.checked;
      this.update();
    };
    return h("input", { type: "checkbox", "data-key": "wants-reload", checked: this.#wantsReload, change });
  }

  #updater() {
    return button({
      "data-key": "update",
      "aria-disabled": this.#threshold.isValid ? null : "true",
      click: this.pressing(() => this.#threshold.isValid && this.#saveThreshold()),
    }, this.say("auto_reload.update"));
  }

  /** While somebody types nothing is drawn anew: the field keeps its caret, and a screen reader its place. */
  thresholdTyped() {
    for (const key of this.#isActive ? ["update"] : ["pay"]) {
      const button = this.shadowRoot.querySelector(`[data-key="${key}"]`);
      if (this.#threshold.isValid) button?.removeAttribute("aria-disabled");
      else button?.setAttribute("aria-disabled", "true");
    }
  }

  // Paying

  /**
   * The button below everything: it buys, with the terms of auto-reload where it turns that on; or where auto-reload is
   * unticked it turns that off.
   */
  #button() {
    if (this.#isManaging && this.#isActive && !this.#wantsReload) return this.#disabler();
    const terms = this.#showsReload && this.#wantsReload && !this.#isActive ? this.#card.auto_reload : null;
    const price = (terms ?? this.#card).price;
    const mayPay = !terms || this.#threshold.isValid;
    return mainButton({
      class: "wide pay",
      "data-key": "pay",
      "aria-disabled": mayPay ? null : "true",
      click: this.pressing(() => (!terms || this.#threshold.isValid) && this.#pay(terms)),
    }, price.pay_text, struck(this, price), terms && h("span", { class: "badge" }, terms.pay_badge));
  }

  #disabler() {
    const click = this.pressing(() => this.#disable());
    return mainButton({ class: "wide", "data-key": "pay", click }, this.say("auto_reload.disable"));
  }

  async #pay(terms) {
    const order = { package: this.#selected };
    if (terms) order.auto_reload = { threshold: this.#threshold.value, consent };
    await buy(this, order);
  }

  /** Saves the threshold alone: nothing is charged. */
  async #saveThreshold() {
    await session.put(`${session.path}/auto-reload`, { threshold: this.#threshold.value, consent });
    await session.refresh();
    this.data.threshold.value = this.#threshold.value;
    this.toast(this.say("auto_reload.updated", { count: this.words.number(this.#threshold.text) }));
  }

  async #disable() {
    await session.delete(`${session.path}/auto-reload`);
    this.#isManaging = false;
    await session.refresh();
    this.toast(this.say("auto_reload.disabled"));
  }
}

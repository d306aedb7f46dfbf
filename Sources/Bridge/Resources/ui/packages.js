import { h, hidden, icon, replace } from "./dom.js";
import { TollbridgeElement, loading } from "./element.js";
import { style } from "./look.js";
import { buy } from "./buying.js";
import { session } from "./session.js";

/** The text that a person agrees to who turns auto-reload on, by the version under which the consent is recorded. */
export const consent = "2026-11";

/** `<tollbridge-packages>`: the dialog of one-time packages with auto-reload, shown by `open()`. */
export class Packages extends TollbridgeElement {
  static sheet = style(`
    fieldset { display: grid; gap: .75rem; margin: 0; padding: 0; border: 0; min-inline-size: 0; }
    legend { padding: 0; }
    label.package { display: grid; grid-template-columns: auto 1fr auto; gap: .25rem .75rem; align-items: center; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: var(--radius); cursor: pointer; }
    label.package:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
    label.package strong { font-size: 1.0625rem; }
    label.package .end { text-align: end; font-variant-numeric: tabular-nums; }
    label.package .badge { grid-column: 2 / -1; }
    .reload { gap: .75rem; background: var(--raised); }
    .reload label { font-weight: 600; }
    .field { display: flex; gap: .75rem; align-items: end; }
    .field > label { flex: 1; display: grid; gap: .25rem; }
    .promises { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; justify-content: center; }
    .promises li { display: flex; gap: .375rem; align-items: center; }
    .promises .icon { inline-size: 1rem; block-size: 1rem; }
    button.pay s { color: inherit; opacity: .8; font-weight: 400; }
    @media (max-width: 640px) { .field { flex-direction: column; align-items: stretch; } }
  `);

  #body = h("div", { class: "content" });
  #selected = null;
  #isManaging = false;
  #wantsReload = true;
  #threshold = "";
  #hint = "";

  async load() {
    await session.known();
    return session.get("/v1/packages");
  }

  // Nothing is asked and nothing drawn before the dialog is opened.
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

  #begin(manage) {
    const cards = this.data?.cards ?? [];
    this.#isManaging = manage && Boolean(this.#reload?.enabled);
    const eligible = cards.find((card) => card.auto_reload)?.package;
    this.#select(this.#isManaging ? this.#reload.package : (manage && eligible) || cards[0]?.package);
  }

  #select(key) {
    this.#selected = key;
    this.#wantsReload = true;
    this.#threshold = String(this.data?.threshold.value ?? "");
    this.#hint = "";
    this.update();
  }

  /** Who may not buy is told how to. */
  async #prompt() {
    const { prompt, other_way: other } = this.data;
    const way = await this.ask(prompt.title, (close) => [
      h("p", {}, prompt.body),
      h("footer", {},
        other && h("button", { type: "button", click: () => close("month") }, other),
        h("button", { type: "button", class: "main", click: () => close("year") }, prompt.action)),
    ], { style: "guidance" });
    if (!way) return;
    const plans = document.querySelector("tollbridge-plans");
    if (plans && prompt.code === "one_time_upsell") plans.interval = way;
    this.openPlans(prompt.code);
  }

  // Showing

  #content() {
    if (!this.data) return [loading(this.say("plans.loading"))];
    const parts = [this.#residual()];
    if (this.data.empty_text) return [...parts, h("p", { class: "empty" }, this.data.empty_text)];
    if (this.#reload?.enabled && !this.#isManaging) parts.push(this.#enabled());
    parts.push(this.#list());
    if (this.#showsReload) parts.push(this.#section());
    return [...parts, this.#button(), this.#promises()];
  }

  #residual() {
    return h("div", { class: "row spread", part: "residual" },
      h("span", {}, `${this.data.residual_label} `, h("strong", {}, this.words.credits(session.account?.balance.available))),
      h("button", {
        type: "button", class: "round", "data-key": "refresh",
        click: ({ currentTarget }) => this.press(currentTarget, () => session.refresh()),
      }, icon("refresh"), hidden(this.say("one_time.refresh"))));
  }

  #enabled() {
    return h("div", { class: "panel reload row spread" },
      h("span", {}, h("strong", {}, this.#reload.label), h("br"),
        h("span", { class: "quiet" }, `${this.data.threshold.label} ${this.words.number(this.#reload.threshold)}`)),
      h("button", { type: "button", "data-key": "manage", click: () => this.#manage() }, this.say("auto_reload.manage")));
  }

  #manage() {
    this.#isManaging = true;
    this.#select(this.#reload.package);
    this.shadowRoot.querySelector("#threshold")?.focus();
  }

  #list() {
    return h("fieldset", {}, h("legend", { class: "hidden" }, this.say("one_time.choose")), this.data.cards.map((card) => h("label", { class: "package", part: "package" },
      h("input", {
        type: "radio", name: "package", "data-key": `package-${card.package}`, checked: card.package === this.#selected,
        change: () => this.#select(card.package),
      }),
      h("span", {}, h("strong", {}, card.name), h("br"), card.credits_text),
      h("span", { class: "end" }, this.#struck(card.price), h("strong", {}, card.price.text), h("br"), h("span", { class: "quiet" }, card.price.per_hundred_text)),
      card.auto_reload && h("span", { class: "badge" }, card.auto_reload.badge))));
  }

  #struck(price) {
    return price.original_text && [h("s", {}, hidden(`${this.say("plans.original_price")} `), price.original_text), " "];
  }

  get #showsReload() {
    return this.#card?.auto_reload && (!this.#reload?.enabled || this.#isManaging || !this.#isActive);
  }

  #section() {
    const { auto_reload: terms, name } = this.#card;
    const price = terms.price.text;
    return h("section", { class: "panel reload", "aria-label": terms.section, part: "auto-reload" },
      h("label", { class: "row" },
        h("input", {
          type: "checkbox", "data-key": "wants-reload", checked: this.#wantsReload,
          change: ({ target }) => { this.#wantsReload = target.checked; this.update(); },
        }), terms.section),
      this.#wantsReload && [
        this.#field(),
        h("p", { class: "quiet" }, this.say("auto_reload.consent", { package: name, price })),
      ]);
  }

  #field() {
    const { label } = this.data.threshold;
    const input = h("input", {
      type: "text", id: "threshold", inputmode: "numeric", autocomplete: "off", "data-key": "threshold", value: this.#threshold,
      "aria-describedby": "hint", "aria-invalid": this.#isValid ? null : "true", input: ({ target }) => this.#type(target),
    });
    return [
      h("div", { class: "field" },
        h("label", {}, label, input),
        this.#isManaging && this.#isActive && h("button", {
          type: "button", "data-key": "update", "aria-disabled": this.#isValid ? null : "true",
          click: ({ currentTarget }) => this.#isValid && this.press(currentTarget, () => this.#saveThreshold()),
        }, this.say("auto_reload.update"))),
      h("p", { class: "hint", id: "hint", "aria-live": "polite" }, this.#hint),
    ];
  }

  get #isValid() {
    const { minimum, maximum } = this.data.threshold;
    return Number(this.#threshold) >= minimum && Number(this.#threshold) <= maximum;
  }

  /** Values above the maximum are clamped as they are typed; below the minimum nobody goes on. */
  #type(input) {
    const { minimum, maximum } = this.data.threshold;
    const typed = Number(input.value.replace(/\D/g, ""));
    const isAbove = typed > maximum;
    this.#threshold = isAbove ? String(maximum) : input.value.replace(/\D/g, "");
    this.#hint = isAbove ? this.say("auto_reload.max", { count: this.words.number(maximum) })
      : typed < minimum ? this.say("auto_reload.min", { count: this.words.number(minimum) }) : "";
    input.value = this.#threshold;
    this.update();
  }

  #button() {
    if (this.#isManaging && this.#isActive && !this.#wantsReload) return this.#disabler();
    const terms = this.#showsReload && this.#wantsReload ? this.#card.auto_reload : null;
    const price = (terms ?? this.#card).price;
    const mayPay = !terms || this.#isValid;
    return h("button", {
      type: "button", class: "main wide pay", part: "button main", "data-key": "pay", "aria-disabled": mayPay ? null : "true",
      click: ({ currentTarget }) => mayPay && this.press(currentTarget, () => this.#pay(terms)),
    }, price.pay_text, this.#struck(price), terms && h("span", { class: "badge" }, terms.pay_badge));
  }

  #disabler() {
    return h("button", {
      type: "button", class: "main wide", part: "button main", "data-key": "pay",
      click: ({ currentTarget }) => this.press(currentTarget, () => this.#disable()),
    }, this.say("auto_reload.disable"));
  }

  #promises() {
    const promises = [...this.data.footer, this.#card?.auto_reload?.footer].filter(Boolean);
    return h("ul", { class: "promises quiet" }, promises.map((words) => h("li", {}, icon("tick"), words)));
  }

  // Doing

  async #pay(terms) {
    const order = { package: this.#selected };
    if (terms) order.auto_reload = { threshold: Number(this.#threshold), consent };
    await buy(this, order);
  }

  /** Saves the threshold alone: nothing is charged. */
  async #saveThreshold() {
    await session.put(`${session.path}/auto-reload`, { threshold: Number(this.#threshold), consent });
    await session.refresh();
    this.data.threshold.value = Number(this.#threshold);
    this.toast(this.say("auto_reload.updated", { count: this.words.number(this.#threshold) }));
  }

  async #disable() {
    await session.delete(`${session.path}/auto-reload`);
    this.#isManaging = false;
    await session.refresh();
    this.toast(this.say("auto_reload.disabled"));
  }
}

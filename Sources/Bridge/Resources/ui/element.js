// What all elements have in common: a shadow root with the shared look, the session, messages to the person.
import { focusKey, h, hidden, icon, replace } from "./dom.js";
import { session } from "./session.js";
import { sheet } from "./look.js";

let dialogs = 0;

/** An element that shows what the API says. A subclass has `load`, which asks, and `render`, which shows. */
export class TollbridgeElement extends HTMLElement {
  static observedAttributes = ["api", "token", "result-url"];

  /** What `render` makes stands in here. */
  content = h("div", { class: "content", part: "content" });

  #heard = h("div", { class: "hidden", "aria-live": "polite" });
  #status = h("div", { class: "toast", part: "toast", role: "status" });
  #alert = h("div", { class: "toast problem", part: "problem", role: "alert" });
  #listening;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet, this.constructor.sheet].filter(Boolean);
    this.shadowRoot.append(this.content, this.#heard, this.#status, this.#alert);
  }

  get words() {
    return session.words;
  }

  say(key, values) {
    return session.words.say(key, values);
  }

  /** A text with its `{date}` as a `<time>`. */
  timed(key, moment) {
    const [before, after = ""] = this.say(key, { date: "\u0000" }).split("\u0000");
    return [before, h("time", { datetime: moment }, this.words.date(moment)), after];
  }

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    session.addEventListener("session", () => this.begin(), { signal });
    session.addEventListener("account", () => this.accountChanged(), { signal });
    this.begin();
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  attributeChangedCallback(name, old, value) {
    if (old === value) return;
    const setting = { api: "api", token: "token", "result-url": "resultURL" }[name];
    session.configure({ [setting]: value ?? (name === "token" ? null : undefined) });
  }

  /** What `load` came with; null before. */
  data = null;

  /** Shows itself, asks, and shows what came. */
  async begin() {
    this.data = null;
    this.update();
    await this.reload();
  }

  /** Asks again; meanwhile what is there stays. */
  async reload() {
    const { epoch } = session;
    await this.attempt(async () => {
      await session.ready();
      if (epoch !== session.epoch) return;
      const data = await this.load();
      if (epoch === session.epoch) this.data = data;
    });
    this.update();
  }

  async load() {
    return {};
  }

  accountChanged() {
    this.update();
  }

  update() {
    if (this.isConnected) replace(this.shadowRoot, this.content, [this.render()]);
  }

  // Telling

  /** Tells the page. False where it was told not to go on as usual. */
  emit(name, detail = {}) {
    return this.dispatchEvent(new CustomEvent(`tollbridge:${name}`, { bubbles: true, composed: true, cancelable: true, detail }));
  }

  /** Goes to an address, unless the page does it itself. */
  go(url, reason) {
    if (this.emit("navigate", { url, reason })) location.assign(url);
  }

  /** For those who cannot see that something changed. */
  announce(words) {
    this.#heard.replaceChildren(words);
  }

  toast(words) {
    this.#tell(this.#alert);
    this.#tell(this.#status, words);
  }

  /** Puts a message where it can be seen: in the dialog that lies on top, if one does. */
  #tell(place, words = "") {
    const root = [...this.shadowRoot.querySelectorAll("dialog[open]")].at(-1) ?? this.shadowRoot;
    if (place.parentNode !== root) root.append(place);
    place.replaceChildren(words);
  }

  /** Does something; where it fails the person is told why, and what to do. */
  async attempt(work) {
    try {
      this.#tell(this.#alert);
      return await work();
    } catch (problem) {
      if (problem.guidance) return void this.guide(problem.guidance);
      this.#tell(this.#status);
      this.#tell(this.#alert, this.say("error.body", { request: problem.requestID ?? "--" }));
      if (problem.status === undefined && !(problem instanceof TypeError)) throw problem;
    }
  }

  /** The same for a button, which rests meanwhile. */
  async press(button, work) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    await this.attempt(work);
    button.removeAttribute("aria-busy");
  }

  // Asking

  /**
   * A modal dialog. Escape and the X close it; a click beside it does not, for money is asked for in it.
   *
   * @param {(close: (value?: unknown) => void, dialog: HTMLDialogElement) => Node[]} content what stands under the title.
   * @returns {Promise<unknown>} what it was closed with; undefined for Escape and the X.
   */
  ask(title, content, { style = "", returnTo = this.shadowRoot.activeElement?.dataset?.key } = {}) {
    return new Promise((answered) => {
      let value;
      const id = `dialog-${(dialogs += 1)}`;
      const dialog = h("dialog", { class: style, part: "dialog", "aria-labelledby": id });
      const close = (answer) => {
        value = answer;
        dialog.close();
      };
      const closer = h("button", { type: "button", class: "close", part: "close", click: () => close() },
        icon("close"), hidden(this.say("ui.close")));
      const heading = h("h2", { id, part: "title", tabindex: "-1", autofocus: true }, title);
      dialog.append(h("div", { class: "top" }, heading, closer), ...content(close, dialog).filter(Boolean));
      dialog.addEventListener("close", () => {
        dialog.remove();
        if (!this.shadowRoot.activeElement && returnTo) focusKey(this.shadowRoot, returnTo);
        answered(value);
      });
      this.shadowRoot.append(dialog);
      dialog.showModal();
    });
  }

  /** A question with two answers; the first leaves everything as it is. */
  confirm(title, body, stay, proceed, style = "") {
    return this.ask(title, (close) => [
      ...body,
      h("footer", {},
        h("button", { type: "button", part: "button", click: () => close(false) }, stay),
        h("button", { type: "button", class: "main", part: "button main", click: () => close(true) }, proceed)),
    ], { style });
  }

  /** What a limit or a failure says, and the way on. */
  async guide(guidance) {
    const goesOn = await this.ask(guidance.title, (close) => [
      h("p", {}, guidance.body),
      h("footer", {}, h("button", { type: "button", class: "main", part: "button main", click: () => close(true) }, guidance.action)),
    ], { style: "guidance" });
    if (!goesOn) return;
    if (guidance.leads_to === "billing_portal") await this.openPortal("payment_method_update");
    else this.openPlans(guidance.code);
  }

  /** The plans: those of the page, else the page that has them. */
  openPlans(reason) {
    if (!this.emit("plans", { reason })) return;
    const plans = document.querySelector("tollbridge-plans");
    if (plans) plans.open();
    else location.assign(`${session.api}/ui/plans`);
  }

  /** The provider's billing portal in a new tab, which is opened at once: browsers keep later ones back. */
  async openPortal(flow) {
    const tab = window.open("", "_blank");
    if (tab) tab.opener = null;
    const page = await this.attempt(() =>
      session.post(`${session.path}/portal`, { return_url: location.href.split("#")[0], ...(flow && { flow }) }));
    if (!page) return void tab?.close();
    if (tab) tab.location = page.url;
    else this.go(page.url, "portal");
  }
}

/** A spinner that says what it waits for. */
export const loading = (words) => h("p", { class: "loading", role: "status" }, h("span", { class: "spinner" }), words);

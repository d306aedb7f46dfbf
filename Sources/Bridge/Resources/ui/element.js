// What all elements have in common: what they show comes from the session, and they lead on to one another.
import { h, mainButton, replace } from "./dom.js";
import { session } from "./session.js";
import { SpeakingElement } from "./speaking.js";

/** An element that shows what the API says. A subclass has `load`, which asks, and `render`, which shows. */
export class TollbridgeElement extends SpeakingElement {
  static observedAttributes = ["api", "token", "result-url"];

  /** What `load` came with; null before. */
  data = null;

  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    session.addEventListener("session", () => this.#changed(), { signal });
    session.addEventListener("account", () => this.accountChanged(), { signal });
    this.begin();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.dismiss();
  }

  /** Somebody else asks from now on: what was asked of the one before is taken back. */
  #changed() {
    this.dismiss();
    return this.begin();
  }

  attributeChangedCallback(name, old, value) {
    if (old === value) return;
    const setting = { api: "api", token: "token", "result-url": "resultURL" }[name];
    session.configure({ [setting]: value ?? (name === "token" ? null : undefined) });
  }

  // Showing

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

  // Doing

  /** Does something; where it fails the person is told why, and what to do. */
  async attempt(work) {
    const { epoch } = session;
    try {
      this.calm();
      return await work();
    } catch (problem) {
      if (epoch !== session.epoch) return undefined;
      if (problem.guidance) return void this.guide(problem.guidance);
      this.warn(this.say("error.body", { request: problem.requestID ?? "--" }));
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

  /** The same as what listens for a button's clicks. */
  pressing(work) {
    return ({ currentTarget }) => this.press(currentTarget, work);
  }

  // Leading on

  /** Tells the page. False where it was told not to go on as usual. */
  emit(name, detail = {}) {
    const about = { bubbles: true, composed: true, cancelable: true, detail };
    return this.dispatchEvent(new CustomEvent(`tollbridge:${name}`, about));
  }

  /** Goes to an address, unless the page does it itself. */
  go(url, reason) {
    if (this.emit("navigate", { url, reason })) location.assign(url);
  }

  /** What a limit or a failure says, and the way on. */
  async guide(guidance) {
    const goesOn = await this.ask(guidance.title, (close) => [
      h("p", {}, guidance.body),
      h("footer", {}, mainButton({ click: () => close(true) }, guidance.action)),
    ], { style: "guidance" });
    if (goesOn) await this.follow(guidance);
  }

  /** Goes where guidance leads to. */
  async follow({ leads_to: place, code }) {
    if (place === "billing_portal") await this.openPortal("payment_method_update");
    else this.openPlans(code);
  }

  /** The plans: those of the page, else an overlay of its own. */
  openPlans(reason) {
    if (this.emit("plans", { reason })) this.#nearest("tollbridge-plans", { overlay: true }).open();
  }

  /** The one-time packages: those of the page, else some of its own. Resolves when they are closed. */
  openPackages(way) {
    return this.#nearest("tollbridge-packages").open(way);
  }

  /** The page's element of this name, else one that is made here. */
  #nearest(name, attributes) {
    const known = document.querySelector(name) ?? this.shadowRoot.querySelector(name);
    if (known) return known;
    this.shadowRoot.append(h(name, attributes));
    return this.shadowRoot.lastElementChild;
  }

  /** The provider's billing portal in a new tab, which is opened at once: browsers keep later ones back. */
  async openPortal(flow) {
    const tab = window.open("", "_blank");
    if (tab) tab.opener = null;
    const order = { return_url: location.href.split("#")[0], ...(flow && { flow }) };
    const page = await this.attempt(() => session.post(`${session.path}/portal`, order));
    if (!page) return void tab?.close();
    if (tab) tab.location = page.url;
    else this.go(page.url, "portal");
  }
}

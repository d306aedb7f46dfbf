// How an element speaks with a person: in the language of the page, by messages, and by questions in dialogs.
import { button, focusKey, h, hidden, icon, mainButton } from "./dom.js";
import { sheet } from "./look.js";
import { session } from "./session.js";

let dialogs = 0;

/** An element with the shared look that has something to say. A subclass puts what it shows into `content`. */
export class SpeakingElement extends HTMLElement {
  /** What the element shows stands in here. */
  content = h("div", { class: "content", part: "content" });

  #heard = h("div", { class: "hidden", "aria-live": "polite" });
  #status = h("div", { class: "toast", part: "toast", role: "status" });
  #alert = h("div", { class: "toast problem", part: "problem", role: "alert" });

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet, this.constructor.sheet].filter(Boolean);
    this.shadowRoot.append(this.content, this.#heard, this.#status, this.#alert);
  }

  // Words

  get words() {
    return session.words;
  }

  say(key, values) {
    return session.words.say(key, values);
  }

  /** A moment as a date. */
  dated(moment) {
    return h("time", { datetime: moment }, this.words.date(moment));
  }

  /** A text with its `{date}` as a `<time>`. */
  timed(key, moment) {
    const [before, after = ""] = this.say(key, { date: "\u0000" }).split("\u0000");
    return [before, this.dated(moment), after];
  }

  /** What a price was before, struck out; nothing where it is the usual one. */
  struck(price) {
    return price.original_text && h("s", {}, hidden(`${this.say("plans.original_price")} `), price.original_text);
  }

  /** What a person will have less of; nothing where nothing is lost. */
  losses(names) {
    if (names.length === 0) return null;
    const list = h("ul", { class: "plain" }, names.map((name) => h("li", {}, name)));
    return h("div", {}, h("p", {}, this.say("confirm.lost")), list);
  }

  // Messages

  /** For those who cannot see that something changed. */
  announce(words) {
    this.#tell(this.#heard, words);
  }

  /** Says that something was done, in place of an earlier problem. */
  toast(words) {
    this.calm();
    this.#tell(this.#status, words);
  }

  /** Says that something went wrong, in place of what was done before. */
  warn(words) {
    this.#tell(this.#status);
    this.#tell(this.#alert, words);
  }

  /** Takes an earlier problem away. */
  calm() {
    this.#tell(this.#alert);
  }

  /** Puts a message where it can be seen: in the dialog that lies on top, if one does. */
  #tell(place, words = "") {
    const root = [...this.shadowRoot.querySelectorAll("dialog[open]")].at(-1) ?? this.shadowRoot;
    if (place.parentNode !== root) root.append(place);
    place.replaceChildren(words);
  }

  // Questions

  /**
   * A modal dialog. Escape and the X close it; a click beside it does not, for money is asked for in it.
   *
   * @param {(close: (value?: unknown) => void, dialog: HTMLDialogElement) => Node[]} content what is under the title.
   * @returns {Promise<unknown>} what it was closed with; undefined for Escape and the X.
   */
  ask(title, content, { style = "", startsAtTitle = true } = {}) {
    const returnTo = this.shadowRoot.activeElement?.dataset?.key;
    return new Promise((answered) => {
      let value;
      const id = `dialog-${(dialogs += 1)}`;
      const dialog = h("dialog", { class: style, part: "dialog", "aria-labelledby": id });
      const close = (answer) => {
        value = answer;
        dialog.close();
      };
      dialog.append(this.#top(id, title, startsAtTitle, close), ...content(close, dialog).filter(Boolean));
      dialog.addEventListener("close", () => {
        dialog.remove();
        if (!this.shadowRoot.activeElement && returnTo) focusKey(this.shadowRoot, returnTo);
        answered(value);
      });
      this.shadowRoot.append(dialog);
      dialog.showModal();
    });
  }

  /** Closes every question, as Escape would: whoever it was asked of is not there any more. */
  dismiss() {
    for (const dialog of [...this.shadowRoot.querySelectorAll("dialog[open]")].reverse()) dialog.close();
  }

  /** The title of a dialog, which has the focus first where nothing else has, and its X. */
  #top(id, title, autofocus, close) {
    return h("div", { class: "top" },
      h("h2", { id, part: "title", tabindex: "-1", autofocus }, title),
      button({ class: "close", part: "close", click: () => close() }, icon("close"), hidden(this.say("ui.close"))));
  }

  /** A question with two answers: `stay`, which has the focus first, leaves everything as it is; `proceed` is true. */
  confirm(title, body, { stay, proceed }) {
    return this.ask(title, (close) => [
      ...body,
      h("footer", {},
        button({ part: "button", autofocus: true, click: () => close(false) }, stay),
        mainButton({ click: () => close(true) }, proceed)),
    ], { startsAtTitle: false });
  }
}

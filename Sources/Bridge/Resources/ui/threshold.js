// The balance below which auto-reload buys: its field, and what may be typed there.
import { h } from "./dom.js";

export const thresholdStyle = `
  .field { display: flex; gap: .75rem; align-items: end; }
  .field > label { flex: 1; display: grid; gap: .25rem; }
  @media (max-width: 640px) { .field { flex-direction: column; align-items: stretch; } }
`;

/** Digits of any script as those of ours: "٣٠٠٠" is 3000. */
const latin = (text) => text.replace(/\p{Nd}/gu, (digit) => digitValue(digit));

/** Decimal digits stand in runs of ten, each of which begins with its zero. */
function digitValue(digit) {
  let zero = digit.codePointAt(0);
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && digit.codePointAt(0) - zero < 9) zero -= 1;
  return digit.codePointAt(0) - zero;
}

/** What is typed as the threshold, and a hint where it cannot stand. */
export class Threshold {
  text = "";
  hint = "";
  #element;

  /** @param element what shows the field: its `data.threshold` says what is allowed. */
  constructor(element) {
    this.#element = element;
  }

  get value() {
    return Number(this.text);
  }

  get isValid() {
    const { minimum, maximum } = this.#element.data.threshold;
    return this.value >= minimum && this.value <= maximum;
  }

  /** Begins anew, with what is in force. */
  reset() {
    this.text = String(this.#element.data?.threshold.value ?? "");
    this.hint = "";
  }

  /** The field, with `beside` at its end. */
  field(beside) {
    return [
      h("div", { class: "field" }, h("label", {}, this.#element.data.threshold.label, this.#input()), beside),
      h("p", { class: "hint", id: "hint", "aria-live": "polite" }, this.hint),
    ];
  }

  #input() {
    return h("input", {
      type: "text",
      id: "threshold",
      inputmode: "numeric",
      autocomplete: "off",
      "data-key": "threshold",
      value: this.text,
      "aria-describedby": "hint",
      "aria-invalid": this.isValid ? null : "true",
      input: ({ target }) => this.#type(target),
    });
  }

  /** Values above the maximum are clamped as they are typed; below the minimum nobody goes on. */
  #type(input) {
    const { minimum, maximum } = this.#element.data.threshold;
    const digits = latin(input.value).replace(/\D/g, "");
    this.text = Number(digits) > maximum ? String(maximum) : digits;
    this.hint = "";
    if (Number(digits) > maximum) this.hint = this.#limit("auto_reload.max", maximum);
    if (Number(digits) < minimum) this.hint = this.#limit("auto_reload.min", minimum);
    if (input.value !== this.text) input.value = this.text;
    this.#show(input);
  }

  #show(input) {
    if (this.isValid) input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
    input.getRootNode().querySelector("#hint").replaceChildren(this.hint);
    this.#element.thresholdTyped();
  }

  #limit(key, count) {
    return this.#element.say(key, { count: this.#element.words.number(count) });
  }
}

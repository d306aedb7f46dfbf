// The balance below which auto-reload buys: its field, and what may be typed there.
import { h } from "./dom.js";

export const thresholdStyle = `
  .field { display: flex; gap: .75rem; align-items: end; }
  .field > label { flex: 1; display: grid; gap: .25rem; }
  @media (max-width: 640px) { .field { flex-direction: column; align-items: stretch; } }
`;

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
    const digits = input.value.replace(/\D/g, "");
    this.text = Number(digits) > maximum ? String(maximum) : digits;
    this.hint = "";
    if (Number(digits) > maximum) this.hint = this.#limit("auto_reload.max", maximum);
    if (Number(digits) < minimum) this.hint = this.#limit("auto_reload.min", minimum);
    input.value = this.text;
    this.#element.update();
  }

  #limit(key, count) {
    return this.#element.say(key, { count: this.#element.words.number(count) });
  }
}

// The packages to choose from, each with its price.
import { h } from "./dom.js";

export const choiceStyle = `
  fieldset { display: grid; gap: .75rem; margin: 0; padding: 0; border: 0; min-inline-size: 0; }
  legend { padding: 0; }
  label.package {
    display: grid; grid-template-columns: auto 1fr auto; gap: .25rem .75rem; align-items: center;
    padding: .75rem 1rem; border: 1px solid var(--line); border-radius: var(--radius); cursor: pointer;
  }
  label.package:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
  label.package strong { font-size: 1.0625rem; }
  label.package .end { text-align: end; font-variant-numeric: tabular-nums; }
  label.package .badge { grid-column: 2 / -1; }
`;

/** A choice of one package; `select` is told which card was chosen. */
export function choices(element, cards, selected, select) {
  return h("fieldset", {},
    h("legend", { class: "hidden" }, element.say("one_time.choose")),
    cards.map((card) => choice(element, card, card.package === selected, () => select(card))));
}

function choice(element, card, checked, change) {
  const { price, auto_reload: reload } = card;
  return h("label", { class: "package", part: "package" },
    h("input", { type: "radio", name: "package", "data-key": `package-${card.package}`, checked, change }),
    h("span", {}, h("strong", {}, card.name), h("br"), card.credits_text),
    h("span", { class: "end" },
      struck(element, price),
      h("strong", {}, price.text),
      h("br"),
      h("span", { class: "quiet" }, price.per_hundred_text)),
    reload && h("span", { class: "badge" }, reload.badge));
}

/** What a package cost before, set apart from what stands beside it. */
export const struck = (element, price) => price.original_text && [element.struck(price), " "];

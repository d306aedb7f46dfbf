// The table that compares the plans, feature by feature.
import { h, hidden, icon, own } from "./dom.js";

export const comparisonStyle = `
  .compare { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; }
  .compare h2 { text-align: center; scroll-margin-block-start: 8rem; }
  .scroll { position: relative; overflow-x: auto; border: 1px solid var(--line); border-radius: var(--radius); }
  table { inline-size: 100%; border-collapse: collapse; font-size: .9375rem; }
  th, td { padding: .75rem 1rem; text-align: start; border-block-end: 1px solid var(--line); min-inline-size: 7rem; }
  thead th { font-size: 1rem; vertical-align: top; }
  thead .quiet { display: block; font-weight: 500; }
  tbody th[scope="rowgroup"] {
    background: var(--raised); font-size: .8125rem; text-transform: uppercase; letter-spacing: .06em;
  }
  th[scope="row"], thead th:first-child {
    position: sticky; inset-inline-start: 0; background: var(--surface); font-weight: 500; min-inline-size: 9rem;
  }
  tbody:last-child tr:last-child > * { border-block-end: 0; }
  td .icon.tick { color: var(--good); vertical-align: middle; }
  @media (max-width: 640px) {
    th, td { padding: .625rem .75rem; min-inline-size: 6rem; }
    th[scope="row"], thead th:first-child { min-inline-size: 7.5rem; }
  }
`;

/** The comparison of an element of plans. It scrolls by itself, so that the page does not. */
export function comparison(plans) {
  const { title, sections } = plans.page.comparison;
  const id = "compare";
  return h("div", { class: "compare", part: "comparison" },
    h("h2", { id }, title),
    h("div", { class: "scroll", role: "region", tabindex: "0", "aria-labelledby": id },
      h("table", {},
        h("caption", { class: "hidden" }, title),
        h("thead", {}, heads(plans)),
        sections.map((part) => section(plans, part)))));
}

function heads(plans) {
  return h("tr", {},
    h("th", { scope: "col" }, plans.say("compare.feature")),
    plans.page.cards.map(({ name, price }) =>
      h("th", { scope: "col" }, name, h("span", { class: "quiet" }, price.text))));
}

function section(plans, { name, rows }) {
  const columns = plans.page.cards.length + 1;
  return h("tbody", {},
    h("tr", {}, h("th", { scope: "rowgroup", colspan: columns }, own(name))),
    rows.map((row) => h("tr", {},
      h("th", { scope: "row" }, own(row.name)),
      row.values.map((value) => h("td", {}, cell(plans, value))))));
}

/** What is included or not is drawn, and said to those who cannot see it. */
function cell(plans, value) {
  if (value === plans.say("compare.included")) return [icon("tick"), hidden(value)];
  if (value === plans.say("compare.not_included")) return [h("span", { "aria-hidden": "true" }, "–"), hidden(value)];
  return own(value);
}

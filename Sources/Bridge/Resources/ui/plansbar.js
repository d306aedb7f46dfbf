// The bar above the plans: by month or by year, and the way to one-time packages.
import { button, h, hidden, icon } from "./dom.js";

export const barStyle = `
  .bar {
    position: sticky; inset-block-start: 0; z-index: 2;
    display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: center;
    padding-block: .75rem; background: var(--surface);
  }
  .bar .compared { flex-basis: 100%; text-align: center; font-weight: 700; }
  fieldset {
    display: inline-flex; margin: 0; padding: .25rem;
    border: 1px solid var(--line); border-radius: 999px; background: var(--raised);
  }
  fieldset label { position: relative; cursor: pointer; }
  fieldset input { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; opacity: 0; cursor: pointer; }
  fieldset span {
    display: block; padding: .5rem 1.25rem; border-radius: 999px;
    font-weight: 600; font-size: .9375rem; line-height: 1.75;
  }
  fieldset input:checked + span { background: var(--accent); color: var(--on-accent); }
  fieldset input:focus-visible + span { outline: 3px solid var(--accent); outline-offset: 2px; }
  .once { position: relative; }
  .dot {
    position: absolute; inset-block-start: .375rem; inset-inline-end: .375rem;
    inline-size: .625rem; block-size: .625rem; border-radius: 50%;
    background: #d92d20; border: 1px solid var(--surface);
  }
  @media (max-width: 640px) {
    .once .label { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
    .once { inline-size: 2.75rem; padding: 0; }
    fieldset span { padding-inline: .75rem; }
    .bar { flex-wrap: wrap; justify-content: space-between; }
  }
  @media (forced-colors: active) {
    .dot { background: Highlight; forced-color-adjust: none; }
    fieldset input:checked + span { background: Highlight; color: HighlightText; forced-color-adjust: none; }
  }
`;

/** The bar of an element of plans; `isCompared` where a phone has reached the comparison. */
export function bar(plans, isCompared) {
  const { toggle, comparison } = plans.page;
  const interval = plans.say("plans.interval");
  return h("div", { class: "bar", part: "bar" },
    h("fieldset", { role: "radiogroup", "aria-label": interval }, toggle.map((choice) => side(plans, choice))),
    once(plans),
    isCompared && h("div", { class: "compared", "aria-hidden": "true" }, comparison.title));
}

function side(plans, { interval, label }) {
  const radio = h("input", {
    type: "radio",
    name: "interval",
    "data-key": `interval-${interval}`,
    checked: interval === plans.interval,
    change: () => (plans.interval = interval),
  });
  return h("label", {}, radio, h("span", { part: "side" }, label));
}

/** The way to one-time packages, with a red dot until they were seen. */
function once(plans) {
  const { button: label, new: isNew } = plans.data.packages;
  const open = () => plans.openPackages().then(() => plans.reload());
  return button({ class: "once", part: "button", "data-key": "one-time", click: open },
    icon("card"),
    h("span", { class: "label" }, label),
    isNew && [h("span", { class: "dot", part: "dot" }), hidden(`(${plans.say("one_time.new")})`)]);
}

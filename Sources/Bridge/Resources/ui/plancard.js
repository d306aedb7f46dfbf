// The cards of the plans, each with its name, its price, what it grants and its button.
import { button, h, hidden, icon, mainButton, own } from "./dom.js";
import { carryOut, choose } from "./choosing.js";

/** So many cards are no longer shown at once: they are scrolled. */
const scrollFrom = 5;

export const cardStyle = `
  .shelf { position: relative; padding-block: 1rem 2.5rem; }
  .cards {
    display: grid; grid-template-rows: repeat(5, auto); grid-auto-flow: column;
    grid-auto-columns: minmax(14rem, 1fr); gap: 1rem;
    padding: 1rem .25rem .25rem; overflow-x: auto; scroll-snap-type: x proximity;
  }
  .cards.many { grid-auto-columns: calc((100% - 3rem) / 4); }
  .card { position: relative; grid-row: 1 / -1; grid-template-rows: subgrid; scroll-snap-align: start; }
  .card.popular { border: 2px solid var(--accent); }
  .card .flag { position: absolute; inset-block-start: -.875rem; inset-inline-start: 1.25rem; }
  .price { display: grid; gap: .125rem; align-content: start; }
  .price strong { font-size: 2rem; line-height: 1.2; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
  .grant { font-weight: 600; }
  .act { display: grid; gap: .25rem; justify-items: stretch; align-content: start; text-align: center; }
  .act .link { justify-self: center; }
  .arrows { display: flex; justify-content: end; gap: .5rem; }
  .arrows button { border-color: var(--edge); }
  @media (max-width: 640px) {
    .cards, .cards.many {
      grid-template-rows: none; grid-auto-flow: row; grid-auto-columns: auto; overflow: visible; gap: 1.5rem;
    }
    .card { grid-row: auto; grid-template-rows: none; }
    .arrows { display: none; }
  }
`;

/** The cards beside one another, with arrows where they are many. */
export function shelf(plans) {
  const cards = plans.page.cards.map((card) => planCard(plans, card));
  const isMany = cards.length >= scrollFrom;
  const row = h("div", {
    class: isMany ? "cards many" : "cards",
    part: "cards",
    role: "group",
    "aria-label": plans.say("plans.title"),
    tabindex: isMany ? "0" : null,
  }, cards);
  return h("div", { class: "shelf" }, isMany && arrows(plans, row), row);
}

function arrows(plans, row) {
  const scroll = (way) => {
    const direction = getComputedStyle(row).direction === "rtl" ? -1 : 1;
    row.scrollBy({ left: way * row.clientWidth * direction, behavior: "smooth" });
  };
  const arrow = (way, key, drawing) =>
    button({ class: "round", "data-key": key, click: () => scroll(way) }, icon(drawing), hidden(plans.say(key)));
  return h("div", { class: "arrows", part: "arrows" },
    arrow(-1, "plans.scroll_back", "back"),
    arrow(1, "plans.scroll_on", "on"));
}

function planCard(plans, card) {
  const id = `plan-${card.plan}`;
  const look = card.popular ? "card popular" : "card";
  return h("article", { class: `panel ${look}`, part: look, "aria-labelledby": id },
    card.badge && h("p", { class: "badge full flag", part: "badge" }, own(card.badge)),
    h("h2", { id, class: "name" }, card.name),
    price(plans, card),
    h("p", { class: "grant" }, card.credits),
    actions(plans, card, id),
    h("ul", { class: "ticks" }, card.highlights.map((words) => h("li", {}, icon("tick"), own(words)))));
}

function price(plans, { price, savings }) {
  return h("div", { class: "price" },
    plans.struck(price),
    h("strong", {}, price.text),
    price.billed_text && h("span", { class: "quiet" }, price.billed_text),
    price.offer_text && h("span", { class: "badge" }, price.offer_text),
    savings && h("span", { class: "badge", part: "savings" }, savings));
}

/** The button of a card, and below it what else may be done about the plan. */
function actions(plans, card, id) {
  const { state, date, undo } = card.button;
  return h("div", { class: "act" },
    chooser(plans, card, id),
    state === "resume" && date && h("span", { class: "quiet" }, plans.timed("plan.paused_until", date)),
    undo && button({
      class: "link", "data-key": `undo-${card.plan}`, click: plans.pressing(() => carryOut(undo.verb)),
    }, undo.label),
    card.switch_text && switcher(plans, card, id));
}

function chooser(plans, card, id) {
  const { verb, state, date, label } = card.button;
  const words = state === "scheduled" && date ? plans.timed("plan.start_at", date) : label;
  const key = { "data-key": `choose-${card.plan}`, "aria-describedby": id };
  if (verb === "none") return button({ class: "wide", part: "button", ...key, "aria-disabled": "true" }, words);
  return mainButton({ class: "wide", ...key, click: plans.pressing(() => choose(plans, card)) }, words);
}

/** To the other side of the toggle, for a plan that is cheaper there. */
function switcher(plans, card, id) {
  const other = plans.interval === "year" ? "month" : "year";
  return button({
    class: "link", "data-key": `switch-${card.plan}`, "aria-describedby": id, click: () => (plans.interval = other),
  }, card.switch_text);
}

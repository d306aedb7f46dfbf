// Making and replacing elements. Text is always text: nothing that the API says is read as markup.

/** Makes an element. Functions become listeners, `true` an empty attribute; null, undefined and false are left out. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
}

/** A button that submits nothing. */
export const button = (attributes, ...children) => h("button", { type: "button", ...attributes }, ...children);

/** The button that most people are here for; a page styles it by the part `main`. */
export const mainButton = ({ class: more = "", ...attributes }, ...children) =>
  button({ class: `main ${more}`.trim(), part: "button main", ...attributes }, ...children);

/** Facts as `[name, value]`, in their order. A fact without a value is left out. */
export function facts(pairs, style = "facts") {
  const known = pairs.filter(([, value]) => value != null && value !== false && value !== "");
  return h("dl", { class: style }, known.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** The catalogue's own words, which run in their own direction whatever the page's is. */
export const own = (words) => h("bdi", {}, words);

/** Words for those who cannot see what says it otherwise. */
export const hidden = (words) => h("span", { class: "hidden" }, words);

/** A spinner that says what it waits for. */
export const loading = (words) => h("p", { class: "loading", role: "status" }, h("span", { class: "spinner" }), words);

const shapes = {
  card: "M3 6h18v12H3zM3 10h18M7 15h4",
  close: "M5 5l14 14M19 5L5 19",
  back: "M15 5l-7 7 7 7",
  on: "M9 5l7 7-7 7",
  refresh: "M20 12a8 8 0 1 1-2.4-5.7M20 3v5h-5",
  tick: "M4 12l6 6L20 6",
};

/** A drawing of a line; it says nothing, so its words stand beside it. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: `icon ${name}`, "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  svg.append(document.createElementNS(space, "path"));
  svg.firstChild.setAttribute("d", shapes[name]);
  return svg;
}

/** Replaces what an element holds; whatever had the focus has it again, found by its `data-key`. */
export function replace(root, node, children) {
  const key = root.activeElement?.dataset?.key;
  node.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (key && !root.activeElement) focusKey(root, key);
}

/** Gives the focus to what has this key. */
export function focusKey(root, key) {
  root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

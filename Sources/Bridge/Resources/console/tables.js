// Small parts of the console: tables, pages of a list, links, figures, and CSV.
import { button, facts, h } from "../ui/dom.js";
import { encoded } from "./calls.js";

/** @param columns `[heading, row => cell]`, in their order. */
export function table(caption, columns, rows) {
  if (rows.length === 0) return h("p", { class: "quiet" }, "Nothing here.");
  const heads = h("tr", {}, columns.map(([name]) => h("th", { scope: "col" }, name)));
  const lines = rows.map((row) => h("tr", {}, columns.map(([, cell]) => h("td", {}, cell(row) ?? ""))));
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {},
      h("caption", { class: "hidden" }, caption),
      h("thead", {}, heads),
      h("tbody", {}, lines)));
}

/** A list that goes on at a button. `ask(cursor)` reads a page of it. */
export async function list(caption, columns, ask) {
  const place = h("div", { class: "panel" });
  let rows = [];
  const more = async (cursor) => {
    const page = await ask(cursor);
    rows = [...rows, ...page.data];
    place.replaceChildren(table(caption, columns, rows));
    if (page.next_cursor) place.append(button({ click: () => more(page.next_cursor) }, "More"));
  };
  await more();
  return place;
}

const link = (place, words) => h("a", { href: `#/${place}` }, words);
export const toAccount = (account) => account && link(`accounts/${encoded(account)}`, account);

/** Only what the provider sent has a place; what else caused an entry is named. */
export const toEvent = (event) => event?.startsWith("evt") ? link(`events/${encoded(event)}`, event) : event;

export const figures = (pairs) => facts(pairs, "figures");
export const number = (value) => new Intl.NumberFormat("en").format(value);
export const time = (moment) => moment && h("time", { datetime: moment }, moment.replace("T", " ").replace("Z", ""));

export function money({ amount, currency }) {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

/** Rows as CSV (RFC 4180). A cell that a spreadsheet would take for a formula is made text. */
export function csv(names, rows) {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+\-@\t\r]/.test(text) && typeof value !== "number" ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [names, ...rows.map((row) => names.map((name) => row[name]))];
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

export function download(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

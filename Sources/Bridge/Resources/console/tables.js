// Small parts of the console: tables, pages of a list, and CSV.
import { h } from "../ui/dom.js";

/** @param columns `[heading, row => cell]`, in their order. */
export function table(caption, columns, rows) {
  if (rows.length === 0) return h("p", { class: "quiet" }, "Nothing here.");
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {}, h("caption", { class: "hidden" }, caption),
      h("thead", {}, h("tr", {}, columns.map(([name]) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, columns.map(([, cell]) => h("td", {}, cell(row) ?? "")))))));
}

/** A list that goes on at a button. `ask(cursor)` reads a page of it. */
export async function list(caption, columns, ask) {
  const place = h("div", { class: "panel" });
  let rows = [];
  const more = async (cursor) => {
    const page = await ask(cursor);
    rows = [...rows, ...page.data];
    place.replaceChildren(table(caption, columns, rows),
      ...(page.next_cursor ? [h("button", { type: "button", click: () => more(page.next_cursor) }, "More")] : []));
  };
  await more();
  return place;
}

export function figures(pairs) {
  return h("dl", { class: "figures" }, pairs.filter(([, value]) => value != null && value !== "")
    .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

export const number = (value) => new Intl.NumberFormat("en").format(value);
export const time = (moment) => moment && h("time", { datetime: moment }, moment.replace("T", " ").replace("Z", ""));

export function money({ amount, currency }) {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

/** Rows as CSV (RFC 4180). A cell that a spreadsheet would take for a formula is made text. */
export function csv(names, rows) {
  const cell = (value) => {
    const text = /^[=+\-@\t\r]/.test(String(value ?? "")) && typeof value !== "number" ? `'${value}` : String(value ?? "");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

export function download(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

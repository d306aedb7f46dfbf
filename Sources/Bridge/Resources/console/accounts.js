// The accounts: finding one, what it has, what happened to it, and what an operator may do for it.
import { button, h } from "../ui/dom.js";
import { encoded, get, post, query, rows } from "./calls.js";
import { lineColumns } from "./events.js";
import { act } from "./frame.js";
import { csv, download, figures, list, number, time, toAccount } from "./tables.js";

const ledgerColumns = ["number", "effective_at", "booked_at", "cause", "source", "target", "amount", "event", "note"];

const accountColumns = [
  ["Account", (row) => toAccount(row.account)],
  ["Plan", (row) => row.plan],
  ["Status", (row) => row.status],
  ["Customer", (row) => row.customer],
  ["Subscription", (row) => row.subscription],
];

const pathOf = (id) => `/v1/accounts/${encoded(id)}`;

export async function accounts(asked) {
  const search = asked.get("search") ?? "";
  const submit = (event) => {
    event.preventDefault();
    location.hash = `#/accounts?${query({ search: event.target.elements.search.value.trim() })}`;
  };
  const form = h("form", { submit },
    h("label", {}, "Account, customer or subscription", h("input", { type: "search", name: "search", value: search })),
    h("button", { type: "submit", class: "main" }, "Search"));
  const page = (after) => get(`/v1/accounts?${query({ limit: 50, after, search })}`);
  return [form, await list("Accounts", accountColumns, page)];
}

export async function account(id) {
  const found = await get(pathOf(id));
  const ledger = (pressed) => act(pressed, () => exportLedger(id), false);
  const page = (after) => get(`${pathOf(id)}/timeline?${query({ limit: 50, after })}`);
  return [
    h("div", { class: "panel" }, accountFigures(found)),
    grant(id),
    found.balance.debt > 0 && forgive(id),
    h("div", { class: "row" }, h("h2", {}, "What happened"), button({ click: ledger }, "Ledger as CSV")),
    await list("Timeline", lineColumns, page),
  ];
}

function accountFigures({ plan_name: plan, status, balance, period, customer, subscription }) {
  return figures([
    ["Plan", plan],
    ["Status", status],
    ["Available", number(balance.available)],
    ["Held", number(balance.held)],
    ["Frozen", number(balance.frozen)],
    ["Owed", number(balance.debt)],
    ["Period ends", time(period?.end)],
    ["Customer", customer],
    ["Subscription", subscription],
  ]);
}

function grant(id) {
  return asking("Give credits", [["amount", "Credits", "number"], ["reason", "Reason", "text"]], async (answers) => {
    const order = { amount: Number(answers.amount), reason: answers.reason };
    const given = await post(`${pathOf(id)}/grants`, order);
    return `${number(given.amount)} credits were given.`;
  });
}

function forgive(id) {
  return asking("Strike out the debt", [["reason", "Reason", "text"]], async ({ reason }) => {
    const struck = await post(`${pathOf(id)}/debt/forgive`, { reason });
    return `${number(struck.amount)} credits were struck out.`;
  });
}

/** A form whose every field must be filled; `fields` are `[name, words, type]`. */
function asking(title, fields, work) {
  const submit = (event) => {
    event.preventDefault();
    const form = event.target;
    act({ currentTarget: form.querySelector("button") }, () => work(Object.fromEntries(new FormData(form))));
  };
  const field = ([name, words, type]) => h("label", {}, words,
    h("input", { name, type, required: true, min: type === "number" ? "1" : null, maxlength: "500" }));
  return h("form", { class: "panel", "aria-label": title, submit },
    fields.map(field),
    h("button", { type: "submit", class: "main" }, title));
}

async function exportLedger(id) {
  const entries = await rows(`${pathOf(id)}/ledger`);
  download(`ledger-${id.replace(/[^\w.-]/g, "_")}.csv`, csv(ledgerColumns, entries), "text/csv");
  return `${number(entries.length)} entries were written.`;
}

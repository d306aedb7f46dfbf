// The operator's console: a client of the HTTP API with an operator key, which stays in this tab. No cookie is set, so no
// other site can act in its name.
import { h } from "../ui/dom.js";
import { csv, download, figures, list, money, number, table, time } from "./tables.js";

const keyName = "tollbridge.operator";
const api = new URL("..", import.meta.url).href.replace(/\/$/, "");
const root = document.getElementById("console");
const ledgerPagesMax = 1000;

class Refused extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `status ${status}`);
    this.status = status;
  }
}

async function call(method, path, body) {
  const headers = { Authorization: `Bearer ${sessionStorage.getItem(keyName)}` };
  if (method !== "GET") headers["Idempotency-Key"] = crypto.getRandomValues(new Uint32Array(4)).join("-");
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(api + path, { method, headers, body: body && JSON.stringify(body), cache: "no-store", credentials: "omit" });
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, content);
  return content;
}

const get = (path) => call("GET", path);
const encoded = encodeURIComponent;
const query = (values) => Object.entries(values).filter(([, value]) => value).map(([name, value]) => `${name}=${encoded(value)}`).join("&");
const link = (place, words) => h("a", { href: `#/${place}` }, words);
const toAccount = (account) => account && link(`accounts/${encoded(account)}`, account);
const toEvent = (event) => event && (event.startsWith("evt") ? link(`events/${encoded(event)}`, event) : event);

// Signing in

function signIn(why = "") {
  const key = h("input", { type: "password", name: "key", autocomplete: "off", required: true });
  const form = h("form", {
    submit: async (event) => {
      event.preventDefault();
      sessionStorage.setItem(keyName, key.value.trim());
      try {
        await get("/v1/events?limit=1");
        await show();
      } catch (problem) {
        sessionStorage.removeItem(keyName);
        signIn(problem.status === 401 || problem.status === 403 ? "That is no operator key of this service." : problem.message);
      }
    },
  }, h("label", {}, "Operator key", key), h("button", { type: "submit", class: "main" }, "Sign in"));
  root.replaceChildren(h("main", { class: "narrow" }, h("h1", {}, "Tollbridge console"),
    h("p", { class: "quiet" }, "With one of TOLLBRIDGE_OPERATOR_KEYS. It stays in this tab until you sign out or close it."), form,
    h("p", { class: "message problem", role: "alert" }, why)));
  key.focus();
}

function signOut() {
  sessionStorage.removeItem(keyName);
  signIn();
}

// Places

const eventColumns = [
  ["Received", (event) => time(event.received_at)], ["Type", (event) => event.type], ["Event", (event) => toEvent(event.id)],
  ["Status", (event) => event.status], ["Account", (event) => toAccount(event.account)], ["Why", (event) => event.reason],
];

/** Events of any status; the two that wait for somebody have places of their own. */
async function events(place, asked) {
  const status = place === "events" ? asked.get("status") : place;
  const filters = { status, type: asked.get("type"), account: asked.get("account") };
  const field = (name, words, input) => h("label", {}, words, input ?? h("input", { name, value: asked.get(name) }));
  const choices = ["", "applied", "ignored", "parked", "quarantined", "failed"].map((value) =>
    h("option", { value, selected: value === (status ?? "") }, value || "any"));
  const form = place === "events" && h("form", {
    submit: (event) => {
      event.preventDefault();
      location.hash = `#/events?${query(Object.fromEntries(new FormData(event.target)))}`;
    },
  }, field("status", "Status", h("select", { name: "status" }, choices)), field("type", "Type"), field("account", "Account"),
    h("button", { type: "submit" }, "Filter"));
  const words = { parked: "Waiting: nobody knows yet whose they are; they are applied by themselves once that is known.",
    quarantined: "Quarantined: they are stored and change nothing, for the reason beside them." }[place];
  return [words && h("p", { class: "quiet" }, words), form,
    await list("Events", eventColumns, (after) => get(`/v1/events?${query({ limit: 50, after, ...filters })}`))];
}

/** One event: its deliveries, what it did, its bytes. */
async function event(id) {
  const found = await get(`/v1/events/${encoded(id)}`);
  const effects = found.account ? (await timeline(found.account, 5)).filter((line) => line.event === id) : [];
  const retry = h("button", { type: "button", click: (pressed) => act(pressed, async () => {
    await call("POST", `/v1/events/${encoded(id)}/retry`);
    return "Decided again.";
  }) }, "Decide again");
  return [
    h("div", { class: "panel" }, figures([
      ["Type", found.type], ["Status", found.status], ["Why", found.reason], ["Account", toAccount(found.account)], ["Created", time(found.created)],
      ["Received", time(found.received_at)], ["Attempts", number(found.attempts)], ["API version", found.api_version], ["Live mode", String(found.livemode)],
    ]), h("div", { class: "row" }, found.status === "failed" && retry)),
    h("h2", {}, "What it did"), h("div", { class: "panel" }, table("Effects", lineColumns, effects)),
    h("h2", {}, "As it was received"), h("pre", { tabindex: "0" }, pretty(found.body)),
  ];
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

const lineColumns = [
  ["When", (line) => time(line.at)], ["What", (line) => line.text], ["Effect", (line) => line.effect],
  ["Balance", (line) => number(line.balance)], ["Event", (line) => toEvent(line.event)],
];

async function timeline(account, pages) {
  let lines = [];
  for (let page = 0, after = ""; page < pages && after != null; page += 1) {
    const answer = await get(`/v1/accounts/${encoded(account)}/timeline?${query({ limit: 100, after })}`);
    lines = [...lines, ...answer.data];
    after = answer.next_cursor;
  }
  return lines;
}

const accountColumns = [
  ["Account", (row) => toAccount(row.account)], ["Plan", (row) => row.plan], ["Status", (row) => row.status],
  ["Customer", (row) => row.customer], ["Subscription", (row) => row.subscription],
];

async function accounts(asked) {
  const search = asked.get("search") ?? "";
  const form = h("form", {
    submit: (event) => {
      event.preventDefault();
      location.hash = `#/accounts?${query({ search: event.target.elements.search.value.trim() })}`;
    },
  }, h("label", {}, "Account, customer or subscription", h("input", { type: "search", name: "search", value: search })), h("button", { type: "submit", class: "main" }, "Search"));
  return [form, await list("Accounts", accountColumns, (after) => get(`/v1/accounts?${query({ limit: 50, after, search })}`))];
}

async function account(id) {
  const found = await get(`/v1/accounts/${encoded(id)}`);
  const { balance } = found;
  return [
    h("div", { class: "panel" }, figures([
      ["Plan", found.plan_name], ["Status", found.status], ["Available", number(balance.available)], ["Held", number(balance.held)],
      ["Frozen", number(balance.frozen)], ["Owed", number(balance.debt)], ["Period ends", time(found.period?.end)],
      ["Customer", found.customer], ["Subscription", found.subscription],
    ])),
    grant(id), balance.debt > 0 && forgive(id),
    h("div", { class: "row" }, h("h2", {}, "What happened"), h("button", { type: "button", click: (pressed) => act(pressed, () => exportLedger(id), false) }, "Ledger as CSV")),
    await list("Timeline", lineColumns, (after) => get(`/v1/accounts/${encoded(id)}/timeline?${query({ limit: 50, after })}`)),
  ];
}

function grant(id) {
  return asking("Give credits", [["amount", "Credits", "number"], ["reason", "Reason", "text"]], async ({ amount, reason }) => {
    const given = await call("POST", `/v1/accounts/${encoded(id)}/grants`, { amount: Number(amount), reason });
    return `${number(given.amount)} credits were given.`;
  });
}

function forgive(id) {
  return asking("Strike out the debt", [["reason", "Reason", "text"]], async ({ reason }) => {
    const struck = await call("POST", `/v1/accounts/${encoded(id)}/debt/forgive`, { reason });
    return `${number(struck.amount)} credits were struck out.`;
  });
}

/** A form whose every field must be filled. */
function asking(title, fields, work) {
  return h("form", {
    class: "panel", "aria-label": title,
    submit: (event) => {
      event.preventDefault();
      act({ currentTarget: event.target.querySelector("button") }, () => work(Object.fromEntries(new FormData(event.target))));
    },
  }, fields.map(([name, words, type]) => h("label", {}, words, h("input", { name, type, required: true, min: type === "number" ? "1" : null, maxlength: "500" }))),
    h("button", { type: "submit", class: "main" }, title));
}

async function exportLedger(id) {
  let rows = [];
  for (let page = 0, after = ""; page < ledgerPagesMax && after != null; page += 1) {
    const answer = await get(`/v1/accounts/${encoded(id)}/ledger?${query({ limit: 100, after })}`);
    rows = [...rows, ...answer.data];
    after = answer.next_cursor;
  }
  const names = ["number", "effective_at", "booked_at", "cause", "source", "target", "amount", "event", "note"];
  download(`ledger-${id.replace(/[^\w.-]/g, "_")}.csv`, csv(names, rows), "text/csv");
  return `${number(rows.length)} entries were written.`;
}

async function refunds() {
  const decide = (request, verb, words) => h("button", { type: "button", "aria-label": `${words} ${request.account}`, click: (pressed) => act(pressed, async () => {
    await call("POST", `/v1/refund-requests/${encoded(request.id)}/${verb}`, { by: "console" });
    return `${words}: done.`;
  }) }, words);
  const columns = [
    ["Charged", (row) => time(row.charged_at)], ["Account", (row) => toAccount(row.account)], ["Paid", (row) => money(row.paid)],
    ["Credits used", (row) => number(row.credits_used)], ["Invoice", (row) => row.invoice], ["Status", (row) => row.decided_by ? `${row.status} by ${row.decided_by}` : row.status],
    ["Decide", (row) => row.status === "pending" && h("div", { class: "row" }, decide(row, "approve", "Approve"), decide(row, "decline", "Decline"))],
  ];
  return [await list("Refund requests", columns, (after) => get(`/v1/refund-requests?${query({ limit: 50, after })}`))];
}

// Showing

const places = [
  ["events", "Events"], ["parked", "Waiting"], ["quarantined", "Quarantined"], ["failed", "Failed"], ["accounts", "Accounts"], ["refunds", "Refund requests"],
];

function content(place, id, asked) {
  if (place === "accounts") return id ? account(id) : accounts(asked);
  if (place === "refunds") return refunds();
  return place === "events" && id ? event(id) : events(place, asked);
}

let turn = 0;

async function show() {
  if (!sessionStorage.getItem(keyName)) return signIn();
  const own = (turn += 1);
  const [path, values] = (location.hash.slice(2) || "events").split("?");
  const [place, id] = path.split("/").map(decodeURIComponent);
  try {
    const found = await content(place, id, new URLSearchParams(values));
    if (own === turn) draw(place, id, found);
  } catch (problem) {
    if (problem.status === 401) return signOut();
    if (own === turn) draw(place, id, [h("p", { class: "message problem", role: "alert" }, problem.message)]);
  }
}

function draw(place, id, found) {
  const title = id ?? places.find(([name]) => name === place)?.[1] ?? "Nothing here";
  const nav = places.map(([name, words]) => h("a", { href: `#/${name}`, "aria-current": name === place ? "page" : null }, words));
  root.replaceChildren(
    h("header", { class: "bar" }, h("strong", {}, "Tollbridge"), h("nav", { "aria-label": "Places" }, nav), h("button", { type: "button", click: signOut }, "Sign out")),
    h("main", {}, h("h1", { tabindex: "-1" }, title), h("p", { class: "message", id: "message", role: "status" }), ...found.filter(Boolean)));
  document.title = `${title} · Tollbridge console`;
}

function say(words, isProblem) {
  const message = document.getElementById("message");
  message.className = isProblem ? "message problem" : "message";
  message.replaceChildren(words);
}

/** Does what a button says, once, tells what came of it, and shows the place anew. */
async function act({ currentTarget: button }, work, showsAnew = true) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    const words = await work();
    if (showsAnew) await show();
    say(words, false);
  } catch (problem) {
    say(problem.message, true);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

addEventListener("hashchange", show);
await show();

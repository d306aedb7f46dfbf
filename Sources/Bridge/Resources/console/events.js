// What the provider sent: the events of any status, and one event with its bytes and what it did.
import { button, h } from "../ui/dom.js";
import { encoded, get, post, query, rows } from "./calls.js";
import { act } from "./frame.js";
import { figures, list, number, table, time, toAccount, toEvent } from "./tables.js";

const statuses = ["applied", "ignored", "parked", "quarantined", "failed"];
const explanations = {
  parked: "Waiting: nobody knows yet whose they are; they are applied by themselves once that is known.",
  quarantined: "Quarantined: they are stored and change nothing, for the reason beside them.",
};

const eventColumns = [
  ["Received", (event) => time(event.received_at)],
  ["Type", (event) => event.type],
  ["Event", (event) => toEvent(event.id)],
  ["Status", (event) => event.status],
  ["Account", (event) => toAccount(event.account)],
  ["Why", (event) => event.reason],
];

/** What an account's timeline has of each event. */
export const lineColumns = [
  ["When", (line) => time(line.at)],
  ["What", (line) => line.text],
  ["Effect", (line) => line.effect],
  ["Balance", (line) => number(line.balance)],
  ["Event", (line) => toEvent(line.event)],
];

/** Events of any status; those that wait for somebody have places of their own. */
export async function events(place, asked) {
  const isWhole = place === "events";
  const status = isWhole ? asked.get("status") : place;
  const filters = { status, type: asked.get("type"), account: asked.get("account") };
  const page = (after) => get(`/v1/events?${query({ limit: 50, after, ...filters })}`);
  return [
    explanations[place] && h("p", { class: "quiet" }, explanations[place]),
    isWhole && eventFilter(asked),
    await list("Events", eventColumns, page),
  ];
}

function eventFilter(asked) {
  const field = (name, words) => h("label", {}, words, h("input", { name, value: asked.get(name) }));
  const choices = ["", ...statuses].map((value) =>
    h("option", { value, selected: value === (asked.get("status") ?? "") }, value || "any"));
  const submit = (event) => {
    event.preventDefault();
    location.hash = `#/events?${query(Object.fromEntries(new FormData(event.target)))}`;
  };
  return h("form", { submit },
    h("label", {}, "Status", h("select", { name: "status" }, choices)),
    field("type", "Type"),
    field("account", "Account"),
    h("button", { type: "submit" }, "Filter"));
}

/** One event: its deliveries, what it did, its bytes. */
export async function event(id) {
  const found = await get(`/v1/events/${encoded(id)}`);
  const timeline = `/v1/accounts/${encoded(found.account)}/timeline`;
  const effects = found.account ? await rows(timeline, { event: id }) : [];
  return [
    h("div", { class: "panel" },
      eventFigures(found),
      h("div", { class: "row" }, found.status === "failed" && retry(id))),
    h("h2", {}, "What it did"),
    h("div", { class: "panel" }, table("Effects", lineColumns, effects)),
    h("h2", {}, "As it was received"),
    h("pre", { tabindex: "0" }, pretty(found.body)),
  ];
}

function eventFigures(event) {
  return figures([
    ["Type", event.type],
    ["Status", event.status],
    ["Why", event.reason],
    ["Account", toAccount(event.account)],
    ["Created", time(event.created)],
    ["Received", time(event.received_at)],
    ["Attempts", number(event.attempts)],
    ["API version", event.api_version],
    ["Live mode", String(event.livemode)],
  ]);
}

function retry(id) {
  const decide = async () => {
    await post(`/v1/events/${encoded(id)}/retry`);
    return "Decided again.";
  };
  return button({ click: (pressed) => act(pressed, decide) }, "Decide again");
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

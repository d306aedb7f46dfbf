// The refund requests, and deciding on them.
import { button, h } from "../ui/dom.js";
import { encoded, get, post, query } from "./calls.js";
import { act, sure } from "./frame.js";
import { list, money, number, time, toAccount } from "./tables.js";

const columns = [
  ["Charged", (row) => time(row.charged_at)],
  ["Account", (row) => toAccount(row.account)],
  ["Paid", (row) => money(row.paid)],
  ["Credits used", (row) => number(row.credits_used)],
  ["Invoice", (row) => row.invoice],
  ["Status", (row) => (row.decided_by ? `${row.status} by ${row.decided_by}` : row.status)],
  ["Decide", (row) => row.status === "pending" && answers(row)],
];

const consequences = {
  approve: "The charge is returned through the provider. Its credits go, and the subscription that it paid for ends.",
  decline: "The charge stays as it is.",
};

export async function refunds() {
  return [await list("Refund requests", columns, (after) => get(`/v1/refund-requests?${query({ limit: 50, after })}`))];
}

function answers(request) {
  return h("div", { class: "row" }, answer(request, "approve", "Approve"), answer(request, "decline", "Decline"));
}

function answer(request, verb, words) {
  const question = `${words} ${money(request.paid)} of ${request.account}?`;
  const decide = async () => {
    if (!(await sure(question, consequences[verb], words))) return;
    await post(`/v1/refund-requests/${encoded(request.id)}/${verb}`, { by: "console" });
    return `${words}: done.`;
  };
  return button({ "aria-label": `${words} ${request.account}`, click: (pressed) => act(pressed, decide) }, words);
}

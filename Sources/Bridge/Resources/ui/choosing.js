// What the button of a plan does: signing in, a checkout, or a change of the subscription, which is asked about first.
import { button, facts, h } from "./dom.js";
import { buy, keepChoice, leadBack } from "./buying.js";
import { session } from "./session.js";

/** Does what the button of a card says, for an element of plans. */
export async function choose(plans, card) {
  const { verb } = card.button;
  const order = { plan: card.plan, interval: plans.interval };
  if (verb === "sign_in") return signIn(plans, order);
  if (verb === "checkout") return buy(plans, order);
  if (verb === "change") return change(plans, card, order);
  if (verb === "cancel") return cancel(plans, card);
  await carryOut(verb);
}

/** A verb of the subscription that needs no page. */
export async function carryOut(verb) {
  const before = session.account;
  const path = `${session.path}/subscription`;
  if (verb === "undo_scheduled_change") await session.delete(`${path}/scheduled-change`);
  else await session.post(`${path}/${verb}`);
  await session.settle(before);
}

/** Nobody buys: who signs in goes on with what was chosen. */
async function signIn(plans, order) {
  keepChoice(order);
  if (!plans.emit("sign-in", order)) return;
  await plans.ask(plans.say("sign_in.title"), (close) => [
    h("p", {}, plans.say("sign_in.body")),
    h("footer", {}, button({ class: "main", click: () => close() }, plans.say("ui.close"))),
  ]);
}

async function change(plans, card, order) {
  const path = `${session.path}/subscription/change`;
  const preview = await session.post(`${path}/preview`, order);
  if (!(await agree(plans, card, preview))) return;
  const before = session.account;
  const acknowledge = card.button.warning?.acknowledge ?? [];
  const answer = await session.post(path, {
    ...order, ...(acknowledge.length && { acknowledge }), return_url: leadBack("change"),
  });
  if (answer.url) return plans.go(answer.url, "change");
  await session.settle(before);
}

/** What follows the free plan's button: the subscription ends with its period. */
async function cancel(plans, card) {
  const preview = await session.post(`${session.path}/subscription/cancel/preview`);
  if (await agree(plans, card, preview)) await carryOut("cancel");
}

/** Asks before anything happens; leaving a legacy plan is warned of as well. */
function agree(plans, card, preview) {
  const { confirmation, warning } = card.button;
  const body = [
    confirmation.body && h("p", {}, confirmation.body),
    ...consequences(plans, card, preview),
    warning && h("p", { role: "note" }, h("strong", {}, warning.text)),
  ];
  return plans.confirm(confirmation.title ?? plans.say("confirm.title"), body, {
    stay: warning?.stay ?? plans.say("confirm.keep"),
    proceed: warning?.proceed ?? plans.say("confirm.proceed"),
  });
}

function consequences(plans, card, preview) {
  const isDated = preview.timing !== "now" && preview.at;
  return [
    facts([
      [plans.say("confirm.plan"), card.name],
      [plans.say("confirm.due"), preview.estimate_text],
      [plans.say("confirm.effect"), isDated ? plans.dated(preview.at) : plans.say("confirm.after_payment")],
      [plans.say("confirm.refill"), preview.refill],
    ]),
    plans.losses(preview.lost),
    ...(preview.takes_back ?? []).map((what) => h("p", { role: "note" }, plans.say(`confirm.takes_back.${what}`))),
  ];
}

// What stands around every place of the console: signing in, the bar, the title, and what came of a button.
import { button, h } from "../ui/dom.js";
import { get, key } from "./calls.js";

const root = document.getElementById("console");
let places = [];
let content;
let turn = 0;

/**
 * Shows the place that the address names, and every later one.
 *
 * @param named `[place, title]`, in the order of the bar.
 * @param {(place: string, id: string | undefined, asked: URLSearchParams) => Promise<Node[]>} read what a place shows.
 */
export async function begin(named, read) {
  [places, content] = [named, read];
  addEventListener("hashchange", show);
  await show();
}

async function show() {
  if (!key.get()) return signIn();
  const own = (turn += 1);
  const [path, values] = (location.hash.slice(2) || "events").split("?");
  const [place, id] = path.split("/").map(decodeURIComponent);
  try {
    const found = await content(place, id, new URLSearchParams(values));
    if (own === turn) draw(place, id, found);
  } catch (problem) {
    if (problem.status === 401) return signOut();
    if (own === turn) draw(place, id, [complaint(problem.message)]);
  }
}

function draw(place, id, found) {
  const title = id ?? places.find(([name]) => name === place)?.[1] ?? "Nothing here";
  root.replaceChildren(bar(place),
    h("main", {},
      h("h1", { tabindex: "-1" }, title),
      h("p", { class: "message", id: "message", role: "status" }),
      ...found.filter(Boolean)));
  document.title = `${title} · Tollbridge console`;
}

function bar(place) {
  const links = places.map(([name, words]) =>
    h("a", { href: `#/${name}`, "aria-current": name === place ? "page" : null }, words));
  return h("header", { class: "bar" },
    h("strong", {}, "Tollbridge"),
    h("nav", { "aria-label": "Places" }, links),
    button({ click: signOut }, "Sign out"));
}

// Signing in

function signIn(why = "") {
  const field = h("input", { type: "password", name: "key", autocomplete: "off", required: true });
  const stays = "With one of TOLLBRIDGE_OPERATOR_KEYS. It stays in this tab until you sign out or close it.";
  const submit = (event) => {
    event.preventDefault();
    tryKey(field.value.trim());
  };
  root.replaceChildren(h("main", { class: "narrow" },
    h("h1", {}, "Tollbridge console"),
    h("p", { class: "quiet" }, stays),
    h("form", { submit },
      h("label", {}, "Operator key", field),
      h("button", { type: "submit", class: "main" }, "Sign in")),
    complaint(why)));
  field.focus();
}

/** Keeps a key that the API takes. */
async function tryKey(text) {
  key.keep(text);
  try {
    await get("/v1/events?limit=1");
    await show();
  } catch (problem) {
    key.forget();
    const isRefused = problem.status === 401 || problem.status === 403;
    signIn(isRefused ? "That is no operator key of this service." : problem.message);
  }
}

function signOut() {
  key.forget();
  signIn();
}

// Buttons that do something

/**
 * Does what a button says, once, tells what came of it, and shows the place anew.
 *
 * @param work what came of it, in words; nothing where it was left: then all stays as it is, the focus too.
 */
export async function act({ currentTarget: pressed }, work, showsAnew = true) {
  if (pressed.getAttribute("aria-busy") === "true") return;
  pressed.setAttribute("aria-busy", "true");
  try {
    const words = await work();
    if (words && showsAnew) {
      await show();
      root.querySelector("h1").focus();
    }
    say(words ?? "Left as it was.", false);
  } catch (problem) {
    say(problem.message, true);
  } finally {
    pressed.removeAttribute("aria-busy");
  }
}

/** Asks before what cannot be taken back. */
export function sure(question, consequence, words) {
  return new Promise((answered) => {
    const close = (answer) => () => dialog.close(answer);
    const dialog = h("dialog", { "aria-labelledby": "question", close: () => answered(dialog.returnValue === "yes") },
      h("h2", { id: "question" }, question),
      h("p", {}, consequence),
      h("div", { class: "row" },
        button({ autofocus: true, click: close("no") }, "Leave it"),
        button({ class: "main", click: close("yes") }, words)));
    dialog.addEventListener("close", () => dialog.remove());
    root.append(dialog);
    dialog.showModal();
  });
}

const complaint = (words) => h("p", { class: "message problem", role: "alert" }, words);

function say(words, isProblem) {
  const message = document.getElementById("message");
  message.className = isProblem ? "message problem" : "message";
  message.replaceChildren(words);
}

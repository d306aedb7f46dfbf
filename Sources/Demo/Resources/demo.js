// The demo app's own script: who is signed in, the studio, and the stand-in's levers. What is sold and shown of credits
// are Tollbridge's elements; the backend of this app makes the tokens and spends.
const tollbridge = document.querySelector("meta[name=tollbridge]").content;
const { configure, refresh } = await import(`${tollbridge}/ui/tollbridge.js`);

const accountKey = "demo.account";
const byID = (id) => document.getElementById(id);
const guidance = document.querySelector("tollbridge-guidance");

/** Who is signed in: what the address says, else what it said before in this tab, else ada. */
function account() {
  const asked = new URLSearchParams(location.search).get("account");
  if (asked !== null) sessionStorage.setItem(accountKey, asked);
  return sessionStorage.getItem(accountKey) ?? "ada";
}

async function ask(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ account: account(), ...body }),
  });
  const content = await answer.json();
  if (answer.ok) return content;
  throw Object.assign(new Error(content.detail ?? content.title), { guidance: content.guidance });
}

/** Does something; a limit is explained by its dialog. */
async function attempt(work) {
  byID("problem").textContent = "";
  try {
    await work();
  } catch (problem) {
    if (problem.guidance) await guidance.show(problem.guidance);
    else byID("problem").textContent = problem.message;
  }
  await refresh().catch(() => {});
}

// Who is signed in

function begin() {
  const name = account();
  byID("who").textContent = name ? `${name}: sign out` : "Sign in";
  byID("to-account").hidden = !name;
  configure({
    token: async () => (name ? (await ask("/token")).token : null),
    resultURL: new URL("/", location.href).href,
  });
}

function signIn(name) {
  sessionStorage.setItem(accountKey, name);
  const address = new URL(location.href);
  address.searchParams.delete("account");
  history.replaceState(history.state, "", address);
  begin();
}

byID("who").addEventListener("click", () => (account() ? signIn("") : byID("sign-in").showModal()));
byID("sign-in").addEventListener("close", ({ target }) => {
  if (target.returnValue) signIn(target.querySelector("input").value);
});
document.addEventListener("tollbridge:sign-in", (event) => {
  event.preventDefault();
  byID("sign-in").showModal();
});

// The studio

const studio = byID("studio");
const wish = () => ({
  action: studio.elements.action.value,
  quantity: Number(studio.elements.quantity.value),
  private: studio.elements.private.checked,
});

/** What is chosen to be made, as it is called. */
const action = () => studio.elements.action.selectedOptions[0].text;

async function showCost() {
  const { amount } = await ask("/quote", wish());
  byID("cost").textContent = `${new Intl.NumberFormat("en").format(amount)} credits`;
}

async function generate() {
  const task = document.createElement("li");
  task.textContent = `${action()}: running...`;
  byID("tasks").prepend(task);
  try {
    const done = ask("/generate", wish());
    setTimeout(() => refresh().catch(() => {}), 300);
    task.textContent = `${action()}: done, ${(await done).amount} credits`;
  } catch (problem) {
    task.remove();
    throw problem;
  }
}

if (studio) {
  studio.addEventListener("change", () => attempt(showCost));
  studio.addEventListener("submit", (event) => {
    event.preventDefault();
    if (account()) attempt(generate);
    else byID("sign-in").showModal();
  });
  attempt(showCost);
}
for (const button of document.querySelectorAll("[data-feature]")) {
  button.addEventListener("click", () => attempt(() => ask("/train", { ...button.dataset })));
}

// The stand-in

/** Time moved or a card changed: whatever came of it is there once the webhooks are. */
const pull = (lever, value) => attempt(() => ask("/stand-in", { lever, value }));

for (const button of document.querySelectorAll("[data-lever]")) {
  button.addEventListener("click", () => pull(button.dataset.lever, button.dataset.value));
}
const scenario = byID("scenario");
if (scenario) {
  scenario.addEventListener("submit", (event) => {
    event.preventDefault();
    pull("scenario", scenario.elements.scenario.value);
  });
  const { scenarios } = await ask("/stand-in", { lever: "list" });
  scenario.elements.scenario.append(...scenarios.map(({ name, words }) => new Option(`${name}: ${words}`, name)));
}

begin();

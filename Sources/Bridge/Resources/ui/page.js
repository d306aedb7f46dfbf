// The hosted pages: who looks comes by a link with a token, which stays in this tab and out of every address.
import { takeChoice } from "./buying.js";
import { configure, session } from "./tollbridge.js";

const tokenKey = "tollbridge.token";
const backKey = "tollbridge.back";
let hadToken = false;

const byID = (id) => document.getElementById(id);

/** Takes what the link brought from the address, so that it is in no history and in no copied address. */
function takeLink() {
  const link = new URLSearchParams(location.hash.slice(1));
  if (!link.has("token")) return;
  // What somebody chose before belongs to whoever that was.
  takeChoice();
  sessionStorage.setItem(tokenKey, link.get("token"));
  if (mayLeadBack(link.get("return"))) sessionStorage.setItem(backKey, link.get("return"));
  else sessionStorage.removeItem(backKey);
  history.replaceState(history.state, "", location.pathname + location.search);
}

/** Back leads to the app's own pages alone, whatever a link says. */
function mayLeadBack(address) {
  const allowed = document.querySelector("meta[name=tollbridge-origins]").content.split(" ");
  try {
    return allowed.some((base) => new URL(base).origin === new URL(address).origin);
  } catch {
    return false;
  }
}

/** A token that has run out is forgotten, and the person is told what to do. */
function expire() {
  sessionStorage.removeItem(tokenKey);
  hadToken = true;
  tell();
}

/** Says how to go on: whose link ran out opens it anew, who had none comes from the app. */
function tell() {
  byID("expired").hidden = !hadToken;
  byID("needed").hidden = hadToken;
}

function showBack() {
  const address = sessionStorage.getItem(backKey);
  if (!address) return;
  byID("back").href = address;
  byID("back").hidden = false;
}

/** A token that has run out shows what is for everybody, and says what to do. */
async function checkToken() {
  try {
    await session.known();
  } catch (problem) {
    if (problem.status !== 401) throw problem;
    expire();
    configure({ token: null });
  }
  const isKnown = session.isSignedIn;
  byID("balance").hidden = !isKnown;
  if (!isKnown && needsAccount()) tell();
}

const needsAccount = () => !document.querySelector("tollbridge-plans:not([overlay])");

// A link that is opened where the page stands already changes the address alone.
addEventListener("hashchange", () => location.hash.includes("token=") && location.reload());
session.addEventListener("expired", expire);
takeLink();
showBack();
configure({ token: sessionStorage.getItem(tokenKey), resultURL: new URL("result", import.meta.url).href });
document.addEventListener("tollbridge:sign-in", (event) => {
  event.preventDefault();
  tell();
  byID(hadToken ? "expired" : "needed").scrollIntoView({ block: "center" });
});
await checkToken();

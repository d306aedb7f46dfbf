// The one conversation of a page with the API: who asks, what is known of the account, and each request once.
import { Words } from "./words.js";

const attempts = 3;
const settleTries = 40;
const settleMilliseconds = 250;
const retryMilliseconds = 400;

/** What the API refused, with the guidance that a person is shown where there is one. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `status ${status}`);
    Object.assign(this, { status, code: body.code, guidance: body.guidance, requestID: body.request_id });
  }
}

class Session extends EventTarget {
  /** Where the API is: where this script came from, unless the page says otherwise. */
  api = new URL("..", import.meta.url).href.replace(/\/$/, "");
  /** The account as it was read last; null before, and for nobody. */
  account = null;
  words = new Words(Words.locale);
  /** Where the provider's pages lead back to; null for the page itself. */
  resultURL = null;

  /** Counts the settings: what was asked under earlier ones is forgotten. */
  epoch = 0;

  #token = null;
  #source = null;
  #ready = null;
  #reading = null;
  #skew = 0;
  /** Readings of the account are numbered: which was begun last, and which is shown. */
  #turn = 0;
  #kept = 0;
  #keys = new Map();

  /**
   * @param {object} settings
   * @param {string} [settings.api] where the API is.
   * @param {string|null|(() => Promise<string|null>)} [settings.token] an account token, or who is asked for one
   *   whenever it is needed; null for nobody.
   * @param {string} [settings.resultURL] the page with a `<tollbridge-result>`.
   */
  configure({ api, token, resultURL }) {
    if (api) this.api = api.replace(/\/$/, "");
    if (resultURL) this.resultURL = new URL(resultURL, location.href).href;
    if (token !== undefined) {
      this.#source = typeof token === "function" ? token : null;
      this.#token = this.#source ? null : tokenOrNobody(token);
    }
    this.account = null;
    this.#ready = null;
    this.#reading = null;
    this.epoch += 1;
    this.dispatchEvent(new Event("session"));
  }

  /** Resolves when it is known who asks and in which language. */
  ready() {
    if (!this.#ready) {
      const begun = this.#begin();
      this.#ready = begun;
      // Who could not be asked is asked again.
      begun.catch(() => this.#ready === begun && (this.#ready = null));
    }
    return this.#ready;
  }

  async #begin() {
    if (this.#source && !this.#token) await this.#askForToken();
    const ask = async (locale) => (await this.get(`/v1/messages?locale=${encodeURIComponent(locale)}`)).messages;
    this.words = await Words.load(Words.locale, ask).catch(() => new Words(Words.locale));
  }

  /** Asks the page for a token; an answer that comes after the settings changed is nobody's. */
  async #askForToken() {
    const { epoch } = this;
    const token = await this.#source();
    if (epoch === this.epoch) this.#token = tokenOrNobody(token);
  }

  get isSignedIn() {
    return this.#token !== null;
  }

  /** The account's place in the API: a token says whose it is. */
  get path() {
    return `/v1/accounts/${encodeURIComponent(subject(this.#token))}`;
  }

  /** The server's time, in milliseconds. */
  get now() {
    return Date.now() + this.#skew;
  }

  // Reading

  get(path) {
    return this.#send("GET", path);
  }

  /** The account, read once for all elements. */
  async known() {
    return this.account ?? (await (this.#reading ??= this.refresh()));
  }

  /** Reads the account again and tells every element. An answer that a later one overtook is dropped. */
  async refresh() {
    const { epoch } = this;
    try {
      await this.ready();
      const turn = (this.#turn += 1);
      const account = this.isSignedIn ? await this.get(this.path) : null;
      if (epoch === this.epoch && turn > this.#kept) this.#keep(account, turn);
    } finally {
      this.#reading = null;
    }
    return this.account;
  }

  #keep(account, turn) {
    this.#kept = turn;
    const changed = JSON.stringify(account) !== JSON.stringify(this.account);
    if (account) this.#skew = Date.parse(account.balance.as_of) - Date.now();
    this.account = account;
    this.dispatchEvent(new Event("account"));
    if (changed && account) document.dispatchEvent(new CustomEvent("tollbridge:change", { detail: { account } }));
  }

  /**
   * Reads on until the account shows what was done: the provider tells it a moment later.
   *
   * @param before the account as it was before.
   */
  async settle(before = this.account) {
    const state = (account) => JSON.stringify({ ...account, balance: { ...account?.balance, as_of: null } });
    for (let turn = 0; turn < settleTries && state(this.account) === state(before); turn += 1) {
      await pause(settleMilliseconds);
      await this.refresh();
    }
  }

  // Doing

  post(path, body = {}) {
    return this.#once("POST", path, body);
  }

  put(path, body) {
    return this.#once("PUT", path, body);
  }

  delete(path) {
    return this.#once("DELETE", path);
  }

  /** The same wish has the same key until it was answered, however often it is pressed. */
  async #once(method, path, body) {
    const wish = `${method} ${path} ${JSON.stringify(body)}`;
    if (!this.#keys.has(wish)) this.#keys.set(wish, newKey());
    try {
      const answer = await this.#send(method, path, body, this.#keys.get(wish));
      this.#keys.delete(wish);
      return answer;
    } catch (problem) {
      if (problem.status < 500 && !isUnderWay(problem)) this.#keys.delete(wish);
      throw problem;
    }
  }

  async #send(method, path, body, key) {
    const { epoch } = this;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return this.#still(epoch, await this.#attempt(method, path, body, key));
      } catch (problem) {
        if (problem.status === 401 && this.#source && attempt === 1) await this.#askForToken();
        else if (!isPassing(problem) || attempt === attempts) throw this.#told(problem);
        else await pause(retryMilliseconds * attempt);
        this.#still(epoch);
      }
    }
  }

  /** What was wished for or read of somebody is not asked for or shown of somebody else. */
  #still(epoch, answer) {
    if (epoch !== this.epoch) throw new Problem(0, { code: "superseded", title: "Somebody else asks now" });
    return answer;
  }

  /** A token that no more is good concerns the page: it is told, whoever asked. */
  #told(problem) {
    if (problem.status === 401) this.dispatchEvent(new Event("expired"));
    return problem;
  }

  async #attempt(method, path, body, key) {
    const headers = { "Accept-Language": Words.locale };
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    if (key) headers["Idempotency-Key"] = key;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const request = { method, headers, credentials: "omit", cache: "no-store" };
    if (body !== undefined) request.body = JSON.stringify(body);
    const answer = await fetch(this.api + path, request);
    const content = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Problem(answer.status, content);
    return content;
  }
}

/** A token, or null for what has not the form of one: an empty answer, `null` as text, a page that asks to sign in. */
const tokenOrNobody = (text) => (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text?.trim?.() ?? "") ? text.trim() : null);

/** Whose a token is; a text that is no token is refused as the API would. */
function subject(token) {
  try {
    const claims = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(claims), (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)).sub;
  } catch {
    throw new Problem(401, { code: "token_malformed", title: "That is no token" });
  }
}

/** Whether asking again may help: the network, or a service that says to wait. */
const isPassing = (problem) =>
  problem instanceof TypeError || problem.status === 429 || problem.status >= 502 || isUnderWay(problem);

/** Whether the same wish is being answered already. */
const isUnderWay = (problem) => problem.code === "idempotency_in_progress";

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const session = new Session();

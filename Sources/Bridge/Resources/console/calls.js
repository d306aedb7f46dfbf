// The console's conversation with the API, under an operator key that stays in this tab.

const keyName = "tollbridge.operator";
const api = new URL("..", import.meta.url).href.replace(/\/$/, "");

/** The operator key of this tab; null before somebody signed in. */
export const key = {
  get: () => sessionStorage.getItem(keyName),
  keep: (text) => sessionStorage.setItem(keyName, text),
  forget: () => sessionStorage.removeItem(keyName),
};

/** What the API refused. */
class Refused extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `status ${status}`);
    this.status = status;
  }
}

export const get = (path) => call("GET", path);
export const post = (path, body) => call("POST", path, body);

/** A text as one step of a path. */
export const encoded = encodeURIComponent;

/** Values as a query; empty ones are left out. */
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value);
  return given.map(([name, value]) => `${name}=${encoded(value)}`).join("&");
}

/** All rows of a list, read page after page until its end. */
export async function rows(path, filters = {}) {
  const found = [];
  for (let after = ""; after != null; ) {
    const answer = await get(`${path}?${query({ limit: 100, after, ...filters })}`);
    found.push(...answer.data);
    after = answer.next_cursor;
  }
  return found;
}

/** The keys of wishes that were not answered yet: pressed again, each is the same wish. */
const wishes = new Map();

async function call(method, path, body) {
  if (method === "GET") return send(method, path);
  const wish = `${path} ${JSON.stringify(body)}`;
  if (!wishes.has(wish)) wishes.set(wish, crypto.getRandomValues(new Uint32Array(4)).join("-"));
  try {
    const answer = await send(method, path, body, wishes.get(wish));
    wishes.delete(wish);
    return answer;
  } catch (problem) {
    if (problem.status < 500 && problem.status !== 409) wishes.delete(wish);
    throw problem;
  }
}

async function send(method, path, body, idempotencyKey) {
  const headers = { Authorization: `Bearer ${key.get()}` };
  if (idempotencyKey) headers["Idempotency-Key"] = idempotencyKey;
  if (body) headers["Content-Type"] = "application/json";
  const request = { method, headers, body: body && JSON.stringify(body), cache: "no-store", credentials: "omit" };
  const answer = await fetch(api + path, request);
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, content);
  return content;
}

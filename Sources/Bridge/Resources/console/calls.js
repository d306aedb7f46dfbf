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

/** The rows of a list, read page after page until its end or until `pagesMax`. */
export async function rows(path, pagesMax) {
  let found = [];
  for (let page = 0, after = ""; page < pagesMax && after != null; page += 1) {
    const answer = await get(`${path}?${query({ limit: 100, after })}`);
    found = [...found, ...answer.data];
    after = answer.next_cursor;
  }
  return found;
}

async function call(method, path, body) {
  const headers = { Authorization: `Bearer ${key.get()}` };
  if (method !== "GET") headers["Idempotency-Key"] = crypto.getRandomValues(new Uint32Array(4)).join("-");
  if (body) headers["Content-Type"] = "application/json";
  const request = { method, headers, body: body && JSON.stringify(body), cache: "no-store", credentials: "omit" };
  const answer = await fetch(api + path, request);
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, content);
  return content;
}

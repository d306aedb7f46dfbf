import { TollbridgeElement } from "./element.js";
import { session } from "./session.js";

/**
 * `<tollbridge-guidance>`: the dialog of a limit or a failure. `show(guidance)` shows what an answer carries; with
 * `notices` it also shows what the account has to be told, each once in a tab.
 */
export class Guidance extends TollbridgeElement {
  async load() {
    await session.known();
    return {};
  }

  render() {
    return null;
  }

  /** @param {object} guidance as a problem or an answer of the API carries it. */
  async show(guidance) {
    await session.ready();
    await this.guide(guidance);
  }

  accountChanged() {
    if (!this.hasAttribute("notices")) return;
    const told = new Set(JSON.parse(sessionStorage.getItem("tollbridge.told") ?? "[]"));
    const since = (notice) => `${notice.code} ${session.account?.auto_reload.since ?? ""}`;
    const notice = session.account?.notices.find((notice) => !told.has(since(notice)));
    if (!notice) return;
    sessionStorage.setItem("tollbridge.told", JSON.stringify([...told, since(notice)]));
    this.guide(notice);
  }
}

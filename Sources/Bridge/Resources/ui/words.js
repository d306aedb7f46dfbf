// Words, numbers and dates in the language of the page. English comes with the script, others are asked for once.
import english from "./messages.js";

const catalogs = new Map([["en", english]]);
const brief = { day: "d", hour: "h", minute: "m", second: "s" };

/** The texts of one language, and how it writes numbers and dates. */
export class Words {
  constructor(locale, messages = english) {
    this.locale = locale;
    this.messages = messages;
  }

  /** The language of the page. */
  static get locale() {
    const wished = document.documentElement.lang || navigator.language;
    try {
      return Intl.getCanonicalLocales(wished.replaceAll("_", "-"))[0] ?? "en";
    } catch {
      return "en";
    }
  }

  /** @param {(locale: string) => Promise<object>} ask how the API is asked for a language's texts. */
  static async load(locale, ask) {
    if (!catalogs.has(locale)) catalogs.set(locale, /^en\b/i.test(locale) ? english : await ask(locale));
    return new Words(locale, catalogs.get(locale));
  }

  /** The text of a key; values fill what stands in braces. */
  say(key, values = {}) {
    const text = this.messages[key] ?? english[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  number(value) {
    return new Intl.NumberFormat(this.locale).format(value);
  }

  /** `20,000 credits`; `--` before it is known. */
  credits(count) {
    return count == null ? this.say("balance.unknown") : this.say("balance", { count: this.number(count) });
  }

  date(moment) {
    return new Intl.DateTimeFormat(this.locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(moment));
  }

  /** `3d 4h 12m`, or `12m 5s` when it is near. */
  duration(seconds) {
    const left = Math.max(0, Math.floor(seconds));
    const parts = {
      day: Math.floor(left / 86400),
      hour: Math.floor(left / 3600) % 24,
      minute: Math.floor(left / 60) % 60,
      second: left < 3600 ? left % 60 : 0,
    };
    const shown = Object.entries(parts).filter(([, value]) => value > 0);
    return shown.map(([unit, value]) => this.#unit(value, unit)).join(" ") || this.#unit(0, "second");
  }

  #unit(value, unit) {
    try {
      return new Intl.NumberFormat(this.locale, { style: "unit", unit, unitDisplay: "narrow" }).format(value);
    } catch {
      return `${value}${brief[unit]}`;
    }
  }
}

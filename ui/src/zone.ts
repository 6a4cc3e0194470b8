// Times as the newsroom's clock shows them, wherever the browser stands.

/** The zone of the newsroom; the browser's own where the page names none. */
export function zone(): string | undefined {
  return globalThis.document?.body?.dataset["zone"];
}

/** `14:03`. */
export function clock(time: Date): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone() }).format(time);
}

/** `2 Dec 2026`. */
export function day(time: Date): string {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: zone() }).format(time);
}

/** `Wed 2 Dec 2026, 10:00 (Europe/Istanbul)`. */
export function moment(time: Date): string {
  const said = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: zone() }).format(time);
  const name = zone();
  return name ? `${said} (${name})` : said;
}

/** `14:03:07`: two things that were done in one minute are told apart. */
export function clockSecs(time: Date): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: zone() }).format(time);
}

/** `14:03` of today, `2 Dec 2026, 14:03` of another day. */
export function since(time: Date, now = new Date()): string {
  return day(time) === day(now) ? clock(time) : `${day(time)}, ${clock(time)}`;
}

/** A time as the server writes it for programs (RFC 3339). */
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A text of the server with its times by the newsroom's clock. */
export function timed(said: string): string {
  return said.replace(INSTANT, (instant) => moment(new Date(instant)));
}

/** What the server said, as a sentence with times by the newsroom's clock. */
export function sentence(said: string): string {
  const text = timed(said.trim());
  const stop = text === "" || /[.?!…]$/u.test(text) ? "" : ".";
  return text.charAt(0).toUpperCase() + text.slice(1) + stop;
}

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

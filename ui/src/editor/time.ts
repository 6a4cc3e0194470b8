// Moments in words: in a zone, with the weekday, and how far away.

const MINUTE_MS = 60_000;
const MINUTES_OF_HOUR = 60;
const MINUTES_OF_DAY = 24 * MINUTES_OF_HOUR;

/** `Monday 30 November 2026, 06:00` on the clock of a zone, with the zone's name. */
export function inZone(moment: Date, zone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const day = format.formatToParts(moment).filter(({ type }) => type !== "literal").map(({ value }) => value);
  return `${day.join(" ")}, ${onTheWall(moment, zone).time} in ${zone.replaceAll("_", " ")}`;
}

/** `in 5 h 12 min`, `2 d 3 h ago`. */
export function away(moment: Date, now: Date): string {
  const minutes = Math.round((moment.getTime() - now.getTime()) / MINUTE_MS);
  const [days, hours, rest] = [Math.floor(Math.abs(minutes) / MINUTES_OF_DAY), Math.floor((Math.abs(minutes) % MINUTES_OF_DAY) / MINUTES_OF_HOUR), Math.abs(minutes) % MINUTES_OF_HOUR];
  const parts = days > 0 ? [`${days} d`, `${hours} h`] : [...(hours > 0 ? [`${hours} h`] : []), `${rest} min`];
  if (minutes === 0) return "now";
  return minutes > 0 ? `in ${parts.join(" ")}` : `${parts.join(" ")} ago`;
}

/** What the clock on the wall of a zone shows, as a field takes it: `2026-11-30`, `06:00`. */
export function onTheWall(moment: Date, zone: string): { date: string; time: string } {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
  return { date: `${of("year")}-${of("month")}-${of("day")}`, time: `${of("hour")}:${of("minute")}` };
}

// Times as the reader wants them: in the browser's zone, the agency's, UTC or any other.

/** `browser`, `agency`, or the name of a zone. */
export type ZoneChoice = string;

/** True for a zone that this browser knows. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Makers of texts are kept: a list asks for thousands of times. */
export class Clock {
  #zone: string | undefined;
  #name = "";
  #minutes!: Intl.DateTimeFormat;
  #seconds!: Intl.DateTimeFormat;
  #days!: Intl.DateTimeFormat;
  #short!: Intl.DateTimeFormat;
  #moments!: Intl.DateTimeFormat;

  constructor(choice: ZoneChoice = "browser", agency = "") {
    this.choose(choice, agency);
  }

  choose(choice: ZoneChoice, agency: string): void {
    const name = choice === "agency" ? agency : choice === "browser" ? "" : choice;
    this.#zone = name && isZone(name) ? name : undefined;
    this.#name = this.#zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const make = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat("en-GB", { ...options, timeZone: this.#zone });
    this.#minutes = make({ hour: "2-digit", minute: "2-digit" });
    this.#seconds = make({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
    this.#days = make({ day: "numeric", month: "short", year: "numeric" });
    this.#short = make({ day: "numeric", month: "short" });
    this.#moments = make({ weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
  }

  /** Its name, as people know it. */
  get zone(): string {
    return this.#name;
  }

  /** `14:03`. */
  minute(time: number): string {
    return this.#minutes.format(time);
  }

  /** `14:03:07`. */
  second(time: number): string {
    return this.#seconds.format(time);
  }

  /** `2 Dec 2026`. */
  day(time: number): string {
    return this.#days.format(time);
  }

  /** `2 Dec`, of another year `2 Dec 2025`. */
  shortDay(time: number, now: number): string {
    return this.day(time).slice(-4) === this.day(now).slice(-4) ? this.#short.format(time) : this.day(time);
  }

  /** `Wed, 2 Dec 2026, 10:00 (Europe/Istanbul)`. */
  moment(time: number): string {
    return `${this.#moments.format(time)} (${this.zone})`;
  }

  /** `14:03` of today, `2 Dec, 14:03` of another day. */
  since(time: number, now: number): string {
    return this.day(time) === this.day(now) ? this.minute(time) : `${this.shortDay(time, now)}, ${this.minute(time)}`;
  }
}

/** What is left until a time: `in 2 h 05`, `in 14 min`, `in 40 s`, `in 3 d 4 h`; `over` when it has come. */
export function countdown(until: number, now: number): string {
  const secs = Math.ceil((until - now) / 1_000);
  if (secs <= 0) return "over";
  if (secs < 60) return `in ${secs} s`;
  // Rounded up: what is due in a few seconds is not due now.
  const minutes = Math.ceil(secs / 60);
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `in ${hours} h ${String(minutes % 60).padStart(2, "0")}`;
  return `in ${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How long something took, in words: `58 minutes`, `2 hours`, `40 seconds`. */
export function lasted(ms: number): string {
  const secs = Math.max(1, Math.round(ms / 1_000));
  const many = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;
  if (secs < 90) return many(secs, "second");
  const minutes = Math.round(secs / 60);
  if (minutes < 90) return many(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 48 ? many(hours, "hour") : many(Math.round(hours / 24), "day");
}

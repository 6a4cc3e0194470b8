// What a reader set: kept at the server, so that it is the same on every device.

import { ask } from "../http.ts";
import { isZone } from "./clock.ts";

export interface Settings {
  /** `browser`, `agency` or the name of a zone. */
  readonly zone: string;
  readonly density: "comfortable" | "compact";
  readonly look: "system" | "light" | "dark";
  readonly pane: "right" | "below";
  /** The share of the room that the pane has, in per cent. */
  readonly share: number;
  readonly sound: boolean;
  readonly rail: boolean;
  /** What the columns show: `all`, or the id of a saved search. */
  readonly columns: readonly string[];
  /** Items that somebody put aside, with their slugs. */
  readonly basket: readonly (readonly [string, string])[];
  /** Large letters in the ticker. */
  readonly big: boolean;
}

export const DEFAULTS: Settings = {
  zone: "browser",
  density: "comfortable",
  look: "system",
  pane: "right",
  share: 46,
  sound: false,
  rail: true,
  columns: ["all"],
  basket: [],
  big: false,
};

export const BASKET_ITEMS_MAX = 200;
export const COLUMNS_MAX = 6;
/** The server takes 16 KB; some are left for what is written around. */
const SETTINGS_BYTES_MAX = 15_000;
const SLUG_CHARS_MAX = 24;
export const [SHARE_MIN, SHARE_MAX] = [20, 80];

function oneOf<T>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.includes(value as T) ? (value as T) : otherwise;
}

/** Reads settings that this or another version of the terminal wrote; what cannot be read is as it is at the beginning. */
export function read(kept: unknown): Settings {
  const from = (kept && typeof kept === "object" ? kept : {}) as Partial<Record<keyof Settings, unknown>>;
  const zone = typeof from.zone === "string" && (["browser", "agency"].includes(from.zone) || isZone(from.zone)) ? from.zone : DEFAULTS.zone;
  const columns = Array.isArray(from.columns) ? from.columns.filter((id) => typeof id === "string").slice(0, COLUMNS_MAX) : [];
  const isPut = (one: unknown): one is [string, string] => Array.isArray(one) && typeof one[0] === "string" && typeof one[1] === "string";
  return {
    zone,
    density: oneOf(from.density, ["comfortable", "compact"], DEFAULTS.density),
    look: oneOf(from.look, ["system", "light", "dark"], DEFAULTS.look),
    pane: oneOf(from.pane, ["right", "below"], DEFAULTS.pane),
    share: typeof from.share === "number" && from.share >= SHARE_MIN && from.share <= SHARE_MAX ? from.share : DEFAULTS.share,
    sound: from.sound === true,
    rail: from.rail !== false,
    columns: columns.length > 0 ? columns : DEFAULTS.columns,
    basket: Array.isArray(from.basket) ? from.basket.filter(isPut).slice(-BASKET_ITEMS_MAX) : [],
    big: from.big === true,
  };
}

/** The settings as they are sent: within what the server takes, with slugs cut where there are many. */
export function fitted(settings: Settings): Settings {
  const size = (of: Settings): number => new TextEncoder().encode(JSON.stringify(of)).length;
  for (let chars = SLUG_CHARS_MAX; chars >= 0; chars -= 4) {
    const basket = settings.basket.map(([item, slug]) => [item, [...slug].slice(0, chars).join("")] as const);
    const cut = { ...settings, basket };
    if (size(cut) <= SETTINGS_BYTES_MAX) return cut;
  }
  return { ...settings, basket: [] };
}

const SEND_AFTER_MS = 800;

/** Holds the settings; the event `change` tells that one changed. */
export class Kept extends EventTarget {
  #now: Settings;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failed: (error: unknown) => void;

  constructor(kept: unknown, failed: (error: unknown) => void) {
    super();
    this.#now = read(kept);
    this.#failed = failed;
    addEventListener("pagehide", () => this.#timer !== undefined && void this.#send(true));
  }

  get now(): Settings {
    return this.#now;
  }

  set(change: Partial<Settings>): void {
    this.#now = { ...this.#now, ...change };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), SEND_AFTER_MS);
    this.dispatchEvent(new Event("change"));
  }

  async #send(keepalive = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      await ask("/portal/api/settings", { method: "PUT", json: fitted(this.#now), keepalive });
    } catch (error) {
      this.#failed(error);
    }
  }
}

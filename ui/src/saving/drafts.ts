// What somebody typed, kept in the browser until the server has it.

import type { Manuscript } from "../manuscript.ts";

/** A text that the server may not have. */
export interface Draft {
  readonly item: string;
  /** The page that it was typed in, and which of its texts it is (`besides`). */
  readonly tab: string;
  /** Whose it is. */
  readonly login: string;
  /** The save that it is based on. */
  readonly base: number;
  readonly manuscript: Manuscript;
  /** When it was typed, in milliseconds since 1970. */
  readonly at: number;
}

const DATABASE = "tellal-desk";
const STORE = "drafts";
/** How long other pages have to say that they are alive, in milliseconds. */
const ALIVE_MS = 200;

/** A name for this page, as long as it is open. */
export const TAB = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

let apart = 0;

/** A name for a text that this page keeps beside the one that is typed, so that the next save does not take its place. */
export function besides(): string {
  return `${TAB}/${(apart += 1)}`;
}

/** The page that a draft was typed in. */
export function pageOf({ tab }: Draft): string {
  return tab.split("/")[0] ?? tab;
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's store failed"));
  });
}

/** The drafts of this browser. Where it has no store they are kept as long as the page is open. */
export class Drafts {
  #database: Promise<IDBDatabase | undefined> | undefined;
  readonly #memory = new Map<string, Draft>();

  async put(draft: Draft): Promise<void> {
    const key = `${draft.item} ${draft.tab}`;
    this.#memory.set(key, draft);
    const store = await this.#store("readwrite");
    if (store) await done(store.put(draft, key));
  }

  async remove(draft: Pick<Draft, "item" | "tab">): Promise<void> {
    const key = `${draft.item} ${draft.tab}`;
    this.#memory.delete(key);
    const store = await this.#store("readwrite");
    if (store) await done(store.delete(key));
  }

  /** The drafts of an item, the newest first. */
  async of(item: string): Promise<Draft[]> {
    const store = await this.#store("readonly");
    const all = store ? ((await done(store.getAll(IDBKeyRange.bound(`${item} `, `${item} \uffff`)))) as Draft[]) : [...this.#memory.values()];
    return all.filter((draft) => draft.item === item).sort((a, b) => b.at - a.at);
  }

  async #store(mode: IDBTransactionMode): Promise<IDBObjectStore | undefined> {
    this.#database ??= this.#open();
    return (await this.#database)?.transaction(STORE, mode).objectStore(STORE);
  }

  async #open(): Promise<IDBDatabase | undefined> {
    if (typeof indexedDB === "undefined") return undefined;
    try {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      return await done(request);
    } catch {
      return undefined;
    }
  }
}

/** Which pages of this browser show an item now: a draft of a page that is open is still being typed. */
export class Alive {
  readonly #channel: BroadcastChannel | undefined;
  readonly #heard = new Set<string>();

  constructor() {
    if (typeof BroadcastChannel === "undefined") return;
    this.#channel = new BroadcastChannel("tellal-desk");
    this.#channel.addEventListener("message", ({ data }: MessageEvent<{ ask?: true; tab?: string }>) => {
      if (data.ask) this.#channel?.postMessage({ tab: TAB });
      if (data.tab) this.#heard.add(data.tab);
    });
  }

  /** Asks the other pages. */
  async others(): Promise<ReadonlySet<string>> {
    this.#heard.clear();
    this.#channel?.postMessage({ ask: true });
    if (this.#channel) await new Promise((resolve) => setTimeout(resolve, ALIVE_MS));
    return this.#heard;
  }

  close(): void {
    this.#channel?.close();
  }
}

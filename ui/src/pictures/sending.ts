// Sending one file: looked at first, then in pieces that survive a cut line and a closed page.

import { Upload as Tus, type HttpRequest, type HttpResponse } from "tus-js-client";
import { Refusal, Unreachable, ask } from "../http.ts";
import type { Item, Kind } from "../manuscript.ts";

/** Bytes that are looked at before anything is sent. */
const HEAD_BYTES = 128 * 1024;
/** Bytes of one piece: what is lost at most when the line is cut. */
const PIECE_BYTES = 2 * 1024 * 1024;
/** Milliseconds between the attempts to go on; the last one is repeated while somebody waits. */
const RETRY_MILLIS = [500, 1_000, 3_000, 5_000, 10_000, 10_000, 20_000, 20_000, 30_000, 30_000];
/** Files up to this size are known again by their hash before they are sent. */
const HASHED_BYTES_MAX = 64 * 1024 * 1024;

/** Where a file stands. */
export type State = "waiting" | "checking" | "sending" | "paused" | "cut" | "whole" | "filing" | "filed" | "refused";

/** What the server says of a file before it is sent. */
interface Welcome {
  readonly media_type: string;
  readonly kinds: readonly Kind[];
  readonly held: readonly string[];
}

/** What is the same for several files. */
export interface Common {
  readonly [field: string]: unknown;
}

/** A problem in words. */
export function inWords(error: unknown): string {
  if (error instanceof Refusal) return error.problem.errors?.map(({ field, why }) => `${field} ${why}`).join("; ") || error.message;
  return error instanceof Error ? error.message : String(error);
}

/** One file on its way. The event `change` tells that it stands elsewhere. */
export class Sending extends EventTarget {
  readonly file: File;
  state: State = "waiting";
  /** Bytes that the server has. */
  sent = 0;
  /** Why it is refused, or what is the matter. */
  why = "";
  kinds: readonly Kind[] = [];
  kind: Kind | undefined;
  /** An item that has the same file. */
  held: string | undefined;
  /** It is to be filed although an item has the same file. */
  again = false;
  /** The draft that it became. */
  item: Item | undefined;
  repairs: readonly string[] = [];
  #tus: Tus | undefined;
  #id: string | undefined;

  /** Its id at the server, once it is whole. */
  get id(): string | undefined {
    return this.#id;
  }

  constructor(file: File) {
    super();
    this.file = file;
  }

  /** Looks at the file, and sends it if it is welcome. */
  async start(): Promise<void> {
    this.#now("checking");
    try {
      const welcome = await this.#look();
      this.kinds = welcome.kinds;
      this.kind = welcome.kinds[0];
      this.held = welcome.held[0];
    } catch (error) {
      this.why = inWords(error);
      this.#now(error instanceof Unreachable ? "cut" : "refused");
      return;
    }
    await this.#send();
  }

  /** Pauses the sending; what was sent stays. */
  async pause(): Promise<void> {
    if (this.state !== "sending") return;
    this.#now("paused");
    await this.#tus?.abort();
  }

  /** Goes on where it stopped. */
  async resume(): Promise<void> {
    if (this.state === "refused" || this.state === "cut" || this.state === "paused") {
      this.why = "";
      if (this.#tus) {
        this.#now("sending");
        this.#tus.start();
      } else {
        await this.start();
      }
    }
  }

  /** Lets the file go, here and at the server. */
  async drop(): Promise<void> {
    if (this.state !== "filed") await this.#tus?.abort(true).catch(() => {});
    this.dispatchEvent(new Event("gone"));
  }

  /** Makes a draft of it. */
  async makeDraft(common: Common, overwrite: boolean): Promise<Item | undefined> {
    if (this.state !== "whole" || !this.#id) return this.item;
    this.why = "";
    this.#now("filing");
    try {
      const json = { kind: this.kind, common, overwrite, again: this.again };
      const { body } = await ask<Item & { repairs: string[] }>(`/desk/api/uploads/${this.#id}/item`, { method: "POST", json });
      this.item = body;
      this.repairs = body.repairs;
      this.held = undefined;
      this.#now("filed");
    } catch (error) {
      this.why = inWords(error);
      const held = error instanceof Refusal ? error.problem["item"] : undefined;
      if (typeof held === "string") this.held = held;
      const lost = error instanceof Refusal && (error.problem.status === 404 || error.problem.status === 415);
      this.#now(lost ? "refused" : "whole");
    }
    return this.item;
  }

  async #look(): Promise<Welcome> {
    const { file } = this;
    const query = new URLSearchParams({ bytes: String(file.size) });
    if (file.size <= HASHED_BYTES_MAX && globalThis.crypto?.subtle) query.set("sha256", await hashOf(file));
    let response: Response;
    try {
      const body = file.slice(0, HEAD_BYTES);
      response = await fetch(`/desk/api/uploads/check?${query}`, { method: "POST", body, headers: { accept: "application/json" } });
    } catch (error) {
      throw new Unreachable("The server cannot be reached.", { cause: error });
    }
    const answer = await response.json();
    if (!response.ok) throw new Refusal(answer);
    return answer as Welcome;
  }

  async #send(): Promise<void> {
    const tus = new Tus(this.file, {
      endpoint: "/desk/api/uploads",
      chunkSize: PIECE_BYTES,
      retryDelays: RETRY_MILLIS,
      removeFingerprintOnSuccess: true,
      metadata: { filename: this.file.name },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        // The session ended, or the file is not welcome: only a person can go on.
        return status === 0 || status === 409 || status === 423 || status >= 500;
      },
      onProgress: (sent) => this.#progress(sent),
      onAfterResponse: (request, response) => this.#heard(request, response),
      onSuccess: () => {
        this.sent = this.file.size;
        this.#id = tus.url?.split("/").pop();
        this.#now("whole");
      },
      onError: (error) => {
        const response = "originalResponse" in error ? error.originalResponse : null;
        this.why = response ? reason(response) : "The line is cut. What was sent is kept.";
        this.#now(response && [400, 404, 413, 415].includes(response.getStatus()) ? "refused" : "cut");
      },
    });
    this.#tus = tus;
    // Sent before, in another page or before a crash, it goes on there.
    const [before] = await tus.findPreviousUploads();
    if (before) tus.resumeFromPreviousUpload(before);
    this.#now("sending");
    tus.start();
  }

  #progress(sent: number): void {
    this.sent = sent;
    this.dispatchEvent(new Event("change"));
  }

  #heard(request: HttpRequest, response: HttpResponse): void {
    const stands = Number(response.getHeader("Upload-Offset"));
    if (request.getMethod() !== "POST" && stands > 0) this.#progress(stands);
  }

  #now(state: State): void {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

async function hashOf(file: File): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What the server's problem document says. */
function reason(response: HttpResponse): string {
  try {
    const { detail, title } = JSON.parse(response.getBody()) as { detail?: string; title?: string };
    return detail || title || "The server refused it.";
  } catch {
    return "The server refused it.";
  }
}

/** Bytes as people read them. */
export function size(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(units.length - 1, bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0);
  const format = new Intl.NumberFormat("en", { style: "unit", unit: units[step]!, unitDisplay: "short", maximumSignificantDigits: 3 });
  return format.format(bytes / 1_000 ** step);
}

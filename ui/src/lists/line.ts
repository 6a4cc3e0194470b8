// The line to the server: which items changed, as they change. It comes back by itself, and then hears what it missed.

/** How long nothing may come before the line counts as cut; the server gives a sign of life every 15 seconds. */
const SILENCE_MS = 40_000;
/** How long to wait before the line is opened again. */
const RETRY_MS = 3_000;

export type LineState = "open" | "cut";

export interface Heard {
  /** The items that changed; `null` when they are too many to name. */
  changed(items: readonly string[] | null): void;
  state(state: LineState): void;
}

/** Listens while the page is looked at. */
export class Line {
  readonly #heard: Heard;
  #since: number;
  #source: EventSource | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(since: number, heard: Heard) {
    this.#since = since;
    this.#heard = heard;
  }

  start(): void {
    document.addEventListener("visibilitychange", this.#look);
    addEventListener("online", this.#look);
    addEventListener("pagehide", this.#close);
    addEventListener("pageshow", this.#look);
    this.#look();
  }

  stop(): void {
    document.removeEventListener("visibilitychange", this.#look);
    removeEventListener("online", this.#look);
    removeEventListener("pagehide", this.#close);
    removeEventListener("pageshow", this.#look);
    this.#close();
  }

  /** A page that nobody sees needs no line, and a browser has few of them for one server. */
  readonly #look = (): void => {
    if (document.visibilityState === "hidden") this.#close();
    else if (!this.#source) this.#open();
  };

  readonly #close = (): void => {
    clearTimeout(this.#silence);
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = undefined;
  };

  #open(): void {
    this.#close();
    const source = new EventSource(`/desk/api/live?since=${this.#since}`);
    this.#source = source;
    this.#wait();
    source.addEventListener("heartbeat", (event) => this.#alive(event));
    source.addEventListener("items", (event) => {
      const { items } = this.#alive(event);
      if (items !== undefined) this.#heard.changed(items);
    });
    source.addEventListener("error", () => this.#cut());
  }

  #alive(event: MessageEvent<string>): { items?: string[] | null } {
    const told = JSON.parse(event.data) as { n: number; items?: string[] | null };
    this.#since = told.n;
    this.#wait();
    this.#heard.state("open");
    return told;
  }

  #wait(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#cut(), SILENCE_MS);
  }

  #cut(): void {
    this.#close();
    this.#heard.state("cut");
    this.#retry = setTimeout(this.#look, RETRY_MS);
  }
}

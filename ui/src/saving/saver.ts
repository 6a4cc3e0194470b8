// Saves what somebody types: in the browser within half a second, on the server within three. Keeps the lock of the item
// while somebody types, and leaves nothing that was typed behind, whatever happens to the line, the server, the session or
// the page.

import { Refusal, Unreachable } from "../http.ts";
import type { Item, Manuscript } from "../manuscript.ts";
import { Apart } from "./apart.ts";
import { type Around, Watch } from "./around.ts";
import { Bar } from "./bar.ts";
import { Choosing, type Side } from "./choosing.ts";
import { entries, savedBy, type Theirs } from "./entries.ts";
import { type GivenAway, isGivenAway, SomeoneElse, stateAfter } from "./failing.ts";
import { Here } from "./here.ts";
import type { Kept } from "./kept.ts";
import type { SaverOptions } from "./options.ts";
import { REMARKS } from "./remarks.ts";
import { Requests, type Saved } from "./requests.ts";
import { same, sayTheSame } from "./same.ts";
import { inWords, type Lock, type SaveState, waits } from "./state.ts";

export type { SaveState } from "./state.ts";

/** What was typed is in the browser's store this long after it was typed, at most. */
const BROWSER_MS = 400;
/** What was typed reaches the server this long after it was typed, at most. */
const SERVER_MS = 2_500;
/** How long to wait before the server is asked again after it could not take a text. */
const RETRY_MS = 3_000;
/** How often what was typed on the way of a refused save is sent after it; once, unless a field takes more all the same. */
const AFTER_MAX = 3;

/** Saves one item. */
export class Saver {
  readonly #options: SaverOptions;
  readonly #server: Requests;
  readonly #here: Here;
  readonly #apart: Apart;
  readonly #choosing: Choosing;
  readonly #watch: Watch;
  readonly #bar: Bar | undefined;
  readonly #ends = new AbortController();
  /** The save that the text is based on, and what that save said. */
  #edit: number;
  #known: Manuscript;
  #state: SaveState = { kind: "saved", at: undefined };
  #isChanged = false;
  /** The next save ends its entry of the history. */
  #keep = false;
  #isPutting = false;
  #isLocked = false;
  /** This page had the lock when somebody else took it. */
  #wasMine = false;
  #hasNewer = false;
  #theirs: Theirs | undefined;
  /** The save that stood on the server when it was asked last. */
  #seen = 0;
  /** The session ended: before anything is sent again, it is looked at who signed in. */
  #isStrange = false;
  #sendTimer: ReturnType<typeof setTimeout> | undefined;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | undefined;

  constructor(options: SaverOptions) {
    this.#options = options;
    this.#server = new Requests(options.item.id);
    this.#edit = options.item.edit;
    this.#known = options.item.story;
    this.#here = new Here(options.item.id);
    this.#apart = new Apart(this.#server, this.#here);
    this.#choosing = new Choosing(this.#side(), this.#server, this.#here);
    this.#watch = new Watch(options.item.id, (around) => this.#look(around), (error) => this.#unseen(error));
    if (options.place) {
      const failed = (error: unknown): void => this.#failed(error);
      this.#bar = new Bar(options.place, options.item.id, {
        takeOver: () => void this.#choosing.takeOver().catch(failed),
        compare: () => void this.#choosing.compare().catch(failed),
        show: () => void this.#takeText().catch(failed),
        tryNow: () => void this.flush().catch(() => {}),
      });
    }
    this.#show();
    this.#listen();
    void this.#start().catch(() => {});
  }

  get state(): SaveState {
    return this.#state;
  }

  /** Something was typed that the server does not have. */
  get hasUnsent(): boolean {
    return this.#isChanged || this.#sending !== undefined;
  }

  /** Something was typed. Cheap: to be called on every key. */
  changed(): void {
    if (this.#isPutting) return;
    this.#isChanged = true;
    this.#watch.writing = true;
    if (this.#state.kind === "saved") {
      this.#tell({ kind: "changed" });
      // Others see who writes before there is anything to save.
      if (!this.#isLocked) void this.#lock().catch(() => {});
    }
    this.#keepTimer ??= setTimeout(() => {
      this.#keepTimer = undefined;
      void this.#keepHere().catch(() => {});
    }, BROWSER_MS);
    if (!waits(this.#state)) this.#later(SERVER_MS);
  }

  /**
   * Sends everything that was typed, and answers the number of the save; fails when it cannot be sent. With `keep`, what is
   * typed next begins another entry of the history.
   */
  async flush(keep = false): Promise<number> {
    if (keep) this.#isChanged = this.#keep = true;
    while (this.#isChanged || this.#sending) await (this.#sending ?? this.#send());
    return this.#edit;
  }

  /** What stands in the fields and is not saved goes on from the item as the server has it. */
  goOnWithMine(item: Item): void {
    this.#edit = item.edit;
    this.#known = item.story;
    this.#isChanged = true;
    if (this.#state.kind === "locked") return;
    this.#tell({ kind: "changed" });
    this.#later(SERVER_MS);
  }

  /** Keeps what stands in the fields beside the item, because another text comes in its place (`Apart`). */
  async putApart(): Promise<Kept | undefined> {
    const kept = await this.#apart.put(this.#options.read(), this.#edit, () => this.#isStillMe());
    if (kept.kind !== "saved") return kept;
    this.#took(kept.item);
    return undefined;
  }

  /** Goes on from the item as an act left it. Its text comes into the fields; `kept` is what stood there, and is offered. */
  goOnFrom(item: Item, kept = this.#choosing.kept): void {
    this.#edit = item.edit;
    this.#known = item.story;
    this.#isChanged = this.#hasNewer = false;
    this.#choosing.kept = kept;
    if (this.#state.kind === "locked") this.#show();
    else this.#tell({ kind: "saved", at: undefined });
    void this.#here.forget().catch(() => {});
    this.#lookOver();
  }

  /** Ends: nothing is sent any more. What was not sent stays in the browser. */
  stop(): void {
    if (this.#isChanged) void this.#keepHere().catch(() => {});
    this.#ends.abort();
    this.#watch.stop();
    this.#here.close();
    clearTimeout(this.#sendTimer);
    clearTimeout(this.#keepTimer);
  }

  #listen(): void {
    const { signal } = this.#ends;
    const tryAgain = (): void => {
      if (["cut", "signed-out"].includes(this.#state.kind)) void this.#send().catch(() => {});
    };
    addEventListener("online", tryAgain, { signal });
    addEventListener("focus", tryAgain, { signal });
    addEventListener("pagehide", () => this.#goes(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#watch.start(), { signal });
  }

  async #start(): Promise<void> {
    this.#here.me = await this.#server.me();
    if (this.#ends.signal.aborted) return;
    this.#watch.start();
    this.#lookOver();
    await this.#recover();
  }

  /** What there is to say about the text that stands on the server. */
  #lookOver(): void {
    void this.#server.remarks().then((all) => REMARKS.tell(all), () => {});
  }

  /** Offers what this browser kept and the server does not have. */
  async #recover(): Promise<void> {
    for (const draft of await this.#here.left(this.#known)) if (!this.#ends.signal.aborted) await this.#choosing.offer(draft);
  }

  #later(ms: number): void {
    this.#sendTimer ??= setTimeout(() => {
      this.#sendTimer = undefined;
      if (this.#isChanged) void this.#send().catch(() => {});
    }, ms);
  }

  async #keepHere(): Promise<void> {
    await this.#here.keep(this.#edit, this.#options.read());
    // It may have been saved meanwhile.
    if (!this.#isChanged && !this.#sending && this.#state.kind === "saved") await this.#here.forget();
  }

  #send(): Promise<void> {
    if (waits(this.#state)) return Promise.reject(new Error(inWords(this.#state)));
    this.#sending ??= this.#put().finally(() => (this.#sending = undefined));
    return this.#sending;
  }

  async #put(after = AFTER_MAX): Promise<void> {
    clearTimeout(this.#sendTimer);
    this.#sendTimer = undefined;
    const [keep, text] = [this.#keep, this.#options.read()];
    this.#isChanged = this.#keep = false;
    try {
      await this.#isStillMe();
      if (this.#state.kind === "changed" || this.#state.kind === "saved") this.#tell({ kind: "saving" });
      // Whoever may not write is told so by the save, which keeps the text.
      if (!this.#isLocked) await this.#lock().catch((error) => this.#orUnlocked(error));
      this.#took(await this.#server.save(text, this.#edit, keep));
    } catch (error) {
      this.#isChanged = true;
      this.#keep ||= keep;
      this.#apart.note(error, text);
      if (error instanceof Refusal && error.isStale && (await this.#isMoved(text))) return this.#put(after);
      if (after > 0 && isGivenAway(error) && !same(this.#options.read(), text)) return this.#putRest(error.problem, after - 1);
      this.#failed(error);
      throw error;
    }
  }

  /** Somebody else writes: nothing more is typed, and what was typed while the save was on its way is set aside like it. */
  #putRest({ lock, aside }: GivenAway["problem"], after: number): Promise<void> {
    this.#options.setReadOnly?.(inWords({ kind: "locked", lock, aside, isTaken: this.#wasMine }));
    return this.#put(after).finally(() => {
      if (this.#state.kind !== "locked") this.#options.setReadOnly?.(null);
    });
  }

  #took({ remarks, ...item }: Saved): void {
    this.#edit = item.edit;
    this.#known = item.story;
    this.#hasNewer = false;
    if (remarks) REMARKS.tell(remarks);
    this.#options.onItem?.(item);
    if (this.#isChanged) {
      this.#tell({ kind: "changed" });
      this.#later(SERVER_MS);
    } else {
      this.#tell({ kind: "saved", at: new Date() });
      void this.#here.forget().catch(() => {});
    }
  }

  #orUnlocked(error: unknown): void {
    if (!(error instanceof Refusal) || error.problem["lock"] === undefined) throw error;
  }

  async #lock(from?: string): Promise<void> {
    await this.#server.lock(from);
    this.#isLocked = true;
  }

  /** After the session ended, somebody else may have signed in: the text is not saved in their name. */
  async #isStillMe(): Promise<void> {
    if (!this.#isStrange && this.#here.me !== undefined) return;
    const login = await this.#server.me();
    this.#here.me ??= login;
    if (login !== this.#here.me) throw new SomeoneElse("Somebody else signed in.");
    this.#isStrange = false;
  }

  /** The save moved on, and nobody else changed the text: an act counts as a save, too. */
  async #isMoved(text: Manuscript): Promise<boolean> {
    const item = await this.#server.item().catch(() => undefined);
    if (!item || !(sayTheSame(item.story, this.#known) || sayTheSame(item.story, text))) return false;
    this.#edit = item.edit;
    return true;
  }

  #failed(error: unknown): void {
    const state = stateAfter(error, navigator.onLine);
    if (state.kind === "locked") return this.#givenAway(state.lock, state.aside);
    if (state.kind === "signed-out") this.#isStrange = true;
    if (state.kind === "refused" && state.aside !== undefined) this.#choosing.kept = { kind: "aside", entry: state.aside };
    this.#tell(state);
    if (state.kind === "cut" || state.kind === "signed-out") this.#later(RETRY_MS);
    if (state.kind === "refused" && state.aside !== undefined) this.#options.onEnded?.();
  }

  /** Somebody else writes: nothing more is sent, and the fields are only read. */
  #givenAway(lock: Lock, aside: string | undefined): void {
    const isTaken = this.#wasMine || this.#isLocked;
    this.#wasMine = isTaken;
    this.#isLocked = false;
    this.#watch.writing = false;
    this.#theirs = undefined;
    if (aside !== undefined) this.#choosing.kept = { kind: "aside", entry: aside };
    this.#tell({ kind: "locked", lock, aside, isTaken });
    this.#options.setReadOnly?.(inWords(this.#state));
    void this.#findTheirs(lock).catch(() => {});
    if (aside !== undefined) {
      this.#isChanged = false;
      void this.#here.forget().catch(() => {});
    }
  }

  /** Looks for what whoever has the lock saved since they have it. */
  async #findTheirs(lock: Lock): Promise<void> {
    if (!this.#bar) return;
    const { id } = this.#options.item;
    const theirs = savedBy(lock, id, await entries(id));
    if (this.#state.kind !== "locked" || this.#state.lock.holder !== lock.holder) return;
    this.#theirs = theirs;
    this.#show();
  }

  /** What is going on around the item, every two seconds. */
  #look(around: Around): void {
    if (this.#here.me === undefined) return;
    const { lock } = around;
    this.#bar?.showAround(around, this.#here.me);
    if (lock && lock.holder !== this.#here.me) {
      if (this.#state.kind !== "locked" || this.#state.lock.holder !== lock.holder) this.#isTaken(lock);
    } else if (this.#state.kind === "locked") {
      void this.#goOn().catch(() => {});
    } else {
      this.#isLocked = lock !== null;
      this.#wasMine = false;
    }
    if (this.#state.kind === "locked" && around.edit !== this.#seen) void this.#findTheirs(this.#state.lock).catch(() => {});
    this.#seen = around.edit;
    if (["cut", "signed-out"].includes(this.#state.kind) && this.#isChanged) void this.#send().catch(() => {});
    else if (["cut", "signed-out"].includes(this.#state.kind)) this.#tell({ kind: "saved", at: undefined });
    const newer = around.edit > this.#edit && !this.#sending && this.#state.kind !== "stale";
    if (newer !== this.#hasNewer) void this.#notice(newer).catch(() => {});
  }

  #unseen(error: unknown): void {
    const isSignedOut = error instanceof Refusal && error.isSignedOut;
    if ((error instanceof Unreachable || isSignedOut) && !waits(this.#state)) this.#failed(error);
  }

  /** Somebody took over: what was not sent goes to the history. */
  #isTaken(lock: Lock): void {
    this.#wasMine ||= this.#isLocked;
    this.#isLocked = false;
    if (!this.#isChanged || this.#state.kind === "locked") return this.#givenAway(lock, undefined);
    // There is nothing to choose any more, but what was typed since the two texts parted is set aside, too.
    if (waits(this.#state)) this.#tell({ kind: "changed" });
    void this.#send().catch(() => {});
  }

  /** Nobody else writes any more. */
  async #goOn(): Promise<void> {
    await this.#takeText();
    this.#wasMine = false;
    this.#theirs = undefined;
    this.#options.setReadOnly?.(null);
    this.#tell({ kind: "saved", at: undefined });
  }

  /**
   * The item was saved elsewhere. An act leaves the text as it is, and what is typed here goes on from it. A newer text is
   * shown when somebody asks for it: nothing moves under the eyes of whoever reads.
   */
  async #notice(newer: boolean): Promise<void> {
    this.#hasNewer = false;
    if (newer) {
      const item = await this.#server.item();
      if (this.#sending) return;
      if (sayTheSame(item.story, this.#known)) {
        this.#edit = item.edit;
        this.#options.onItem?.(item);
      } else {
        this.#hasNewer = !this.#isChanged;
      }
    }
    this.#show();
  }

  /** Puts the text of the server into the fields. */
  async #takeText(): Promise<void> {
    this.#take(await this.#server.item());
  }

  #take(item: Item): void {
    if (!sayTheSame(item.story, this.#options.read())) {
      this.#isPutting = true;
      this.#options.replace?.(item.story);
      this.#isPutting = false;
    }
    this.#edit = item.edit;
    this.#known = item.story;
    this.#isChanged = this.#hasNewer = false;
    this.#options.onItem?.(item);
    this.#show();
    void this.#here.forget().catch(() => {});
  }

  /** What choosing between two texts, or two people, needs of this. */
  #side(): Side {
    const { item, read, replace, setReadOnly, mayChange } = this.#options;
    const saver = this;
    return {
      item: item.id,
      get state() {
        return saver.#state;
      },
      get edit() {
        return saver.#edit;
      },
      get known() {
        return saver.#known;
      },
      mayChange: () => mayChange?.() ?? true,
      read,
      flush: (keep) => this.flush(keep),
      type: (text) => {
        replace?.(text);
        this.changed();
      },
      goOnWithMine: (now) => this.goOnWithMine(now),
      takeText: () => this.#takeText().then(() => this.#tell({ kind: "saved", at: undefined })),
      putApart: () => this.putApart(),
      keepTyped: () => {
        this.#isChanged = true;
        return this.#keepHere();
      },
      takeLock: async (from) => {
        await this.#lock(from);
        await this.#goOn();
        void this.#watch.look();
      },
      setReadOnly: (reason) => setReadOnly?.(reason),
      show: () => this.#show(),
    };
  }

  /** The page goes, perhaps for good. */
  #goes(): void {
    if (this.#isChanged) {
      void this.#keepHere().catch(() => {});
      if (!this.#sending && !waits(this.#state)) this.#server.saveLast(this.#options.read(), this.#edit);
    }
    if (this.#isLocked) this.#server.unlock();
    this.#isLocked = false;
    this.#watch.leave();
  }

  #tell(state: SaveState): void {
    this.#state = state;
    this.#options.onState?.(state);
    this.#show();
  }

  #show(): void {
    this.#bar?.showState(this.#state, { hasNewer: this.#hasNewer, kept: this.#choosing.kept, theirs: this.#theirs });
  }
}

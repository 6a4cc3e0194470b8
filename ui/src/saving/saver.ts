// Saves what somebody types: in the browser within half a second, on the server within three. Keeps the lock of the item
// while somebody types, and leaves nothing that was typed behind, whatever happens to the line, the server, the session or
// the page.

import { ask, type Problem, Refusal, Unreachable } from "../http.ts";
import type { Item, Manuscript } from "../manuscript.ts";
import { type Around, Watch } from "./around.ts";
import { Bar } from "./bar.ts";
import { choose } from "./choice.ts";
import { Alive, type Draft, Drafts, TAB } from "./drafts.ts";
import { between, type Redline, shown } from "./redline.ts";
import { type Remark, REMARKS } from "./remarks.ts";
import { inWords, type Lock, type SaveState, waits } from "./state.ts";
import { clock, day } from "../zone.ts";

export type { SaveState } from "./state.ts";

/** What was typed is in the browser's store this long after it was typed, at most. */
const BROWSER_MS = 400;
/** What was typed reaches the server this long after it was typed, at most. */
const SERVER_MS = 2_500;
/** How long to wait before the server is asked again after it could not take a text. */
const RETRY_MS = 3_000;
/** How often what was typed on the way of a refused save is sent after it; once, unless a field takes more all the same. */
const AFTER_MAX = 3;
/** A browser sends at most 64 KiB for a page that goes (Fetch §4.6, `keepalive`); longer texts wait in its store. */
const LAST_CHARS_MAX = 30_000;

export interface SaverOptions {
  /** The item as it was fetched. */
  readonly item: Item;
  /** The text as it stands in the fields. */
  read(): Manuscript;
  /** Hears where the text is, whenever that changes. */
  onState?(state: SaveState): void;
  /** Puts another text into the fields: what somebody chose after a conflict, or what this browser had kept. */
  replace?(manuscript: Manuscript): void;
  /** Stops the typing, with the reason that is shown; `null` lets it go on. */
  setReadOnly?(reason: string | null): void;
  /** Hears the item as the server answered it last. */
  onItem?(item: Item): void;
  /** Where the line about the writer and the readers is shown; none is shown without it. */
  readonly place?: HTMLElement;
}

type Saved = Item & { readonly remarks?: readonly Remark[] };

function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** JSON whose members are in the order of their names. */
function canonical(value: unknown): string {
  const sorted = (_: string, member: unknown): unknown =>
    member && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member;
  return JSON.stringify(value, sorted);
}

/** Saves one item. */
export class Saver {
  readonly #options: SaverOptions;
  readonly #path: string;
  readonly #drafts = new Drafts();
  readonly #alive = new Alive();
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
  #hasNewer = false;
  /** Whose the text is; known once somebody asked. */
  #me: string | undefined;
  /** The session ended: before anything is sent again, it is looked at who signed in. */
  #isStrange = false;
  #server: ReturnType<typeof setTimeout> | undefined;
  #browser: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | undefined;

  constructor(options: SaverOptions) {
    this.#options = options;
    this.#path = `/desk/api/items/${options.item.id}`;
    this.#edit = options.item.edit;
    this.#known = options.item.story;
    this.#watch = new Watch(options.item.id, (around) => this.#look(around), (error) => this.#unseen(error));
    if (options.place) {
      this.#bar = new Bar(options.place, {
        takeOver: () => void this.#takeOver().catch((error) => this.#failed(error)),
        choose: () => void this.#choose().catch((error) => this.#failed(error)),
        show: () => void this.#showNewer().catch((error) => this.#failed(error)),
        tryNow: () => void this.flush().catch(() => {}),
      });
    }
    this.#bar?.showState(this.#state, false);
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
    this.#browser ??= setTimeout(() => {
      this.#browser = undefined;
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

  /** Ends: nothing is sent any more. What was not sent stays in the browser. */
  stop(): void {
    if (this.#isChanged) void this.#keepHere().catch(() => {});
    this.#ends.abort();
    this.#watch.stop();
    this.#alive.close();
    clearTimeout(this.#server);
    clearTimeout(this.#browser);
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
    this.#me = (await ask<{ login: string }>("/desk/api/me")).body.login;
    if (this.#ends.signal.aborted) return;
    this.#watch.start();
    void ask<{ remarks: Remark[] }>(`${this.#path}/remarks`).then(({ body }) => REMARKS.tell(body.remarks), () => {});
    await this.#recover();
  }

  /** Offers what this browser kept and the server does not have. */
  async #recover(): Promise<void> {
    const alive = await this.#alive.others();
    for (const draft of await this.#drafts.of(this.#options.item.id)) {
      const isMine = draft.login === this.#me && draft.tab !== TAB && !alive.has(draft.tab);
      if (!isMine || this.#ends.signal.aborted) continue;
      if (same(draft.manuscript, this.#known)) await this.#drafts.remove(draft);
      else await this.#offer(draft);
    }
  }

  async #offer(draft: Draft): Promise<void> {
    const at = new Date(draft.at);
    const moved = draft.base === this.#edit ? [] : ["Since then the text on the server was changed, too."];
    const answer = await choose({
      title: "A text that was not saved",
      words: [
        `This browser has a text of yours from ${day(at)}, ${clock(at)}, that the server does not have.`,
        ...moved,
      ],
      about: shown(await between(this.#known, draft.manuscript), draft.manuscript.language),
      answers: [
        { says: "Use the text of this browser", means: "mine" },
        { says: "Use the text on the server", means: "theirs", quiet: true },
      ],
    });
    if (answer === "mine") {
      // What stands there has an entry of the history to itself: the text of this browser is not written over it.
      await this.flush(true);
      this.#options.replace?.(draft.manuscript);
      this.changed();
      await this.flush();
    }
    if (answer) await this.#drafts.remove(draft);
  }

  #later(ms: number): void {
    this.#server ??= setTimeout(() => {
      this.#server = undefined;
      if (this.#isChanged) void this.#send().catch(() => {});
    }, ms);
  }

  async #keepHere(): Promise<void> {
    if (this.#me === undefined) return;
    const { id } = this.#options.item;
    await this.#drafts.put({ item: id, tab: TAB, login: this.#me, base: this.#edit, manuscript: this.#options.read(), at: Date.now() });
    // It may have been saved meanwhile.
    if (!this.#isChanged && !this.#sending && this.#state.kind === "saved") await this.#drafts.remove({ item: id, tab: TAB });
  }

  #send(): Promise<void> {
    if (waits(this.#state)) return Promise.reject(new Error(inWords(this.#state)));
    this.#sending ??= this.#put().finally(() => (this.#sending = undefined));
    return this.#sending;
  }

  async #put(after = AFTER_MAX): Promise<void> {
    clearTimeout(this.#server);
    this.#server = undefined;
    const [keep, text] = [this.#keep, this.#options.read()];
    this.#isChanged = this.#keep = false;
    try {
      await this.#isStillMe();
      if (this.#state.kind === "changed" || this.#state.kind === "saved") this.#tell({ kind: "saving" });
      // Whoever may not write is told so by the save, which keeps the text.
      if (!this.#isLocked) await this.#lock().catch((error) => this.#orUnlocked(error));
      const { body } = await ask<Saved>(`${this.#path}/manuscript${keep ? "?keep=true" : ""}`, {
        method: "PUT", json: text, ifMatch: `"${this.#edit}"`,
      });
      this.#took(body);
    } catch (error) {
      this.#isChanged = true;
      this.#keep ||= keep;
      if (error instanceof Refusal && error.isStale && (await this.#isMoved(text))) return this.#put(after);
      if (after > 0 && isGivenAway(error) && !same(this.#options.read(), text)) return this.#putRest(error.problem, after - 1);
      this.#failed(error);
      throw error;
    }
  }

  /** Somebody else writes: nothing more is typed, and what was typed while the save was on its way is set aside like it. */
  #putRest({ lock, aside }: GivenAway["problem"], after: number): Promise<void> {
    this.#options.setReadOnly?.(inWords({ kind: "locked", lock, aside }));
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
      void this.#drafts.remove({ item: item.id, tab: TAB }).catch(() => {});
    }
  }

  #orUnlocked(error: unknown): void {
    if (!(error instanceof Refusal) || error.problem["lock"] === undefined) throw error;
  }

  async #lock(from?: string): Promise<void> {
    await ask<Lock>(`${this.#path}/lock`, { method: "PUT", json: from === undefined ? {} : { from } });
    this.#isLocked = true;
  }

  /** After the session ended, somebody else may have signed in: the text is not saved in their name. */
  async #isStillMe(): Promise<void> {
    if (!this.#isStrange && this.#me !== undefined) return;
    const { login } = (await ask<{ login: string }>("/desk/api/me")).body;
    this.#me ??= login;
    if (login !== this.#me) throw new SomeoneElse("Somebody else signed in.");
    this.#isStrange = false;
  }

  /** The save moved on, and nobody else changed the text: an act counts as a save, too. */
  async #isMoved(text: Manuscript): Promise<boolean> {
    const { body } = await ask<Item>(this.#path).catch(() => ({ body: undefined }));
    if (!body || !(same(body.story, this.#known) || same(body.story, text))) return false;
    this.#edit = body.edit;
    return true;
  }

  #failed(error: unknown): void {
    if (error instanceof Unreachable) {
      this.#tell({ kind: "cut", why: navigator.onLine ? "the server cannot be reached" : "the line is cut" });
      this.#later(RETRY_MS);
    } else if (error instanceof SomeoneElse || (error instanceof Refusal && error.isSignedOut)) {
      this.#isStrange = true;
      this.#tell({ kind: "signed-out", someoneElse: error instanceof SomeoneElse });
      this.#later(RETRY_MS);
    } else if (error instanceof Refusal) {
      this.#refused(error);
    } else {
      this.#tell({ kind: "refused", why: error instanceof Error ? error.message : String(error) });
    }
  }

  #refused(refusal: Refusal): void {
    const { problem } = refusal;
    const aside = problem["aside"] as string | undefined;
    const lock = problem["lock"] as Lock | undefined;
    if (lock) {
      this.#givenAway(lock, aside);
    } else if (refusal.isStale) {
      this.#tell({ kind: "stale", aside });
    } else if (problem.status >= 500) {
      this.#tell({ kind: "cut", why: "the server has a fault" });
      this.#later(RETRY_MS);
    } else {
      this.#tell({ kind: "refused", why: refusal.message });
    }
  }

  /** Somebody else writes: nothing more is sent, and the fields are only read. */
  #givenAway(lock: Lock, aside: string | undefined): void {
    this.#isLocked = false;
    this.#watch.writing = false;
    this.#tell({ kind: "locked", lock, aside });
    this.#options.setReadOnly?.(inWords(this.#state));
    if (aside !== undefined) {
      this.#isChanged = false;
      void this.#drafts.remove({ item: this.#options.item.id, tab: TAB }).catch(() => {});
    }
  }

  /** What is going on around the item, every two seconds. */
  #look(around: Around): void {
    if (this.#me === undefined) return;
    const { lock } = around;
    this.#bar?.showAround(around, this.#me);
    if (lock && lock.holder !== this.#me) {
      if (this.#state.kind !== "locked" || this.#state.lock.holder !== lock.holder) this.#isTaken(lock);
    } else if (this.#state.kind === "locked") {
      void this.#goOn().catch(() => {});
    } else {
      this.#isLocked = lock !== null;
    }
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
    this.#isLocked = false;
    if (!this.#isChanged || this.#state.kind === "locked") return this.#givenAway(lock, undefined);
    // There is nothing to choose any more, but what was typed since the two texts parted is set aside, too.
    if (waits(this.#state)) this.#tell({ kind: "changed" });
    void this.#send().catch(() => {});
  }

  /** Nobody else writes any more. */
  async #goOn(): Promise<void> {
    await this.#takeText();
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
      const { body } = await ask<Item>(this.#path);
      if (this.#sending) return;
      if (same(body.story, this.#known)) {
        this.#edit = body.edit;
        this.#options.onItem?.(body);
      } else {
        this.#hasNewer = !this.#isChanged;
      }
    }
    this.#bar?.showState(this.#state, this.#hasNewer);
  }

  async #showNewer(): Promise<void> {
    await this.#takeText();
    this.#bar?.showState(this.#state, this.#hasNewer);
  }

  /** Puts the text of the server into the fields. */
  async #takeText(): Promise<void> {
    const { body } = await ask<Item>(this.#path);
    if (!same(body.story, this.#options.read())) {
      this.#isPutting = true;
      this.#options.replace?.(body.story);
      this.#isPutting = false;
    }
    this.#edit = body.edit;
    this.#known = body.story;
    this.#isChanged = this.#hasNewer = false;
    this.#options.onItem?.(body);
    void this.#drafts.remove({ item: body.id, tab: TAB }).catch(() => {});
  }

  async #takeOver(): Promise<void> {
    if (this.#state.kind !== "locked") return;
    const { lock } = this.#state;
    const answer = await choose({
      title: `Take over from ${lock.name}?`,
      words: [`${lock.name} writes here since ${clock(new Date(lock.since))}.`, `${lock.name} is told at once, and what is not saved yet is kept in the history.`],
      answers: [
        { says: "Take over", means: true },
        { says: "Leave it", means: false, quiet: true },
      ],
    });
    if (!answer) return;
    await this.#lock(lock.holder);
    await this.#goOn();
    void this.#watch.look();
  }

  /** Two texts: whoever is here chooses. The other one stays in the history. */
  async #choose(): Promise<void> {
    const { body } = await ask<Item>(this.#path);
    const mine = this.#options.read();
    const redline: Redline = await between(body.story, mine);
    const answer = await choose({
      title: "Two texts of this item",
      words: [
        `${body.changed_by} saved this item at ${clock(new Date(body.changed))}, while you were writing on an earlier text.`,
        "What only the server has is struck through, what only you have is underlined. Both stay in the history.",
      ],
      about: shown(redline, mine.language),
      answers: [
        { says: "Use mine", means: "mine" },
        { says: "Use the server's", means: "theirs", quiet: true },
      ],
    });
    if (!answer) return;
    if (answer === "theirs") {
      await this.#takeText();
      this.#tell({ kind: "saved", at: undefined });
      return;
    }
    this.#edit = body.edit;
    this.#known = body.story;
    this.#isChanged = true;
    this.#tell({ kind: "changed" });
    await this.flush();
  }

  /** The page goes, perhaps for good. */
  #goes(): void {
    if (this.#isChanged) {
      void this.#keepHere().catch(() => {});
      const text = this.#options.read();
      if (!this.#sending && !waits(this.#state) && JSON.stringify(text).length < LAST_CHARS_MAX) {
        void ask(`${this.#path}/manuscript`, { method: "PUT", json: text, ifMatch: `"${this.#edit}"`, keepalive: true }).catch(() => {});
      }
    }
    if (this.#isLocked) void ask(`${this.#path}/lock`, { method: "DELETE", keepalive: true }).catch(() => {});
    this.#isLocked = false;
    this.#watch.leave();
  }

  #tell(state: SaveState): void {
    this.#state = state;
    this.#options.onState?.(state);
    this.#bar?.showState(state, this.#hasNewer);
  }
}

/** Somebody else writes, and what was sent is set aside. */
type GivenAway = Refusal & { readonly problem: Problem & { readonly lock: Lock; readonly aside: string } };

function isGivenAway(error: unknown): error is GivenAway {
  return error instanceof Refusal && error.problem["lock"] !== undefined && error.problem["aside"] !== undefined;
}

/** Another person signed in than the one whose text it is. */
class SomeoneElse extends Error {}

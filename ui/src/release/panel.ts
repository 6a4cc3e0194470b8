// The release panel: the page of the server, kept in its place while its forms are used.

import { ask } from "../http.ts";
import type { Remark } from "../saving/remarks.ts";
import { carry, controls, given, type Lost } from "./carry.ts";
import { Purpose } from "./purpose.ts";
import { plain, refusal, tidy } from "./refusal.ts";

/** How long after the time of something that goes out the panel looks whether it is out. */
const LOOK_AGAIN_MILLIS = 1200;
/** How long after the last field was left the panel looks again: a press that left it is heard first. */
const LEFT_MILLIS = 400;

/** Why the server is asked: for what stands now, for what somebody chose to see, or to do something. */
type Why = "look" | "show" | "send";

/** An answer of the server as the part of a page that is shown. */
export interface Shown {
  readonly panel: Element;
  readonly said: string;
}

/** Takes the panel, and what was said, out of a page. */
export function read(page: Document): Shown {
  const panel = page.querySelector("tellal-release");
  const said = [...page.querySelectorAll("main > .said, main > .wrong")].map((line) => line.textContent ?? "").join(" ");
  if (panel) return { panel, said };
  const refused = document.createElement("div");
  refused.className = "wrong";
  refused.setAttribute("role", "alert");
  refused.append(...refusal(page));
  return { panel: refused, said: "" };
}

/** Whether a button of the panel can be used now. */
function press(panel: Element, selector: string): boolean {
  const pressed = panel.querySelector<HTMLButtonElement>(selector);
  if (!pressed) return false;
  pressed.focus();
  pressed.click();
  return true;
}

/** `<tellal-release item="…">`: the panel. Without a script it is a page with forms. */
export class ReleasePanel extends HTMLElement {
  #asked: { readonly why: Why; readonly cut: AbortController } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Something changed that the panel does not show yet. */
  #isLate = false;
  /** The values that the server gave by itself. */
  #given: ReadonlyMap<string, string> = new Map();
  #lost: readonly Lost[] = [];
  /** What was said of something that was done: the look that follows leaves it to be read. */
  #done = "";
  readonly #purpose = new Purpose();
  /** What is not finished is asked for; fails when that could not be asked. */
  #asksPurpose: Promise<void> = Promise.resolve();
  /** A press waits for that. */
  #isPressed = false;

  connectedCallback(): void {
    this.addEventListener("submit", this.#submit);
    this.addEventListener("over", this.#over);
    this.addEventListener("change", this.#change);
    this.addEventListener("input", this.#word);
    this.addEventListener("focusout", this.#left);
    document.addEventListener("keydown", this.#key, true);
    this.#word();
    if (this.childElementCount > 0) this.#ready();
    if (this.#given.size === 0) this.#given = given(this);
    if (this.childElementCount === 0 || this.#isLate) void this.refresh();
  }

  disconnectedCallback(): void {
    this.removeEventListener("submit", this.#submit);
    this.removeEventListener("over", this.#over);
    this.removeEventListener("change", this.#change);
    this.removeEventListener("input", this.#word);
    this.removeEventListener("focusout", this.#left);
    document.removeEventListener("keydown", this.#key, true);
    clearTimeout(this.#timer);
    // What happens while it is away is not heard here.
    this.#isLate = true;
  }

  /**
   * Looks again at what would go out. What was typed stays; while somebody types, the look waits, unless the item is on
   * its way out already and there is nothing to type.
   */
  async refresh(isOnItsWay = false): Promise<void> {
    this.#isLate = !isOnItsWay && this.#isTypedInto();
    if (this.#isLate) return;
    const shown = new URLSearchParams();
    for (const control of this.querySelectorAll<HTMLInputElement | HTMLSelectElement>(".go [name=act], .formats [name=format]")) {
      shown.set(control.name, control.value);
    }
    await this.#ask(new Request(`/desk/items/${this.getAttribute("item")}/release?${shown}`), "look");
  }

  /** Says why nothing can go out now. What is shown stays, with what was typed. */
  hold(why: string): void {
    const said = document.createElement("p");
    said.className = "wrong held";
    said.setAttribute("role", "alert");
    said.textContent = why;
    this.querySelector(".held")?.remove();
    if (!this.querySelector("form")) this.replaceChildren();
    this.prepend(said);
    const button = this.querySelector<HTMLButtonElement>(".go .main-act");
    if (button) button.disabled = true;
  }

  /** What is half typed cannot be carried, and nobody likes to be led away from a field. */
  #isTypedInto(): boolean {
    return controls(this).some((control) => control === document.activeElement || control.validity?.badInput === true);
  }

  readonly #submit = (event: Event): void => {
    if (!(event instanceof SubmitEvent) || !(event.target instanceof HTMLFormElement)) return;
    event.preventDefault();
    const { target, submitter } = event;
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(target, submitter)) fields.append(name, String(value));
    const action = new URL(target.action);
    if (target.method === "post") {
      const request = new Request(action, { method: "POST", body: fields });
      return void (target.classList.contains("go") ? this.#go(request) : this.#ask(request, "send"));
    }
    action.search = fields.toString();
    void this.#ask(new Request(action), "show");
  };

  /** Sends the story, unless something in it is not finished and nobody said that this is meant. */
  async #go(request: Request): Promise<void> {
    if (this.#isPressed) return;
    this.#isPressed = true;
    try {
      await this.#asksPurpose.catch(() => this.#look());
      if (!this.#purpose.isOpen) return await this.#ask(request, "send");
      this.#say(this.#purpose.why, "alert");
      this.#purpose.focus();
    } catch (error) {
      const { why } = plain(error instanceof Error ? error.message : String(error));
      this.#say(`It could not be asked whether something in the text is not finished. Nothing was sent. ${why}`, "alert");
    } finally {
      this.#isPressed = false;
    }
  }

  /** Says what is wrong in plain words, and asks for a tick where something is not finished. */
  #ready(): void {
    tidy(this);
    const button = this.querySelector(".go .main-act");
    if (!button) return;
    (button.closest("p") ?? button).before(this.#purpose.element);
    this.#asksPurpose = this.#look();
    // Whoever presses hears of it.
    this.#asksPurpose.catch(() => {});
  }

  async #look(): Promise<void> {
    const { body } = await ask<{ remarks: Remark[] }>(`/desk/api/items/${this.getAttribute("item")}/remarks`);
    this.#purpose.tell(body.remarks);
  }

  // What was sent a few seconds ago is out now, or a moment later.
  readonly #over = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(true).then(() => this.#changed()), LOOK_AGAIN_MILLIS);
  };

  readonly #change = (event: Event): void => {
    if (event.target instanceof HTMLElement && event.target.closest(".formats, .choose")) event.target.closest("form")?.requestSubmit();
  };

  readonly #left = (event: FocusEvent): void => {
    if (!this.#isLate || (event.relatedTarget instanceof Node && this.contains(event.relatedTarget))) return;
    setTimeout(() => {
      if (this.#isLate && !this.#asked && this.isConnected) void this.refresh();
    }, LEFT_MILLIS);
  };

  // The button says what a press does: another time than the one that is shown is looked at first.
  readonly #word = (): void => {
    const button = this.querySelector<HTMLButtonElement>(".go .main-act");
    const time = this.querySelector<HTMLInputElement>(".go [name=time]");
    const zone = this.querySelector<HTMLInputElement>(".go [name=zone]");
    if (!button || !time || !zone) return;
    button.dataset["word"] ??= button.textContent ?? "";
    const isOther = time.value !== time.defaultValue || time.validity?.badInput === true || (time.value !== "" && zone.value !== zone.defaultValue);
    const isEmpty = time.value === "" && time.validity?.badInput !== true;
    const word = isOther ? (isEmpty ? "Look again" : "Look at the time") : button.dataset["word"];
    if (button.textContent !== word) button.textContent = word;
    const sure = this.querySelector<HTMLInputElement>(".go [name=sure]");
    if (!sure) return;
    sure.required = !isOther;
    sure.checked &&= !isOther;
  };

  // Before the keys of the editor hear of it: there the same key opens this panel.
  readonly #key = (event: KeyboardEvent): void => {
    if (event.isComposing || this.#asked?.why === "send" || this.checkVisibility?.() === false) return;
    const tool = this.closest(".tool");
    const here = !tool || tool.contains(document.activeElement);
    const pressed =
      (event.key === "Escape" && press(this, ".undo button")) ||
      (event.key === "Enter" && (event.ctrlKey || event.metaKey) && here && press(this, ".go .main-act"));
    if (!pressed) return;
    event.preventDefault();
    event.stopPropagation();
  };

  async #ask(request: Request, why: Why): Promise<void> {
    const before = this.#asked;
    // What is being done is waited for; a mere look gives way to what somebody presses.
    if (before && (before.why === "send" || why === "look")) {
      this.#isLate ||= why === "look";
      return;
    }
    before?.cut.abort();
    const now = { why, cut: new AbortController() };
    this.#asked = now;
    this.setAttribute("aria-busy", "true");
    let isDone = false;
    try {
      const answer = await fetch(request, { headers: { accept: "text/html" }, credentials: "same-origin", signal: now.cut.signal });
      const page = read(new DOMParser().parseFromString(await answer.text(), "text/html"));
      if (this.#asked !== now) return;
      // Whatever was done leads to another page; a page that is the answer itself says why it was not.
      isDone = this.#take(page, why) && why === "send" && answer.ok && answer.redirected;
      if (isDone) this.#purpose.reset();
    } catch {
      if (this.#asked === now) this.#say(why === "send" ? "The server cannot be reached. It is not known whether this was done: look again." : "The server cannot be reached.", "status");
    } finally {
      if (this.#asked === now) {
        this.#asked = undefined;
        this.removeAttribute("aria-busy");
        // What was sent is answered by what stands now.
        this.#isLate &&= why !== "send";
        if (this.#isLate && this.isConnected) void this.refresh();
      }
    }
    if (!isDone) return;
    this.#done = this.querySelector(":scope > p.said[role=status]")?.textContent ?? "";
    this.#changed();
  }

  /** Shows an answer; a refusal without a panel goes above the panel that is there, whose buttons somebody may need. */
  #take({ panel, said }: Shown, why: Why): boolean {
    if (panel.localName !== "tellal-release") {
      if (this.querySelector("form")) this.#say([...panel.childNodes], "alert");
      else this.replaceChildren(...panel.childNodes);
      return false;
    }
    this.#lost = why === "send" ? [] : carry(this, panel, this.#given, this.#lost);
    if (why !== "send") this.#given = given(panel);
    this.replaceChildren(...panel.childNodes);
    if (said || this.#done) this.#say(said || this.#done, "status");
    this.#done = "";
    this.#miss();
    this.#word();
    this.#ready();
    const first = this.querySelector<HTMLElement>("[autofocus], .sure, .go .main-act");
    if (document.activeElement === document.body || this.contains(document.activeElement)) first?.focus();
    return true;
  }

  #say(said: string | readonly (string | Node)[], role: "status" | "alert"): void {
    const line = document.createElement("p");
    line.className = role === "alert" ? "wrong" : "said";
    line.setAttribute("role", role);
    line.append(...(typeof said === "string" ? [said] : said));
    for (const old of [...this.children]) if (old.matches("p[role=status], p.wrong[role=alert]:not(.held)")) old.remove();
    this.prepend(line);
  }

  /** Nothing goes out without what was typed for it, unless somebody says so. */
  #miss(): void {
    const button = this.querySelector<HTMLButtonElement>(".go .main-act");
    if (!button || this.#lost.length === 0) return;
    const [note, without] = [document.createElement("p"), document.createElement("button")];
    note.className = "wrong lost";
    note.id = "lost";
    note.setAttribute("role", "alert");
    note.textContent = `What you typed has no place here any more. ${this.#lost.map(({ label, value }) => `${label}: ${value}`).join(" ")} `;
    without.type = "button";
    without.className = "quiet";
    without.textContent = "Go on without it";
    without.addEventListener("click", () => {
      this.#lost = [];
      note.remove();
      button.disabled = false;
      button.removeAttribute("aria-describedby");
      button.focus();
    });
    note.append(without);
    button.disabled = true;
    button.setAttribute("aria-describedby", "lost");
    (button.closest("p") ?? button).before(note);
  }

  #changed(): void {
    this.dispatchEvent(new Event("changed", { bubbles: true }));
  }
}

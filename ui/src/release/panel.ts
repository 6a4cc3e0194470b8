// The release panel: the page of the server, kept in its place while its forms are used.

/** How long after the time of something that goes out the panel looks whether it is out. */
const LOOK_AGAIN_MILLIS = 1200;

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
  const refusal = document.createElement("div");
  refusal.className = "wrong";
  refusal.setAttribute("role", "alert");
  refusal.textContent = page.querySelector("main")?.textContent?.trim() || "The server gave no answer that can be shown.";
  return { panel: refusal, said: "" };
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
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    this.addEventListener("submit", this.#submit);
    this.addEventListener("over", this.#over);
    this.addEventListener("change", this.#change);
    document.addEventListener("keydown", this.#key, true);
    if (this.childElementCount === 0) void this.refresh();
  }

  disconnectedCallback(): void {
    this.removeEventListener("submit", this.#submit);
    this.removeEventListener("over", this.#over);
    this.removeEventListener("change", this.#change);
    document.removeEventListener("keydown", this.#key, true);
    clearTimeout(this.#timer);
  }

  /** Looks again at what would go out. */
  async refresh(): Promise<void> {
    await this.#ask(new Request(`/desk/items/${this.getAttribute("item")}/release`));
  }

  readonly #submit = (event: Event): void => {
    if (!(event instanceof SubmitEvent) || !(event.target instanceof HTMLFormElement)) return;
    event.preventDefault();
    const { target, submitter } = event;
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(target, submitter)) fields.append(name, String(value));
    const action = new URL(target.action);
    const sends = target.method === "post";
    if (!sends) action.search = fields.toString();
    void this.#ask(sends ? new Request(action, { method: "POST", body: fields }) : new Request(action), sends);
  };

  // What was sent a few seconds ago is out now, or a moment later.
  readonly #over = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh().then(() => this.#changed()), LOOK_AGAIN_MILLIS);
  };

  readonly #change = (event: Event): void => {
    if (event.target instanceof HTMLElement && event.target.closest(".formats, .choose")) event.target.closest("form")?.requestSubmit();
  };

  // Before the keys of the editor hear of it: there the same key opens this panel.
  readonly #key = (event: KeyboardEvent): void => {
    if (event.isComposing || this.#busy || this.checkVisibility?.() === false) return;
    const tool = this.closest(".tool");
    const here = !tool || tool.contains(document.activeElement);
    const pressed =
      (event.key === "Escape" && press(this, ".undo button")) ||
      (event.key === "Enter" && (event.ctrlKey || event.metaKey) && here && press(this, ".go .main-act"));
    if (!pressed) return;
    event.preventDefault();
    event.stopPropagation();
  };

  async #ask(request: Request, sends = false): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(request, { headers: { accept: "text/html" }, credentials: "same-origin" });
      this.#show(read(new DOMParser().parseFromString(await answer.text(), "text/html")));
      if (sends) this.#changed();
    } catch {
      this.#show({ panel: this, said: "The server cannot be reached. It is not known whether this was done: look again." });
    } finally {
      this.#busy = false;
      this.removeAttribute("aria-busy");
    }
  }

  #show({ panel, said }: Shown): void {
    const status = document.createElement("p");
    status.className = "said";
    status.setAttribute("role", "status");
    status.textContent = said;
    const shown = panel === this ? [...this.childNodes].filter((node) => !(node instanceof Element && node.matches("[role=status].said"))) : [...panel.childNodes];
    this.replaceChildren(...(said ? [status] : []), ...shown);
    const first = this.querySelector<HTMLElement>("[autofocus], .sure, .go .main-act");
    if (document.activeElement === document.body || this.contains(document.activeElement)) first?.focus();
  }

  #changed(): void {
    this.dispatchEvent(new Event("changed", { bubbles: true }));
  }
}

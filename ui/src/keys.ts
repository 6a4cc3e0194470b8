// The keys of a screen: what they do, and a list of them on `?`.

/** One key with what it does. */
export interface Key {
  /** As `KeyboardEvent.key` says it, with `Ctrl+`, `Alt+` and `Shift+` before it where they are held. */
  readonly key: string;
  /** What it does, for the list. */
  readonly does: string;
  /** Does it; `false` leaves the key to the browser. */
  run(event: KeyboardEvent): void | boolean;
  /** Works while somebody types, too. */
  readonly whileTyping?: boolean;
}

/** Where keys are letters. */
function types(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

/** A keyboard event in words: `Ctrl+s`, `j`, `Shift+Enter`. A letter is as it is typed. */
export function named(event: KeyboardEvent): string {
  const held = [
    event.ctrlKey || event.metaKey ? "Ctrl+" : "",
    event.altKey ? "Alt+" : "",
    event.shiftKey && event.key.length > 1 ? "Shift+" : "",
  ];
  return held.join("") + event.key;
}

/** Listens for keys, and shows them on `?`. Answers how to stop. */
export function listen(keys: readonly Key[], on: Document | HTMLElement = document): () => void {
  const help = new KeyList(keys);
  const all: readonly Key[] = [...keys, { key: "?", does: "Show the keys", run: () => help.show() }];
  const down = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) || event.isComposing || event.defaultPrevented) return;
    const key = all.find((candidate) => candidate.key === named(event));
    if (!key || (types(event.target) && !key.whileTyping)) return;
    if (key.run(event) !== false) event.preventDefault();
  };
  on.addEventListener("keydown", down);
  return () => on.removeEventListener("keydown", down);
}

/** The list of the keys, as a dialog. */
class KeyList {
  readonly #keys: readonly Key[];
  #dialog: HTMLDialogElement | undefined;

  constructor(keys: readonly Key[]) {
    this.#keys = keys;
  }

  show(): void {
    this.#dialog ??= this.#make();
    if (this.#dialog.open) return;
    this.#dialog.showModal();
    // The first key is seen first: the button, which has the focus otherwise, stands below all of them.
    this.#dialog.querySelector("h2")?.focus();
    this.#dialog.scrollTop = 0;
  }

  #make(): HTMLDialogElement {
    const dialog = document.createElement("dialog");
    dialog.className = "keys";
    dialog.setAttribute("aria-labelledby", "keys-title");
    const title = document.createElement("h2");
    title.id = "keys-title";
    title.tabIndex = -1;
    title.textContent = "Keys";
    const list = document.createElement("dl");
    list.className = "facts";
    for (const { key, does } of [...this.#keys, { key: "?", does: "Show the keys" }]) {
      const term = document.createElement("dt");
      const keyboard = document.createElement("kbd");
      keyboard.textContent = key;
      term.append(keyboard);
      const meaning = document.createElement("dd");
      meaning.textContent = does;
      list.append(term, meaning);
    }
    const close = document.createElement("button");
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    dialog.append(title, list, close);
    document.body.append(dialog);
    return dialog;
  }
}

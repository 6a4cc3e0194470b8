// What there is to say about the text of this page, as the server said it last.

export interface Remark {
  readonly field: string;
  readonly level: "fault" | "warning";
  readonly code: string;
  readonly text: string;
  readonly quote?: string;
}

class Remarks extends EventTarget {
  #all: readonly Remark[] = [];

  get all(): readonly Remark[] {
    return this.#all;
  }

  /** Tells whoever listens to `change`; not when nothing changed. */
  tell(all: readonly Remark[]): void {
    if (JSON.stringify(all) === JSON.stringify(this.#all)) return;
    this.#all = all;
    this.dispatchEvent(new Event("change"));
  }
}

export const REMARKS = new Remarks();

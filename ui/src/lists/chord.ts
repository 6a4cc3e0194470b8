// Two keys, one after the other: `g` and then the letter of a place.

/** How long the second key may be waited for. */
const WAIT_MS = 2_000;

export interface Chord {
  readonly second: string;
  run(): void;
}

/** Waits for the second key. Whatever else is pressed ends it, and does what it always does. */
export function secondKey(chords: readonly Chord[]): void {
  const stop = (): void => {
    clearTimeout(timer);
    removeEventListener("keydown", down, { capture: true });
  };
  const down = (event: KeyboardEvent): void => {
    if (event.key === "Shift") return;
    stop();
    const chord = chords.find(({ second }) => second === event.key && !event.ctrlKey && !event.metaKey && !event.altKey);
    if (!chord) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    chord.run();
  };
  const timer = setTimeout(stop, WAIT_MS);
  addEventListener("keydown", down, { capture: true });
}

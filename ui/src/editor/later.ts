// Work that waits until nobody types.

/** Milliseconds without a key after which somebody is taken to pause. */
const PAUSE_MS = 250;

/** Runs `work` once the calls stop for a moment. */
export function afterwards(work: () => void, pauseMs = PAUSE_MS): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, pauseMs);
  };
}

/** Runs `work` after the next paint, once, however often it is asked for. */
export function afterPaint(work: () => void): () => void {
  let asked = false;
  const run = (): void => {
    asked = false;
    work();
  };
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => setTimeout(run));
  };
}

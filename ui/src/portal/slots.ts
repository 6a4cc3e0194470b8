// How many streams one browser holds to the server. Over HTTP/1.1 it has six connections for all its windows, and a stream
// takes one for itself: who gets none asks every few seconds, so that the others are left for everything else.

const STREAMS_OVER_HTTP_1 = 4;

function isMultiplexed(): boolean {
  const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return /^h[23]/.test(page?.nextHopProtocol ?? "");
}

/** Takes room for a stream, and answers how to give it back; `undefined` when there is none. */
export async function takeSlot(): Promise<(() => void) | undefined> {
  // Without locks the windows know nothing of one another.
  if (isMultiplexed() || !navigator.locks) return () => {};
  for (let n = 1; n <= STREAMS_OVER_HTTP_1; n += 1) {
    const release = await tryLock(`tellal-stream-${n}`);
    if (release) return release;
  }
  return undefined;
}

function tryLock(name: string): Promise<(() => void) | undefined> {
  return new Promise((told) => {
    // The lock is held until the inner promise ends; the browser ends it when the window is closed.
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock) return new Promise<void>((release) => told(release));
      told(undefined);
      return undefined;
    });
  });
}

// Reads everything that the contract covers, in order, and goes on where it stopped. Node 20, nothing else.
import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const BASE = "https://wire.example";
const headers = { Authorization: `Bearer ${process.env.TELLAL_KEY}` };
const CURSOR = "cursor.txt";

async function page(after) {
  // `wait` holds the request open until there is something new, for 30 seconds at most.
  const address = `${BASE}/api/v1/feed?after=${after}&limit=100&wait=30`;
  const answer = await fetch(address, { headers, signal: AbortSignal.timeout(60_000) });
  if (answer.ok) return answer.json();
  const why = new Error(await answer.text());
  why.final = answer.status !== 429 && answer.status < 500;
  throw why;
}

function take(event) {
  // `verdict` is the one answer to "may it be published?". A kill or a hold is an event of its own.
  console.log(event.seq, event.act, event.revision, event.verdict.publishable);
}

let after = Number(await readFile(CURSOR, "utf8").catch(() => "0"));
for (;;) {
  try {
    const found = await page(after);
    found.events.forEach(take);
    // The cursor moves when everything before it was taken, and not earlier. An event may come twice, and none is lost.
    after = found.next;
    await writeFile(CURSOR, String(after));
  } catch (why) {
    if (why.final) throw why;
    await pause(5_000);
  }
}

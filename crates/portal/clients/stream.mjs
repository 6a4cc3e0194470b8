// The wire as it goes out: Server-Sent Events. Node 20, nothing else.
import { setTimeout as pause } from "node:timers/promises";

const BASE = "https://wire.example";
let last;

function take(event) {
  if (last !== undefined && event.prev > last) throw new Error(`an event between ${last} and ${event.seq} is missing`);
  console.log(event.seq, event.act, event.revision, event.verdict.publishable);
  last = event.seq;
}

async function listen() {
  const headers = { Authorization: `Bearer ${process.env.TELLAL_KEY}`, Accept: "text/event-stream" };
  if (last !== undefined) headers["Last-Event-ID"] = String(last);
  // A heartbeat comes every 15 seconds: a line that is silent for longer is broken.
  const silent = new AbortController();
  let clock = setTimeout(() => silent.abort(), 45_000);
  try {
    const answer = await fetch(`${BASE}/api/v1/stream`, { headers, signal: silent.signal });
    if (!answer.ok) throw Object.assign(new Error(await answer.text()), { final: answer.status !== 429 && answer.status < 500 });
    let rest = "";
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      clock.refresh();
      const frames = (rest + piece).split("\n\n");
      rest = frames.pop();
      for (const frame of frames) {
        const lines = Object.fromEntries(frame.split("\n").map((line) => line.split(/: (.*)/s)));
        if (lines.event === "dispatch") take(JSON.parse(lines.data));
        // Where the stream began, for a line that breaks before the first event.
        else if (lines.event === "heartbeat") last ??= JSON.parse(lines.data).seq;
      }
    }
  } finally {
    clearTimeout(clock);
  }
}

for (;;) {
  await listen().catch((why) => {
    if (why.final) throw why;
    console.log("again:", why.message);
  });
  await pause(2_000);
}

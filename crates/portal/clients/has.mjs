import { setTimeout as pause } from "node:timers/promises";

const BASE = "https://wire.example/abone";
const pair = Buffer.from(`your-login:${process.env.TELLAL_PASSWORD}`).toString("base64");

async function ask(path, form) {
  const body = form && new URLSearchParams(form);
  const answer = await fetch(`${BASE}/${path}`, { headers: { Authorization: `Basic ${pair}` }, method: form ? "POST" : "GET", body });
  if (!answer.ok) throw new Error(await answer.text());
  return answer;
}

const found = (await (await ask("search", { limit: 5 })).json()).data.result;
for (const hit of found) console.log(hit.id, hit.title);
// HAS clients wait for half a second between two requests.
await pause(500);
console.log((await (await ask(`document/${found[0].id}/newsml29`)).text()).slice(0, 300));

const BASE = "https://wire.example";
const query = new URLSearchParams({ q: "kind:text priority:1-3 -rehearsal", limit: 5 });
const headers = { Authorization: `Bearer ${process.env.TELLAL_KEY}` };
const answer = await fetch(`${BASE}/api/v1/search?${query}`, { headers });
if (!answer.ok) throw new Error(await answer.text());
const found = await answer.json();
console.log(found.total, "stories");
for (const hit of found.hits) console.log(hit.item, hit.headline);

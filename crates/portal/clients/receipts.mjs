// Confirms everything that waits. Call this when your system has taken the stories down, and not before.
const ADDRESS = "https://wire.example/api/v1/receipts";
const headers = { Authorization: `Bearer ${process.env.TELLAL_KEY}`, "Content-Type": "application/json" };

async function ask(body) {
  const answer = await fetch(ADDRESS, { headers, method: body ? "POST" : "GET", body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

const { receipts } = await ask();
for (const { seq, act, item } of receipts) {
  const call = await ask({ seq, note: "Taken down." });
  console.log(act, item, call.confirmed.time);
}
console.log(receipts.length, "confirmed");

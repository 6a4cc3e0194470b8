// The second person: the administrator of the demo approves what the chief asked for.

const basic = ({ user, password }) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

async function call(url, who, body) {
  const headers = { authorization: basic(who), "content-type": "application/json" };
  const answer = await fetch(url, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(`${url}: ${answer.status}: ${JSON.stringify(said)}`);
  return said;
}

/** Approves the request with this id, as it is shown. Answers the receipt of what was sent. */
export async function approve(demo, approval, second = demo.admin) {
  const address = `${demo.desk}/approvals/${approval}`;
  const { hash } = await call(address, second);
  return call(`${address}/approve`, second, { hash });
}

/** Asks for the kill of an item as the chief, and approves it. Nothing is on hold in between. */
export async function kill(demo, item, reason) {
  const { approval } = await call(`${demo.desk}/items/${item}/kill`, demo.staff, { reason, hold: false });
  return approve(demo, approval);
}

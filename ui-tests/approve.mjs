// The second person: the administrator of the demo approves what the chief asked for.
import { tellDesk } from "./desk.mjs";

/** Approves the request with this id, as it is shown. Answers the receipt of what was sent. */
export async function approve(demo, approval, second = demo.admin) {
  const address = `/approvals/${approval}`;
  const { hash } = await tellDesk(demo, second, "GET", address);
  return tellDesk(demo, second, "POST", `${address}/approve`, { json: { hash } });
}

/** Asks for the kill of an item as the chief, and approves it. Nothing is on hold in between. */
export async function kill(demo, item, reason) {
  const { approval } = await tellDesk(demo, demo.staff, "POST", `/items/${item}/kill`, { json: { reason, hold: false } });
  return approve(demo, approval);
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { idOf } from "./notice.ts";
import { bytesOf, obstacle, stateOf } from "./push.ts";

test("what stands in the way is said, the first thing first", () => {
  const open = { isSecure: true, canPush: true, permission: "default", key: "BAAA" } as const;
  assert.equal(obstacle(open), "");
  assert.match(obstacle({ ...open, key: null, isSecure: false }), /sends no notifications/);
  assert.match(obstacle({ ...open, isSecure: false, canPush: false }), /https/);
  assert.match(obstacle({ ...open, canPush: false }), /cannot show/);
  assert.match(obstacle({ ...open, permission: "denied" }), /blocked/);
});

test("a browser is named by its endpoint as the server names it", async () => {
  assert.equal(await idOf("https://push.example/a"), "378f13c84514cc9b2fdf033f09eee9fe");
  assert.deepEqual([...bytesOf("-_8")], [251, 255]);
});

test("what became of the last notification is said", () => {
  const browser = { id: "1", agent: "Firefox on Linux", added: "2026-09-01T12:00:00Z", last_ok: null, last_failure: null, failure: "" };
  const since = (time: number): string => new Date(time).toISOString().slice(11, 16);
  assert.equal(stateOf(browser, since), "Nothing was sent yet.");
  assert.equal(stateOf({ ...browser, last_ok: "2026-09-01T12:30:00Z" }, since), "Last sent 12:30.");
  const failed = { ...browser, last_ok: "2026-09-01T12:30:00Z", last_failure: "2026-09-01T13:00:00Z", failure: "the push service answered 413: the message is too large for it" };
  assert.equal(stateOf(failed, since), "Not sent 13:00: the push service answered 413: the message is too large for it.");
  assert.equal(stateOf({ ...failed, failure: "" }, since), "Last sent 12:30.");
});

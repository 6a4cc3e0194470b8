import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal, Unreachable } from "../http.ts";
import { SomeoneElse, stateAfter } from "./failing.ts";
import { inWords } from "./state.ts";

const refused = (status: number, more: object = {}): Refusal => new Refusal({ type: "/problems/illegal-act", title: "", status, detail: "the item is scheduled for 2026-09-01T12:00:00Z; take it off the schedule first", ...more });

test("where the text is after a save failed", () => {
  const lock = { holder: "bob", name: "Bob", since: "2026-09-01T12:00:00Z" };
  assert.deepEqual(stateAfter(new Unreachable(""), false), { kind: "cut", why: "the line is cut" });
  assert.deepEqual(stateAfter(refused(503), true), { kind: "cut", why: "the server has a fault" });
  assert.deepEqual(stateAfter(refused(401), true), { kind: "signed-out", someoneElse: false });
  assert.deepEqual(stateAfter(new SomeoneElse(""), true), { kind: "signed-out", someoneElse: true });
  assert.deepEqual(stateAfter(refused(412, { aside: "save-2" }), true), { kind: "stale", aside: "save-2" });
  assert.deepEqual(stateAfter(refused(409, { lock, aside: "save-2" }), true), { kind: "locked", lock, aside: "save-2", isTaken: false });
});

test("what was refused says where it is kept, with times by the newsroom's clock", () => {
  Object.assign(globalThis, { document: { body: { dataset: { zone: "Europe/Istanbul" } } } });
  const words = (more: object): string => inWords(stateAfter(refused(409, more), true));
  const why = /^Not saved: The item is scheduled for Tue,? 1 Sept 2026, 15:00 \(Europe\/Istanbul\); take it off the schedule first\. The text is kept (.+)\.$/;
  assert.equal(why.exec(words({}))?.[1], "in this browser");
  assert.equal(why.exec(words({ aside: "save-2" }))?.[1], "in the history, as save-2");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { moves, standing } from "./standing.ts";

const item = { state: null, due: null, author: "ayse", version: 0, stage: "draft" } as const;
const [author, other, editor] = [{ login: "ayse", role: "reporter" }, { login: "can", role: "reporter" }, { login: "eda", role: "editor" }];

test("a reporter moves what is their own and not out yet, and takes from the inbox", () => {
  assert.deepEqual(moves(item, author), { stage: true, desk: true });
  assert.deepEqual(moves(item, other), { stage: false, desk: false });
  assert.deepEqual(moves({ ...item, stage: "inbox" }, other), { stage: true, desk: false });
  assert.deepEqual(moves({ ...item, version: 1, state: "usable" }, author), { stage: false, desk: false });
});

test("an editor moves everything, and the stage only of what was never sent", () => {
  assert.deepEqual(moves(item, editor), { stage: true, desk: true });
  assert.deepEqual(moves({ ...item, version: 1, state: "usable" }, editor), { stage: false, desk: true });
  assert.deepEqual(moves({ ...item, due: { at: "2026-09-01T12:00:00Z", act: "release" } }, editor), { stage: false, desk: true });
  assert.deepEqual(moves({ ...item, version: 2, state: "canceled" }, editor), { stage: false, desk: false });
});

test("why a text cannot be changed is said", () => {
  assert.equal(standing(item, author), null);
  assert.match(standing(item, other) ?? "", /Only an editor/);
  assert.match(standing({ ...item, state: "canceled" }, editor) ?? "", /was killed/);
  assert.match(standing({ ...item, due: { at: "2026-09-01T12:00:00Z", act: "release" } }, editor) ?? "", /goes out on/);
});

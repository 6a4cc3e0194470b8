import assert from "node:assert/strict";
import { test } from "node:test";
import { type Line, savedBy } from "./entries.ts";
import { when } from "./history.ts";

const line = (id: string, kind: Line["kind"], login: string, ended: string): Line => ({ id, kind, login, name: login, began: ended, ended, why: "", act: null });
const lock = { holder: "bob", name: "Bob", since: "2026-09-01T12:00:00Z" };

test("of whoever has the lock the newest save since they have it is found, with what it changed", () => {
  const lines = [line("save-5", "aside", "bob", "2026-09-01T12:04:00Z"), line("save-4", "save", "bob", "2026-09-01T12:03:00Z"), line("save-3", "aside", "ayse", "2026-09-01T12:02:00Z"), line("version-1", "version", "ayse", "2026-09-01T11:00:00Z")];
  assert.deepEqual(savedBy(lock, "tel:1", lines), { entry: "save-4", href: "/desk/items/tel:1/history?from=version-1&to=save-4" });
  assert.deepEqual(savedBy(lock, "tel:1", lines.slice(0, 2)), { entry: "save-4", href: "/desk/items/tel:1/history?from=save-4" });
});

test("what they saved before they had it is not taken for it", () => {
  assert.equal(savedBy(lock, "tel:1", [line("save-4", "save", "bob", "2026-09-01T11:59:59Z"), line("save-3", "save", "ayse", "2026-09-01T12:30:00Z")]), undefined);
});

test("two saves of one minute are told apart", () => {
  const at = (began: string, ended: string): string => when({ began: `2026-09-01T12:00:${began}Z`, ended: `2026-09-01T12:00:${ended}Z` });
  assert.match(at("05", "05"), /:00:05$/);
  assert.match(at("05", "40"), /:00:05 to \d\d:00:40$/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { named } from "./keys.ts";

function pressed(key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {}): string {
  return named({ ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, key, ...held } as KeyboardEvent);
}

test("keys are named as people say them", () => {
  assert.equal(pressed("j"), "j");
  assert.equal(pressed("s", { ctrlKey: true }), "Ctrl+s");
  assert.equal(pressed("s", { metaKey: true }), "Ctrl+s");
  assert.equal(pressed("Enter", { shiftKey: true }), "Shift+Enter");
  assert.equal(pressed("?", { shiftKey: true }), "?");
});

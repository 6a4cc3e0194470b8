import assert from "node:assert/strict";
import { test } from "node:test";
import { titled } from "./badge.ts";

test("the title tells how many wait, once", () => {
  assert.equal(titled("Approvals · Tellal", 2), "(2) Approvals · Tellal");
  assert.equal(titled("(2) Approvals · Tellal", 3), "(3) Approvals · Tellal");
  assert.equal(titled("(2) Approvals · Tellal", 0), "Approvals · Tellal");
});

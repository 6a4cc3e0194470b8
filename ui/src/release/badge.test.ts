import assert from "node:assert/strict";
import { test } from "node:test";
import { counted } from "./badge.ts";

test("the title tells how many wait, once", () => {
  assert.equal(counted("Approvals · Tellal", 2), "Approvals (2) · Tellal");
  assert.equal(counted("Approvals (2) · Tellal", 3), "Approvals (3) · Tellal");
  assert.equal(counted("Approvals (2) · Tellal", 0), "Approvals · Tellal");
  assert.equal(counted("Desk · Approvals", 2), "Desk · Approvals");
});

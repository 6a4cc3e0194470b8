import assert from "node:assert/strict";
import { test } from "node:test";
import { dragged, within } from "./area.ts";

const size = { width: 600, height: 400 };
const area = { x: 100, y: 100, width: 200, height: 200 };

test("a part stays within its picture", () => {
  assert.deepEqual(within({ x: -5, y: 390, width: 900, height: 3 }, 600, 400), { x: 0, y: 384, width: 600, height: 16 });
  assert.deepEqual(within({ x: 0.4, y: 0.6, width: 20.4, height: 20.6 }, 600, 400), { x: 0, y: 1, width: 20, height: 21 });
  assert.deepEqual(dragged(area, "move", 900, -900, size), { x: 400, y: 0, width: 200, height: 200 });
});

test("a handle moves its corner, and the opposite one stays", () => {
  assert.deepEqual(dragged(area, "se", 50, -50, size), { x: 100, y: 100, width: 250, height: 150 });
  assert.deepEqual(dragged(area, "nw", -50, 20, size), { x: 50, y: 120, width: 250, height: 180 });
  assert.deepEqual(dragged(area, "se", -900, -900, size), { x: 100, y: 100, width: 16, height: 16 });
});

test("with a ratio the proportions stay, also at the edge", () => {
  assert.deepEqual(dragged(area, "se", 50, 0, size, 1), { x: 100, y: 100, width: 250, height: 250 });
  assert.deepEqual(dragged(area, "se", 900, 0, size, 1), { x: 100, y: 100, width: 300, height: 300 });
  assert.deepEqual(dragged(area, "nw", -900, 0, size, 1), { x: 0, y: 0, width: 300, height: 300 });
});

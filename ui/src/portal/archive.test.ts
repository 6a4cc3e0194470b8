import assert from "node:assert/strict";
import { test } from "node:test";
import { archiveOf, archives, type Cost, inWords, together } from "./archive.ts";

const quota = { contract: "c", limit: 10, left: 3, takes: 2, resets: "2026-12-01T00:00:00Z" };
const cost: Cost = { items: 3, files: 4, new: 2, known: 1, free: 0, over: 0, quotas: [quota], left_out: [] };
const words = (more: Partial<Cost>): string => inWords({ ...cost, ...more }, () => "1 December");

test("what an archive counts is said in sentences", () => {
  assert.equal(words({}), "4 files of 3 items. Takes 2 of the 3 downloads that are left of 10 until 1 December. 1 was taken before and is not counted again.");
  assert.equal(words({ new: 0, known: 3 }), "4 files of 3 items. 3 were taken before and are not counted again. Nothing is counted.");
  assert.equal(words({ files: 1, items: 1, new: 0, known: 0, free: 1, quotas: [] }), "1 file of 1 item.");
  assert.equal(words({ new: 3, known: 0, over: 2 }), "4 files of 3 items. Takes 5 downloads, but 3 are left of 10 until 1 December. That is 2 too many: take some out, or take those that the rest suffices for.");
});

test("a full basket is several archives that are counted as one", () => {
  const items = Array.from({ length: 120 }, (_, n) => `tel:text:20261129:${n}`);
  assert.deepEqual(archives(items).map(({ length }) => length), [50, 50, 20]);
  assert.deepEqual(archives([]), []);
  // Each fits by itself.
  const all = together([cost, cost]);
  assert.deepEqual([all.items, all.new, all.quotas[0]?.takes, all.over], [6, 4, 4, 1]);
});

test("addresses carry what was chosen", () => {
  assert.equal(archiveOf(["tel:text:1", "a&b"], "newsml-g2", ""), "/api/v1/zip?items=tel%3Atext%3A1,a%26b&format=newsml-g2");
  assert.equal(archiveOf(["i"], "json", "web", { partial: true, cost: true }), "/api/v1/zip/cost?items=i&format=json&sizes=web&partial=true");
});

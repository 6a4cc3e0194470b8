import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Window } from "happy-dom";
import { itemOf, Rows } from "./rows.ts";

let body: HTMLElement;

beforeEach(() => {
  const window = new Window();
  Object.assign(globalThis, { document: window.document, HTMLElement: window.HTMLElement });
  const table = document.createElement("table");
  body = document.createElement("tbody");
  table.append(body);
  document.body.append(table);
});

function line(item: string, order: number, text = item): HTMLElement {
  const table = document.createElement("table");
  table.innerHTML = `<tbody><tr data-item="${item}" data-order="${order}"><th class="what"><a href="/desk/items/${item}">${text}</a></th><td class="stands"></td></tr></tbody>`;
  return table.querySelector("tr") as HTMLElement;
}

function list(ascending = false): Rows {
  body.replaceChildren(line("c", 30), line("b", 20), line("a", 10));
  return new Rows(body, ascending);
}

const items = (rows: Rows): string => rows.all.map(itemOf).join("");

test("new lines stand in their order where nobody looks", () => {
  const rows = list();
  rows.merge(["x", "y"], [line("x", 25), line("y", 40)], null, false);
  assert.equal(items(rows), "ycxba");
});

test("nothing is added above the line that somebody looks at, until they ask", () => {
  const rows = list();
  const b = rows.find("b") as HTMLElement;
  const { added, held } = rows.merge(["x", "y"], [line("x", 40), line("y", 15)], b, false);
  assert.deepEqual([added, held, items(rows)], [1, 1, "cbya"]);
  assert.deepEqual(rows.settle().map(itemOf), ["x"]);
  assert.equal(items(rows), "xcbya");
});

test("a finger on the screen holds everything that is new", () => {
  const rows = list();
  rows.merge(["y"], [line("y", 5)], null, true);
  assert.deepEqual([items(rows), rows.held], ["cba", 1]);
  rows.merge(["y"], [], null, true);
  assert.equal(rows.held, 0, "it is gone before it was shown");
});

test("a line is written anew where it stands, and keeps the focus", () => {
  const rows = list();
  const b = rows.find("b") as HTMLElement;
  b.querySelector("a")?.focus();
  rows.merge(["b"], [line("b", 99, "B, longer")], b, false);
  assert.equal(items(rows), "cba");
  assert.equal(rows.find("b"), b);
  assert.equal(document.activeElement?.textContent, "B, longer");
  rows.settle();
  assert.equal(items(rows), "bca");
});

test("a line that leaves stays while somebody looks at it or below it", () => {
  const rows = list();
  const b = rows.find("b") as HTMLElement;
  rows.merge(["a", "b", "c"], [], b, false);
  assert.equal(items(rows), "cb");
  assert.ok(b.classList.contains("gone") && b.textContent?.includes("has left this list"));
  rows.sweep(b);
  assert.equal(items(rows), "cb");
  rows.sweep(null);
  assert.equal(items(rows), "");
  assert.equal(rows.waiting, 0);
});

test("a line that comes back is no longer marked", () => {
  const rows = list();
  const b = rows.find("b") as HTMLElement;
  rows.merge(["b"], [], b, false);
  rows.merge(["b"], [line("b", 20)], b, false);
  assert.ok(!b.classList.contains("gone") && !b.textContent?.includes("has left"));
  rows.sweep(null);
  assert.equal(items(rows), "cba");
});

test("what goes out next comes first on its shelf", () => {
  body.replaceChildren(line("a", 10), line("b", 20));
  const rows = new Rows(body, true);
  rows.merge(["x"], [line("x", 15)], null, false);
  assert.equal(items(rows), "axb");
});

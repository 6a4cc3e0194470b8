import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import { carry, given } from "./carry.ts";

const { document } = new Window();

function panel(fields: string): HTMLElement {
  const made = document.createElement("div");
  made.innerHTML = `<form method="post" action="/release" class="go">${fields}<button class="main-act">Release</button></form>`;
  return made as unknown as HTMLElement;
}

const later = (time = ""): string =>
  `<details class="later"><summary>Send it later</summary><div class="field"><label for="time">At</label><input id="time" name="time" value="${time}"></div><input name="zone" value="Europe/Istanbul"></details>`;
const words = (text: string): string => `<div class="field"><label for="retraction">Retraction</label><textarea name="retraction">${text}</textarea></div>`;
const field = (from: HTMLElement, name: string): HTMLInputElement => from.querySelector<HTMLInputElement>(`[name=${name}]`)!;

test("what was typed comes along, and its fold stays open", () => {
  const [from, to] = [panel(later() + words("House words")), panel(later() + words("House words"))];
  const known = given(from);
  field(from, "time").value = "2030-01-02T09:00";
  field(from, "zone").value = "Asia/Tokyo";
  field(from, "retraction").value = "Our own words";
  assert.deepEqual(carry(from, to, known), []);
  assert.equal(field(to, "time").value, "2030-01-02T09:00");
  assert.equal(field(to, "zone").value, "Asia/Tokyo");
  assert.equal(field(to, "retraction").value, "Our own words");
  assert.equal(to.querySelector("details")!.open, true);
});

test("a time that the server showed again was typed too", () => {
  const to = panel(later());
  carry(panel(later("2030-01-02T09:00")), to, given(panel(later())));
  assert.equal(field(to, "time").value, "2030-01-02T09:00");
});

test("what nobody typed is the server’s to say", () => {
  const to = panel(words("Newer house words"));
  carry(panel(words("House words")), to, new Map());
  assert.equal(field(to, "retraction").value, "Newer house words");
});

test("what has no field any more is told, and comes back with it", () => {
  const [from, bare] = [panel(later() + words("House words")), panel(later())];
  const known = given(from);
  field(from, "retraction").value = "Our own words";
  const lost = carry(from, bare, known);
  assert.deepEqual(lost.map(({ label, value }) => [label, value]), [["Retraction", "Our own words"]]);
  const again = panel(later() + words("House words"));
  assert.deepEqual(carry(bare, again, given(bare), lost), []);
  assert.equal(field(again, "retraction").value, "Our own words");
});

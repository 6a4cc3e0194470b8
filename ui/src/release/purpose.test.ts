import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import type { Remark } from "../saving/remarks.ts";

Object.assign(globalThis, { document: new Window().document });
const { Purpose, unfinished } = await import("./purpose.ts");

const remark = (code: string, quote?: string, level: Remark["level"] = "warning"): Remark => ({ field: "content.body", code, level, text: "", ...(quote ? { quote } : {}) });

test("what is not finished is named once, without the marks around it", () => {
  assert.deepEqual(unfinished([remark("placeholder", "XX,"), remark("placeholder", "XX"), remark("placeholder", "(???)"), remark("name", "Aksoy")]), ["XX", "???"]);
  assert.deepEqual(unfinished([remark("hold")]), ["HOLD in the slug"]);
  assert.deepEqual(unfinished([remark("hold", undefined, "fault")]), [], "what cannot go out needs no tick");
});

test("a tick lasts as long as the words are the same", () => {
  const purpose = new Purpose();
  assert.deepEqual([purpose.isOpen, purpose.element.hidden], [false, true]);
  purpose.tell([remark("placeholder", "XX")]);
  assert.equal(purpose.element.textContent?.trim(), "It says XX on purpose");
  assert.equal(purpose.isOpen, true);
  const box = purpose.element.querySelector("input")!;
  box.checked = true;
  purpose.tell([remark("placeholder", "XX")]);
  assert.equal(purpose.isOpen, false);
  purpose.tell([remark("placeholder", "XX"), remark("placeholder", "TK")]);
  assert.equal(purpose.isOpen, true);
  assert.equal(purpose.element.querySelector("input"), box);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";

const { document } = new Window();
Object.assign(globalThis, { document });
document.body.dataset["zone"] = "Europe/Istanbul";
const { plain, refusal, tidy } = await import("./refusal.ts");

const place = (html: string): HTMLElement => {
  const made = document.createElement("div");
  made.innerHTML = html;
  return made as unknown as HTMLElement;
};

test("a freeze is told by the newsroom's clock, with what to do next", () => {
  const { why, next } = plain("nothing of the desk Sport is released since 2026-09-01T12:00:00.5Z, when Eda froze it: wrong results");
  assert.match(why, /^Nothing of the desk Sport is released since Tue,? 1 Sept 2026, 15:00 \(Europe\/Istanbul\), when Eda froze it: wrong results\.$/);
  assert.match(next, /Ask a chief/);
});

test("a kill that waits leads to its request", () => {
  const said = plain("a kill of it waits for a second person, as request 00ff; nothing of it goes out before that is decided");
  assert.equal(said.way?.href, "/desk/approvals/00ff");
  assert.doesNotMatch(said.why, /00ff/);
});

test("of a page that refuses the reason is taken, and not the page", () => {
  const page = place('<main><h1>Forbidden</h1><p role="alert">A reporter may not release.</p><p>Nothing was changed.</p><p><a href="/desk">To the desk</a></p></main>');
  const line = document.createElement("p");
  line.append(...(refusal(page) as never[]));
  assert.equal(line.textContent, "A reporter may not release. Nothing was changed.");
});

test("the faults of a panel are told the same way", () => {
  const panel = place('<div class="wrong" role="alert"><ul><li>nothing is released since 2026-09-01T12:00:00Z, when Eda froze releases: flood</li><li>Slug is missing</li></ul></div><p class="wrong">It is due: nothing goes out since 2026-09-01T13:00:00Z.</p>');
  tidy(panel);
  assert.match(panel.textContent ?? "", /15:00 \(Europe\/Istanbul\).*Ask a chief.*Slug is missing\.It is due: nothing goes out since .*16:00 \(Europe\/Istanbul\)\.$/);
});

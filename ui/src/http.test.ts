import assert from "node:assert/strict";
import { test } from "node:test";
import { ask } from "./http.ts";

test("half of a pair of surrogates does not keep a text from being read", async () => {
  let sent = "";
  globalThis.fetch = async (_, request) => {
    sent = String(request?.body);
    return Response.json({});
  };
  await ask("/", { method: "PUT", json: { headline: "a\ud83d", body: [{ text: "\ude00b" }], whole: "\u{1f600} é", n: 1 } });
  assert.equal(sent, '{"headline":"a\ufffd","body":[{"text":"\ufffdb"}],"whole":"\u{1f600} é","n":1}');
});

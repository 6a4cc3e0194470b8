// Asking where a link leads.

import type { Mark } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { button, make } from "./make.ts";
import { address, schema } from "./schema.ts";

const { link } = schema.marks;

/** The stretch of the link that the cursor is in, or of what is selected. */
function stretch(state: EditorState): { from: number; to: number; mark: Mark | undefined } {
  const { from, to, $from, empty } = state.selection;
  const marks = empty ? $from.marks() : ($from.nodeAfter?.marks ?? []);
  const mark = link.isInSet(marks);
  if (!mark || !empty) return { from, to, mark };
  let [start, end] = [from, to];
  $from.parent.forEach((node, offset) => {
    const begins = $from.start() + offset;
    if (mark.isInSet(node.marks) && begins <= from && from <= begins + node.nodeSize) [start, end] = [Math.min(start, begins), Math.max(end, begins + node.nodeSize)];
  });
  return { from: start, to: end, mark };
}

/** What somebody typed as an address: a bare domain and a bare mailbox are taken for what they mean. */
export function meant(typed: string): string | undefined {
  const text = typed.trim();
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/u.test(text)) return address(`mailto:${text}`);
  return address(text) ?? (/^[^\s/:]+\.[^\s/:]{2,}(\/\S*)?$/u.test(text) ? address(`https://${text}`) : undefined);
}

/** Asks for the link of what is selected, or of the link that the cursor is in. */
export function askLink(view: EditorView): boolean {
  const { from, to, mark } = stretch(view.state);
  if (!view.editable || !view.state.selection.$from.parent.type.allowsMarkType(link)) return false;
  const where = make("input", { id: "link-address", type: "text", inputmode: "url", dir: "ltr", autocomplete: "off", spellcheck: "false", "aria-describedby": "link-fault", value: (mark?.attrs["href"] as string | undefined) ?? "" });
  const text = make("input", { id: "link-text", type: "text", dir: "auto", autocomplete: "off" });
  const fault = make("p", { id: "link-fault", class: "fault", role: "alert" });
  const dialog = make("dialog", { class: "link", "aria-labelledby": "link-title" });
  const close = (change?: (tr: Transaction) => void): void => {
    dialog.close();
    if (change) {
      const { tr } = view.state;
      change(tr);
      view.dispatch(tr);
    }
    view.focus();
  };
  const form = make("form", { method: "dialog" }, make("h2", { id: "link-title" }, "Link"), make("div", { class: "field" }, make("label", { for: "link-address" }, "Address"), where, fault));
  if (from === to) form.append(make("div", { class: "field" }, make("label", { for: "link-text" }, "Text"), text));
  const actions = make("div", { class: "actions" }, make("button", {}, "Set the link"));
  if (mark) actions.append(button("Remove the link", () => close((tr) => tr.removeMark(from, to, link)), { class: "quiet" }));
  actions.append(button("Cancel", () => close(), { class: "quiet" }));
  form.append(actions);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const href = meant(where.value);
    where.setAttribute("aria-invalid", String(href === undefined));
    fault.textContent = href === undefined ? "Write a web address such as https://example.org, or a mail address." : "";
    if (href === undefined) return where.focus();
    close((tr) => {
      const made = link.create({ href });
      if (from === to) tr.replaceWith(from, to, schema.text(text.value.trim() || href, made.addToSet(tr.doc.resolve(from).marks())));
      else tr.addMark(from, to, made);
      tr.removeStoredMark(link);
    });
  });
  dialog.append(form);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("cancel", () => setTimeout(() => view.focus()));
  document.body.append(dialog);
  dialog.showModal();
  where.focus();
  return true;
}

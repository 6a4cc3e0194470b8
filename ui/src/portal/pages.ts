// The pages beside the terminal: all saved searches, and all alerts with their settings.

import { button, make } from "../editor/make.ts";
import { ask } from "../http.ts";
import { sentence } from "../zone.ts";
import { alertLine } from "./alerts.ts";
import { Clock } from "./clock.ts";
import { writePlace } from "./place.ts";
import { Notifications } from "./push.ts";
import { editSearch, Searches } from "./saved.ts";
import { read } from "./settings.ts";
import { dress } from "./theme.ts";
import type { Alert, Me, Search } from "./wire.ts";

const PAGE_ALERTS = 50;
const EMAIL: Readonly<Record<string, string>> = { off: "", at_once: "e-mail at once", digest: "in the digest" };

function clockOf(me: Me): Clock {
  const settings = read(me.settings);
  dress(settings);
  return new Clock(settings.zone, me.agency.zone);
}

function alertWords({ alert }: Search): string {
  return [alert.portal ? "in the terminal" : "", alert.sound ? "with a sound" : "", alert.push ? "as a notification" : "", EMAIL[alert.email] ?? ""].filter(Boolean).join(", ") || "none";
}

/** `/portal/searches` */
export async function searchesPage(root: HTMLElement, me: Me): Promise<void> {
  const clock = clockOf(me);
  const searches = new Searches();
  const list = make("div", { class: "search-table" });
  const draw = (): void => {
    const row = (search: Search): HTMLElement =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, make("a", { href: `/portal${writePlace({ query: search.query, order: "newest", saved: search.id, item: "" })}` }, make("bdi", {}, search.name))),
        make("td", {}, make("bdi", {}, search.folder)),
        make("td", {}, search.owner === "me" ? "Me" : "Everybody"),
        make("td", {}, make("code", { dir: "auto" }, search.query)),
        make("td", {}, alertWords(search)),
        make("td", {}, search.rss ? "Yes" : "No"),
        make("td", {}, button("Change", () => editSearch(searches, clock, search, () => {}), { class: "quiet", "aria-label": `Change ${search.name}` })),
      );
    const head = make("tr", {}, ...["Name", "Folder", "For", "Query", "Alert", "RSS", "Change"].map((name) => make("th", { scope: "col" }, name)));
    const table = make("div", { class: "table" }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...searches.all.map(row))));
    list.replaceChildren(searches.all.length > 0 ? table : make("p", { class: "soft" }, "No searches are saved yet."));
  };
  searches.addEventListener("change", draw);
  const add = button("New search", () => editSearch(searches, clock, { query: "" }, () => {}));
  root.replaceChildren(make("div", { class: "actions" }, add), list);
  await searches.load();
}

/** `/portal/alerts` */
export async function alertsPage(root: HTMLElement, me: Me): Promise<void> {
  const clock = clockOf(me);
  const list = make("ol", { class: "alert-list page" });
  const said = make("p", { class: "soft", role: "status" });
  let before: number | undefined;
  const open = (alert: Alert): void => location.assign(`/portal${writePlace({ query: "", order: "newest", saved: "", item: alert.item })}`);
  const load = async (): Promise<void> => {
    more.disabled = true;
    try {
      const { body } = await ask<{ alerts: Alert[]; unread: number }>(`/portal/api/alerts?limit=${PAGE_ALERTS}${before === undefined ? "" : `&before=${before}`}`);
      list.append(...body.alerts.map((alert) => alertLine(alert, clock, open)));
      const isFirst = before === undefined;
      before = body.alerts.at(-1)?.id ?? before;
      more.hidden = body.alerts.length < PAGE_ALERTS;
      said.textContent = list.childElementCount === 0 ? "No alerts yet. A saved search can raise them." : "";
      const newest = body.alerts[0];
      if (isFirst && newest && body.unread > 0) await ask("/portal/api/alerts/read", { method: "POST", json: { upto: newest.id } });
    } catch (error) {
      said.textContent = error instanceof Error ? error.message : "The alerts could not be fetched.";
    }
    more.disabled = false;
  };
  const more = button("Older alerts", () => void load(), { class: "quiet" });
  const notifications = new Notifications(clock);
  const way = make("p", {}, make("a", { href: "#notifications" }, "Notifications, letters and quiet hours"));
  root.replaceChildren(way, said, list, more, notifications.element, await settingsOf());
  await Promise.all([load(), notifications.start()]);
}

interface AlertSettings {
  readonly zone: string;
  readonly digest_hours: readonly number[];
  readonly quiet: { readonly from: string; readonly until: string } | null;
  readonly flash_passes: boolean;
}

function field(label: string, hint: string, input: HTMLElement): HTMLElement {
  return make("label", { class: "field" }, make("span", {}, label), input, make("span", { class: "hint" }, hint));
}

/** Hours as somebody types them: `8, 18`. What is no hour is left to the server to refuse. */
function hours(text: string): number[] {
  return text.split(/[\s,]+/).filter(Boolean).map(Number);
}

/** When letters are written, and when none are. */
async function settingsOf(): Promise<HTMLElement> {
  const answer = await ask<AlertSettings>("/portal/api/alert-settings").catch(() => undefined);
  if (!answer) return make("p", { class: "soft" }, "The settings of alerts cannot be fetched now.");
  const { zone, digest_hours, quiet, flash_passes } = answer.body;
  const names = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  const digest = make("input", { type: "text", inputmode: "numeric", value: digest_hours.join(", ") });
  const zoned = make("input", { type: "text", list: "zones", value: zone });
  const [from, until] = [make("input", { type: "time", value: quiet?.from ?? "" }), make("input", { type: "time", value: quiet?.until ?? "" })];
  const flash = make("input", { type: "checkbox", checked: flash_passes });
  const said = make("p", { class: "result", role: "status" });
  const form = make(
    "form",
    { class: "alert-settings" },
    field("Hours of the digest", "0 to 23, with commas between them", digest),
    field("Zone", "such as Europe/Istanbul", zoned),
    make("datalist", { id: "zones" }, ...names.map((value) => make("option", { value }))),
    field("Quiet from", "empty for no quiet hours", from),
    field("Quiet until", "one letter, and the newest notification of each story, tell of what was found", until),
    make("label", { class: "check" }, flash, "A flash is told in quiet hours too"),
    make("div", { class: "actions" }, make("button", { type: "submit" }, "Save")),
    said,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const hushed = from.value === "" && until.value === "" ? null : { from: from.value, until: until.value };
    const json: AlertSettings = { zone: zoned.value.trim(), digest_hours: hours(digest.value), quiet: hushed, flash_passes: flash.checked };
    ask("/portal/api/alert-settings", { method: "PUT", json }).then(
      () => (said.textContent = "Saved."),
      (error: unknown) => (said.textContent = sentence(error instanceof Error ? error.message : "It could not be saved.")),
    );
  });
  return make("section", {}, make("h2", {}, "Letters and quiet hours"), form);
}
